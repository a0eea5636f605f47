// Where the keyboard is, so that it is never nowhere: at the heading of a page that was opened, in a panel that a key opened and back at its opener,
// and beside what was taken away while it had the focus. People with a mouse are left alone.
const REACHED = 'a[href], button:not(:disabled), input:not(:disabled, [type="hidden"]), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]';
const TYPED = "input, textarea, select, [contenteditable]";
const openers = new WeakMap();
let byKey = false, arriving = false, entering = null, last = null;

document.addEventListener("keydown", event => {
  byKey = true;
  if (event.key === "Tab") [arriving, entering] = [false, null];
}, true);
document.addEventListener("pointerdown", () => { byKey = arriving = false; entering = null; }, true);
document.addEventListener("focusin", event => {
  last = event.target;
  // A menu that the focus has left would lie over the page.
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(last)) menu.open = false;
});

// With a base address, "#main" would lead to the start page.
document.addEventListener("click", event => {
  const skip = event.target.closest?.("a.skip-link");
  if (!skip) return;
  event.preventDefault();
  document.getElementById("main")?.focus();
}, true);

document.addEventListener("keydown", event => {
  if (event.key !== "Escape" || event.defaultPrevented || event.target.matches?.(TYPED)) return;
  const close = event.target.closest?.("[data-panel]")?.querySelectorAll("[data-close]");
  if (close?.length) [...close].at(-1).click();
});

/** Another page was opened: its heading takes the focus as soon as it is there, unless its reader was quicker. */
export function arrive() {
  arriving = true;
  land();
}

function land() {
  const heading = document.querySelector("#main h1");
  if (!arriving || !heading || document.querySelector("dialog[open]")) return;
  arriving = false;
  heading.focus();
}

new MutationObserver(changes => {
  if (arriving) land();
  if (!byKey || arriving) return;
  const added = changes.flatMap(change => [...change.addedNodes]).filter(node => node.nodeType === 1 && node.isConnected);
  entering = added.map(node => node.matches("[data-panel]") ? node : node.querySelector("[data-panel]")).find(Boolean) ?? entering;
  if (entering) return enter(entering);
  if (!last || document.activeElement !== document.body) return;
  if (last.isConnected) {
    // A button that was busy can be pressed again.
    if (changes.some(change => change.target === last) && !last.disabled) last.focus({ preventScroll: true });
  } else stayNear(changes, added);
}).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });

// A panel may stand empty until it has read what it shows.
function enter(panel) {
  const opener = document.activeElement === document.body ? last : document.activeElement;
  const first = panel.querySelector("[data-first]");
  if (first && panel.isConnected && !panel.contains(opener)) {
    openers.set(panel, opener);
    first.focus();
  }
  if (first || !panel.isConnected) entering = null;
}

function stayNear(changes, added) {
  const gone = changes.find(change => change.target.isConnected && [...change.removedNodes].some(node => node.contains(last)));
  if (!gone) return;
  const panel = last.closest("[data-panel]");
  // Where a question took the place of a button, the key that asked must not answer it too.
  const instead = added.filter(node => gone.target.contains(node)).flatMap(reached).sort((a, b) => a.matches(".button-danger") - b.matches(".button-danger"));
  const beside = [...siblings(gone.nextSibling, "nextElementSibling"), ...siblings(gone.previousSibling, "previousElementSibling")].map(alike);
  const found = openers.get(panel)?.isConnected ? openers.get(panel) : [...instead, ...beside].find(Boolean) ?? document.querySelector("#main h1");
  found?.focus({ preventScroll: true });
}

function* siblings(node, next) {
  for (let element = node?.nodeType === 1 ? node : node?.[next]; element?.isConnected; element = element[next]) yield element;
}

const reached = element => [element, ...element.querySelectorAll(REACHED)].filter(candidate => candidate.matches(REACHED) && candidate.getClientRects().length);

// In the row after one that was taken away, its button of the same kind.
function alike(element) {
  const all = reached(element);
  return all.find(candidate => candidate.tagName === last.tagName && candidate.className === last.className) ?? all[0];
}
