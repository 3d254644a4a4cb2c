"""axe-core in a browser: what it finds on a page, read at two widths, on a light ground and on a dark one.

axe-core comes in the package axe-playwright-python (MIT; axe-core itself is MPL 2.0); nothing is fetched.
"""

from axe_playwright_python.sync_playwright import Axe

# How a page is looked at: {name: (pixels wide, colour scheme)}.
WAYS = {"wide": (1000, "light"), "dark": (1000, "dark"), "phone": (390, "light")}
# All rules of WCAG 2.0 to 2.2, A and AA, and what axe calls best practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},  # which axe leaves out unless it is asked
    "resultTypes": ["violations"],
}
# The rules on colours take most of the time. On a dark ground nothing but colours differs, on a phone all but these.
COLOURS = ["color-contrast", "link-in-text-block"]
ONLY = {
    "dark": {"runOnly": {"type": "rule", "values": COLOURS}},
    "phone": {"rules": OPTIONS["rules"] | {name: {"enabled": False} for name in COLOURS}},
}
UNFOLD = "document.querySelectorAll('details').forEach(each => { each.open = true })"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def found(page, context=None, way="wide"):
    """Return a line for each node that breaks a rule; context: axe's own, what of the page is looked at."""
    response = Axe().run(page, context, OPTIONS | ONLY.get(way, {})).response
    broken = [(rule["id"], node) for rule in response["violations"] for node in rule["nodes"]]
    return [f"{name}: {node['target']} {node['html'][:200]}" for name, node in broken]


def read(browser, path, way):
    """Return what is wrong with the page in a file, looked at in a way, all that is folded opened, in a line each."""
    width, scheme = WAYS[way]
    fetched = []
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.on("request", lambda request: fetched.append(request.url))
    try:
        page.goto(path.as_uri())
        page.evaluate(UNFOLD)
        page.wait_for_timeout(100)  # until what page.js makes of that is there
        wrong = found(page, way=way)
        if page.evaluate(SIDEWAYS) > 0:
            wrong.append(f"it scrolls sideways by {page.evaluate(SIDEWAYS)} pixels")
    finally:
        page.close()
    return wrong + [f"it fetches {each[:100]}" for each in fetched if not each.startswith(("file:", "data:"))]
