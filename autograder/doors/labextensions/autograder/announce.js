// Tells a screen reader what a check says: Shift+Enter goes on to the next cell, and JupyterLab announces no output.

// How the first line of what a check says begins, see solutions/checks.py.
const VERDICT = /^[✓✗○] /;

// actions: JupyterLab's NotebookActions, which tell of each cell that has run.
export function announce(actions) {
  const region = document.createElement("div");
  region.className = "autograder-Announced";
  region.setAttribute("role", "status");
  document.body.append(region);
  actions.executed.connect((_, { cell }) => {
    const said = verdict(cell.model.outputs);
    if (said) {
      // The same words once more are news, too: so they have to go first.
      region.textContent = "";
      requestAnimationFrame(() => {
        region.textContent = said;
      });
    }
  });
}

// Return what a check has said in a cell's outputs, "" where none has; outputs: undefined of a cell that is no code.
function verdict(outputs) {
  for (let place = 0; place < (outputs?.length ?? 0); place += 1) {
    const output = outputs.get(place).toJSON();
    const said = [output.evalue ?? output.text ?? ""].flat().join("");
    if (VERDICT.test(said)) {
      return said;
    }
  }
  return "";
}
