// What the server knows of runs, see autograder/doors/validate.py.

// Milliseconds between two questions.
const PAUSE = 400;

export class Runs {
  constructor(lab) {
    this.lab = lab;
    this.settings = lab.ServerConnection.makeSettings();
    this.followed = new Map();
  }

  // Start a run, or join the one under way, and tell of it until it has an answer.
  async follow(path, tell) {
    if (this.followed.get(path)) {
      return;
    }
    this.followed.set(path, true);
    try {
      let run = await this.ask("POST", path);
      tell(run);
      while (!run.answer) {
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
        run = await this.ask("GET", path);
        tell(run);
      }
    } finally {
      this.followed.delete(path);
    }
  }

  async stop(path) {
    await this.ask("DELETE", path);
  }

  async ask(method, path) {
    const address = this.lab.URLExt.join(this.settings.baseUrl, "autograder", "validate");
    const url = address + this.lab.URLExt.objectToQueryString({ path });
    const response = await this.lab.ServerConnection.makeRequest(url, { method }, this.settings);
    if (!response.ok) {
      throw new this.lab.ServerConnection.ResponseError(response);
    }
    return response.status === 204 ? null : response.json();
  }
}
