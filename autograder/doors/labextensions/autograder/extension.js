// The plugin: the button Validate in every notebook's toolbar, the command of that name, and the panel at the right; and
// what checks say, for screen readers.
import { announce } from "./announce.js";
import { Panel } from "./panel.js";
import { Runs } from "./runs.js";

const COMMAND = "autograder:validate";
const LABEL = "Validate";
// Pixels of a window below which there is no room for the file browser beside the panel.
const NARROW = 760;

// lab: what JupyterLab shares, by name.
export function extension(lab) {
  return {
    id: "autograder:validate",
    autoStart: true,
    requires: [lab.INotebookTracker],
    optional: [lab.ICommandPalette],
    activate: (app, tracker, palette) => activate(lab, app, tracker, palette),
  };
}

function activate(lab, app, tracker, palette) {
  announce(lab.NotebookActions);
  const runs = new Runs(lab);
  const panel = new Panel({
    stop: (path) => runs.stop(path),
    again: (path) => app.commands.execute(COMMAND, { path }),
    show: (path, place) => show(app, tracker, path, place),
    close: () => leave(app, tracker),
  });
  const widget = sidebar(lab, panel, () => leave(app, tracker));

  async function validate(path) {
    const notebook = path ? opened(tracker, path) : tracker.currentWidget;
    const file = path ?? notebook?.context.path;
    if (!file) {
      return;
    }
    if (!widget.isAttached) {
      app.shell.add(widget, "right", { rank: 900 });
    }
    app.shell.activateById(widget.id);
    if (window.innerWidth < NARROW) {
      app.shell.collapseLeft();
    }
    panel.begin(file);
    requestAnimationFrame(() => panel.focus());
    try {
      if (notebook?.context.model.dirty) {
        await notebook.context.save();
      }
      await runs.follow(file, (run) => panel.show(file, run));
    } catch (error) {
      panel.show(file, { answer: { said: `${LABEL}: ${error.message}`, exercises: [], notes: [] }, seconds: 0 });
    }
  }

  app.commands.addCommand(COMMAND, {
    label: LABEL,
    caption: "Run the notebook in a kernel of its own and say what its visible checks say",
    isEnabled: () => tracker.currentWidget !== null,
    execute: (args) => validate(args.path),
  });
  tracker.currentChanged.connect(() => app.commands.notifyCommandChanged(COMMAND));
  palette?.addItem({ command: COMMAND, category: "Notebook Operations" });
  app.docRegistry.addWidgetExtension("Notebook", {
    createNew: (notebook) => {
      const button = new lab.ToolbarButton({
        className: "autograder-ValidateButton",
        label: LABEL,
        tooltip: LABEL,
        onClick: () => validate(notebook.context.path),
      });
      notebook.toolbar.insertItem(beforeSpacer(notebook.toolbar), "autograder-validate", button);
      return button;
    },
  });
}

// Return the widget that holds the panel; Escape in it leads back to the notebook.
function sidebar(lab, panel, leaving) {
  const widget = new lab.Widget({ node: panel.node });
  widget.id = "autograder-validate";
  widget.title.label = LABEL;
  widget.title.caption = LABEL;
  panel.node.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      leaving();
    }
  });
  return widget;
}

// Return where a toolbar's own buttons end.
function beforeSpacer(toolbar) {
  const names = [...toolbar.children()];
  const spacer = names.findIndex((each) => each.node.classList.contains("jp-Toolbar-spacer"));
  return spacer < 0 ? names.length : spacer;
}

function opened(tracker, path) {
  return tracker.find((each) => each.context.path === path);
}

// Close the panel, and go on where the student was.
function leave(app, tracker) {
  app.shell.collapseRight();
  if (tracker.currentWidget) {
    app.shell.activateById(tracker.currentWidget.id);
  }
}

// Open a notebook where it is not, scroll to a cell and make it the one that is worked on.
async function show(app, tracker, path, place) {
  const widget = opened(tracker, path) ?? (await app.commands.execute("docmanager:open", { path }));
  await widget.revealed;
  const notebook = widget.content;
  const found = notebook.widgets.findIndex((each) => each.model.id === place.cell);
  const index = found < 0 ? place.index : found;
  app.shell.activateById(widget.id);
  notebook.deselectAll();
  notebook.activeCellIndex = index;
  notebook.mode = "command";
  await notebook.scrollToItem(index, "start");
  notebook.activate();
}
