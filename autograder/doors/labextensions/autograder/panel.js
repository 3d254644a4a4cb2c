// What a student reads: how far a run is, then a line an exercise. All text is put in as text, never as HTML.

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function button(className, act) {
  const made = element("button", `jp-mod-styled ${className}`);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

export class Panel {
  // acts: stop(path), again(path), show(path, place), close(): what the buttons do.
  constructor(acts) {
    this.acts = acts;
    this.path = "";
    this.node = element("section", "autograder-Validate");
    this.node.setAttribute("aria-label", "Validate");
    this.heading = element("h2", "autograder-Validate-title");
    this.heading.tabIndex = -1;
    this.status = element("p", "autograder-Validate-status");
    this.status.setAttribute("role", "status");
    this.clock = element("p", "autograder-Validate-clock");
    this.list = element("ul", "autograder-Validate-list");
    this.notes = element("ul", "autograder-Validate-notes");
    this.stop = button("jp-mod-warn", () => this.acts.stop(this.path));
    this.again = button("jp-mod-accept", () => this.acts.again(this.path));
    this.close = button("", () => this.acts.close());
    const buttons = element("div", "autograder-Validate-buttons");
    buttons.append(this.stop, this.again, this.close);
    this.node.append(this.heading, this.status, this.clock, buttons, this.list, this.notes);
  }

  focus() {
    this.heading.focus();
  }

  // Be about another notebook from here on.
  begin(path) {
    this.path = path;
    this.show(path, { said: "", seconds: 0 });
  }

  // Show what is known of a run, where it is one of the notebook that the panel is about.
  show(path, run) {
    if (path !== this.path) {
      return;
    }
    const held = this.node.contains(document.activeElement);
    this.node.dataset.state = run.answer ? "done" : "running";
    this.label(run.labels ?? {});
    this.heading.textContent = path.split("/").pop();
    this.say(run.answer?.said ?? run.said);
    this.clock.textContent = `${Math.round(run.seconds)} s`;
    this.stop.hidden = Boolean(run.answer);
    this.again.hidden = !run.answer;
    this.fill(run.answer ?? { exercises: [], notes: [] });
    if (held && document.activeElement === document.body) {
      this.focus();
    }
  }

  label(labels) {
    this.stop.textContent = labels.stop ?? "Stop";
    this.again.textContent = labels.again ?? "Validate again";
    this.close.textContent = labels.close ?? "Close";
  }

  // A screen reader hears what is new, and no second.
  say(text) {
    if (this.status.textContent !== text) {
      this.status.textContent = text;
    }
  }

  fill(answer) {
    this.list.replaceChildren(...answer.exercises.map((each) => this.exercise(each)));
    this.notes.replaceChildren(...answer.notes.map((each) => this.note(each)));
    this.list.hidden = answer.exercises.length === 0;
    this.notes.hidden = answer.notes.length === 0;
  }

  exercise(exercise) {
    const item = element("li", "autograder-Validate-exercise");
    const mark = element("span", "autograder-Validate-mark", exercise.mark);
    mark.setAttribute("aria-hidden", "true");
    const state = element("span", "autograder-Validate-state", exercise.state);
    item.dataset.mark = exercise.mark;
    item.append(mark, this.link(exercise.line, exercise.place), state);
    if (exercise.said.length) {
      item.append(element("pre", "autograder-Validate-said", exercise.said.join("\n")));
    }
    return item;
  }

  note(note) {
    const item = element("li", "autograder-Validate-note");
    item.append(note.place ? this.link(note.said, note.place) : element("span", "", note.said));
    return item;
  }

  link(text, place) {
    const made = element("button", "autograder-Validate-link", text);
    made.type = "button";
    made.addEventListener("click", () => this.acts.show(this.path, place));
    return made;
  }
}
