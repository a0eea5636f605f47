// @name: after an @ in a field with data-mentions='["Ada", …]' the names that fit stand below it; arrows choose, Enter or Tab takes, Esc closes.
const MOST = 8;
let field = null, list = null, found = [], at = 0;

document.addEventListener("input", event => {
  if (event.target.matches?.("textarea[data-mentions]")) offer(event.target);
});
document.addEventListener("keydown", key, true);
document.addEventListener("focusout", event => { if (event.target === field) close(); });

function asked(area) {
  const before = area.value.slice(0, area.selectionStart);
  const match = before.match(/(?:^|[^\p{L}\p{N}])@([^@\n]{0,40})$/u);
  return match ? match[1] : null;
}

function offer(area) {
  const text = asked(area)?.toLowerCase();
  if (text === undefined) return close();
  found = JSON.parse(area.dataset.mentions).filter(name => {
    const low = name.toLowerCase();
    return low.startsWith(text) || low.split(" ").some(word => text && word.startsWith(text));
  }).sort((one, other) => other.toLowerCase().startsWith(text) - one.toLowerCase().startsWith(text)).slice(0, MOST);
  if (!found.length || found.some(name => name.toLowerCase() === text)) return close();
  field = area;
  at = 0;
  show();
}

function show() {
  if (!list) {
    list = Object.assign(document.createElement("ul"), { className: "mention-list", id: "mention-list" });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "People");
    list.addEventListener("pointerdown", event => {
      event.preventDefault();
      const item = event.target.closest("li");
      if (item) take(Number(item.dataset.at));
    });
    document.body.append(list);
  }
  list.replaceChildren(...found.map((name, index) => {
    const item = Object.assign(document.createElement("li"), { textContent: name, id: `mention-${index}` });
    item.dataset.at = index;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", index === at);
    return item;
  }));
  const box = field.getBoundingClientRect();
  Object.assign(list.style, { left: `${Math.max(8, box.left + scrollX)}px`, top: `${box.bottom + scrollY + 2}px`, width: `${Math.min(320, box.width)}px` });
  field.setAttribute("aria-controls", "mention-list");
  field.setAttribute("aria-activedescendant", `mention-${at}`);
}

function key(event) {
  if (!list || event.target !== field) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
    show();
  } else if (event.key === "Enter" || event.key === "Tab") take(at);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function take(index) {
  const area = field, caret = area.selectionStart, start = caret - asked(area).length;
  area.setRangeText(found[index] + " ", start, caret, "end");
  close();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function close() {
  field?.removeAttribute("aria-activedescendant");
  field?.removeAttribute("aria-controls");
  list?.remove();
  [field, list] = [null, null];
}
