// Keys of the shell, answered here. Whatever carries data-key="x" or data-key="g x" is clicked by that key and stands in the list that ? opens.
// A page that has its own list of keys (a dialog of that name) answers its keys itself.
const typing = "input, textarea, select, [contenteditable], [role=textbox]";
let prefix = "", forget;

document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    return openPalette();
  }
  if (event.target.closest?.("#palette")) return paletteKey(event);
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(typing) || document.querySelector("dialog[open], .mud-dialog, .lab-help")) return;
  if (event.key === "?") return showKeys();
  const pressed = prefix + event.key;
  prefix = "";
  clearTimeout(forget);
  const found = [...document.querySelectorAll("[data-key]")];
  const chosen = found.find(item => item.dataset.key === pressed && item.getClientRects().length);
  if (chosen) {
    event.preventDefault();
    if (chosen.matches("input, select, textarea")) chosen.focus();
    else chosen.click();
  } else if (found.some(item => item.dataset.key.startsWith(pressed + " "))) {
    prefix = pressed + " ";
    forget = setTimeout(() => { prefix = ""; }, 1500);
  }
});

document.addEventListener("click", event => {
  if (event.target.closest('[data-action="palette"]')) openPalette();
  if (event.target.closest('[data-action="keys"]')) showKeys();
  const palette = document.getElementById("palette");
  if (palette?.open && (event.target === palette || event.target.closest("#palette a"))) palette.close();
});

function openPalette() {
  const palette = document.getElementById("palette");
  if (!palette || palette.open) return;
  palette.showModal();
  const text = document.getElementById("palette-text");
  text.focus();
  text.select();
}

function paletteKey(event) {
  const links = [...document.querySelectorAll("#palette a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "Enter" && event.target.matches("input")) {
    event.preventDefault();
    takeFirst(event.target);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    (next < 0 ? document.getElementById("palette-text") : links[Math.min(next, links.length - 1)])?.focus();
  }
}

// Whoever types and presses Enter at once means what they typed, not what was found for its first letters.
function takeFirst(text) {
  const list = document.querySelector("#palette ul"), wanted = text.value;
  if (list.dataset.found === wanted) return list.querySelector("a")?.click();
  const answered = new MutationObserver(() => {
    if (list.dataset.found !== wanted) return;
    answered.disconnect();
    if (text.value === wanted && text.closest("dialog").open) list.querySelector("a")?.click();
  });
  answered.observe(list, { attributes: true, attributeFilter: ["data-found"] });
}

function showKeys() {
  const own = document.querySelector("dialog.lab-help");
  if (own) return own.open || own.showModal();
  const dialog = Object.assign(document.createElement("dialog"), { className: "keys-help" });
  dialog.setAttribute("aria-label", "Keys of this page");
  const title = Object.assign(document.createElement("h2"), { textContent: "Keys" });
  const list = document.createElement("dl");
  const lines = [["Ctrl+K", "Search or jump to a page, dataset, run or model"], ["?", "These keys"]];
  for (const item of document.querySelectorAll("[data-key]"))
    lines.push([item.dataset.key, item.getAttribute("aria-label") ?? item.labels?.[0]?.textContent.trim() ?? item.textContent.trim()]);
  for (const [keys, what] of lines) {
    const term = document.createElement("dt");
    for (const key of keys.split(" ")) term.append(Object.assign(document.createElement("kbd"), { textContent: key }), " ");
    list.append(term, Object.assign(document.createElement("dd"), { textContent: what }));
  }
  const close = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Close" });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
  dialog.append(title, list, close);
  document.body.append(dialog);
  dialog.showModal();
}
