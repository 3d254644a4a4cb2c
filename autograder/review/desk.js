// Keys for the desk, and snippets that are put into the comment without a way to the server. All else works without.
"use strict";

(() => {
  const find = (id) => document.getElementById(id);
  const comment = find("comment");
  const toggle = find("keys-on");
  let sent = false;

  // A second press while the first one is on its way would be a second form.
  for (const form of document.forms) {
    form.addEventListener("submit", (event) => {
      if (sent) event.preventDefault();
      sent = true;
    });
  }
  window.addEventListener("pageshow", () => { sent = false; });

  // Points in a field are a part.
  for (const field of document.querySelectorAll("fieldset input[type=number]")) {
    field.addEventListener("input", () => {
      const part = field.closest("fieldset").querySelector("[value=part]");
      if (field.value) part.checked = true;
    });
  }

  const put = (button) => {
    const said = button.dataset.said;
    if (!comment.value.includes(said)) comment.value = [comment.value.trimEnd(), said].filter(Boolean).join("\n");
    comment.focus();
  };
  const snippets = [...document.querySelectorAll("[data-said]")];
  for (const button of snippets) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      put(button);
    });
  }

  const stored = () => { try { return localStorage.getItem("desk-keys"); } catch { return null; } };
  let on = stored() !== "off";
  if (toggle) {
    find("keys").hidden = false;
    const show = () => toggle.setAttribute("aria-pressed", String(on));
    toggle.addEventListener("click", () => {
      on = !on;
      try { localStorage.setItem("desk-keys", on ? "on" : "off"); } catch { /* until the next page */ }
      show();
    });
    show();
  }

  const press = (id) => () => { const found = find(id); if (found) found.click(); };
  const go = (id) => () => {
    const found = find(id);
    if (found) { found.focus(); if (found.select) found.select(); }
  };
  const actions = {
    f: press("full"), n: press("nothing"), d: press("keep"), u: press("undo"), j: press("later"), k: press("back"),
    p: go("points"), c: go("comment"),
    "?": () => { const help = find("help"); if (help) { help.open = !help.open; help.querySelector("summary").focus(); } },
  };

  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape" && writes) { writes.blur(); return; }
    if (writes || !on || sent || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const snippet = /^[1-9]$/.test(event.key) ? snippets[Number(event.key) - 1] : undefined;
    const action = snippet ? () => put(snippet) : Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
    if (action) { event.preventDefault(); action(); }
  });
})();
