// Labeled stretches of text: by mouse or touch over the text, or by keyboard with a word cursor. Offsets are UTF-16 code units;
// no border falls inside what a reader sees as one character.
const COLORS = ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#767676"];

export class SpanEditor {
  #text = "";
  #words = [];
  #spans = [];
  #cursor = 0;
  #anchor = 0;

  /**
   * @param {HTMLElement} element where the text stands, as one text node
   * @param {HTMLElement} list where the spans are listed
   * @param {(id: string) => object} label
   */
  constructor(element, list, label) {
    this.element = element;
    this.list = list;
    this.label = label;
  }

  get value() { return this.#spans.map(({ start, end, label }) => ({ start, end, label })).sort((a, b) => a.start - b.start || a.end - b.end); }

  show(text, spans) {
    if (text !== this.#text) {
      this.#text = text;
      this.#words = words(text);
      [this.#cursor, this.#anchor] = [0, 0];
    }
    this.#spans = spans.map(span => ({ ...span }));
    this.#draw();
  }

  /** Labels what is selected with the mouse, or else what the word cursor covers. */
  mark(label) {
    const chosen = this.#selection() ?? this.#covered();
    if (!chosen) return;
    const same = this.#spans.findIndex(span => span.start === chosen.start && span.end === chosen.end);
    if (same >= 0 && this.#spans[same].label === label.id) this.#spans.splice(same, 1);
    else if (same >= 0) this.#spans[same].label = label.id;
    else this.#spans.push({ ...chosen, label: label.id });
    getSelection()?.removeAllRanges();
    this.#draw();
  }

  /** Arrow keys move the word cursor, with Shift they widen it, Backspace takes a span away. True when the key was for this. */
  key(event) {
    const last = this.#words.length - 1;
    if (event.key === "Backspace" || event.key === "Delete") return this.#remove();
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) this.#cursor += getComputedStyle(this.element).direction === "rtl" ? -step : step;
    else if (event.key === "Home") this.#cursor = 0;
    else if (event.key === "End") this.#cursor = last;
    else return false;
    this.#cursor = Math.max(0, Math.min(last, this.#cursor));
    if (!event.shiftKey) this.#anchor = this.#cursor;
    this.#draw();
    return true;
  }

  #remove() {
    const here = this.#selection() ?? this.#covered();
    if (!here) return true;
    const hit = this.#spans.findLastIndex(span => span.start < here.end && span.end > here.start);
    if (hit >= 0) this.#spans.splice(hit, 1);
    this.#draw();
    return true;
  }

  #covered() {
    if (!this.#words.length) return null;
    const [from, to] = [Math.min(this.#cursor, this.#anchor), Math.max(this.#cursor, this.#anchor)];
    return { start: this.#words[from].start, end: this.#words[to].end };
  }

  #selection() {
    const selection = getSelection(), node = this.element.firstChild;
    if (!selection || selection.isCollapsed || !node || !this.element.contains(selection.anchorNode) || !this.element.contains(selection.focusNode)) return null;
    const at = (container, offset) => container === node ? offset : offset === 0 ? 0 : this.#text.length;
    const range = selection.getRangeAt(0);
    return snap(this.#text, at(range.startContainer, range.startOffset), at(range.endContainer, range.endOffset));
  }

  #draw() {
    const node = this.element.firstChild;
    this.list.replaceChildren(...this.value.map(span => this.#chip(span)));
    if (!node || !globalThis.Highlight || !CSS.highlights) return;
    const range = ({ start, end }) => new StaticRange({ startContainer: node, startOffset: start, endContainer: node, endOffset: Math.min(end, node.length) });
    COLORS.forEach((color, i) => {
      const spans = this.#spans.filter(span => (this.label(span.label)?.color ?? COLORS.at(-1)) === color);
      CSS.highlights.set(`label-${i}`, new Highlight(...spans.map(range)));
    });
    const cursor = this.#covered();
    CSS.highlights.set("label-cursor", new Highlight(...(cursor ? [range(cursor)] : [])));
  }

  #chip(span) {
    const chip = document.createElement("button"), what = document.createElement("strong"), words = document.createElement("span");
    chip.type = "button";
    chip.className = "lab-span";
    chip.style.setProperty("--label", this.label(span.label)?.color ?? "#767676");
    what.textContent = this.label(span.label)?.name ?? "a retired label";
    words.dir = "auto";
    words.textContent = this.#text.slice(span.start, span.end);
    chip.title = "Remove this span";
    chip.append(what, words);
    chip.addEventListener("click", () => {
      this.#spans = this.#spans.filter(other => !(other.start === span.start && other.end === span.end && other.label === span.label));
      this.#draw();
    });
    return chip;
  }
}

/** Widens a stretch to whole characters as readers see them, without the blanks at its ends. */
export function snap(text, start, end) {
  for (const { index, segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) {
    const after = index + segment.length;
    if (index < start && start < after) start = index;
    if (index < end && end < after) end = after;
    if (index >= end) break;
  }
  while (start < end && /\s/.test(text[start])) start++;
  while (end > start && /\s/.test(text[end - 1])) end--;
  return end > start ? { start, end } : null;
}

function words(text) {
  const found = [];
  for (const { index, segment } of new Intl.Segmenter(undefined, { granularity: "word" }).segment(text))
    if (segment.trim()) found.push({ start: index, end: index + segment.length });
  return found;
}
