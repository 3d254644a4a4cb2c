// What scrolls can be reached with the Tab key, so that arrow keys move it; nothing else is a stop on the way.
function reachable() {
  for (const each of document.querySelectorAll("pre, .wide")) {
    if (each.scrollWidth > each.clientWidth || each.scrollHeight > each.clientHeight) {
      each.tabIndex = 0;
    } else {
      each.removeAttribute("tabindex");
    }
  }
}
addEventListener("load", reachable);
addEventListener("resize", reachable);
document.addEventListener("toggle", reachable, true);
