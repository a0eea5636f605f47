// The labels under the text: a button each, with its key. Chosen by key, by click or touch, or by searching.
export class LabelBar {
  #labels = [];
  #buttons = new Map();
  #before = null;

  /** @param {{group: HTMLElement, search: HTMLInputElement, onChoose: (label: object) => void}} options */
  constructor(options) {
    this.options = options;
    options.search.addEventListener("input", () => this.#filter());
    options.search.addEventListener("keydown", event => this.#searchKey(event));
  }

  get labels() { return this.#labels; }

  byKey(key) { return this.#labels.find(label => label.key === key); }

  byId(id) { return this.#labels.find(label => label.id === id); }

  show(labels) {
    this.#labels = labels;
    this.#buttons.clear();
    this.options.group.replaceChildren(...labels.map(label => this.#button(label)));
    this.options.group.classList.toggle("many", labels.length > 12);
    this.options.search.parentElement.hidden = labels.length <= 12;
  }

  /** Marks what is chosen; <c>from</c> says where a choice that the person did not make comes from. */
  press(ids, from) {
    for (const [id, button] of this.#buttons) {
      const pressed = ids.includes(id);
      button.setAttribute("aria-pressed", pressed);
      button.classList.toggle("suggested", pressed && Boolean(from));
    }
  }

  /** A short flash on the label that was just given, while the next text is already there. */
  flash(id) {
    const button = this.#buttons.get(id);
    if (!button) return;
    button.classList.remove("given");
    void button.offsetWidth;
    button.classList.add("given");
  }

  focusSearch() {
    this.#before = document.activeElement;
    this.options.search.parentElement.hidden = false;
    this.options.search.focus();
    this.options.search.select();
  }

  #button(label) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "lab-label";
    button.style.setProperty("--label", label.color);
    button.setAttribute("aria-pressed", "false");
    button.dataset.name = label.name.toLocaleLowerCase();
    const name = document.createElement("span");
    name.dir = "auto";
    name.textContent = label.name;
    if (label.key) {
      button.setAttribute("aria-keyshortcuts", label.key);
      button.title = `${label.name} (${label.key})`;
      const key = document.createElement("kbd");
      key.textContent = label.key;
      key.setAttribute("aria-hidden", "true");
      button.append(key);
    } else button.title = label.name;
    button.append(name);
    // The keyboard stays with the page: only who went to the button with Tab means it by the space bar.
    button.addEventListener("pointerdown", event => event.preventDefault());
    button.addEventListener("click", () => this.options.onChoose(label));
    this.#buttons.set(label.id, button);
    return button;
  }

  #filter() {
    const wanted = this.options.search.value.trim().toLocaleLowerCase();
    let first = true;
    for (const button of this.#buttons.values()) {
      const fits = button.dataset.name.includes(wanted);
      button.hidden = !fits;
      button.classList.toggle("first", fits && first && wanted !== "");
      if (fits) first = false;
    }
  }

  #searchKey(event) {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      const button = [...this.#buttons.values()].find(candidate => !candidate.hidden);
      if (!button) return;
      event.preventDefault();
      event.stopPropagation();
      this.#clear();
      button.click();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.#clear();
    }
  }

  #clear() {
    this.options.search.value = "";
    this.#filter();
    this.options.search.blur();
    if (this.#before !== document.body) this.#before?.focus({ preventScroll: true });
  }
}
