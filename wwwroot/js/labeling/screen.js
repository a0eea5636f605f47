// What the labeling page shows besides the labels: the text, why there is none, messages, how much is saved, the side panels.
const PANELS = "studio-labeling-panels";

export class Screen {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.text = this.part("text");
    this.#restorePanels();
  }

  part(name) { return this.root.querySelector(`[data-part="${name}"]`); }

  showText(text) {
    this.root.classList.remove("is-empty");
    this.text.textContent = text;
    this.text.parentElement.scrollTop = 0;
  }

  showEmpty(lines, action) {
    this.root.classList.add("is-empty");
    const box = this.part("empty");
    box.replaceChildren(...lines.map((line, i) => {
      const element = document.createElement(i === 0 ? "h2" : "p");
      element.textContent = line;
      return element;
    }));
    if (action) box.append(button(action.text, action.run));
  }

  /** One line under the text, in a place of its own, so that nothing moves when it comes and goes. */
  say(sentence, action) {
    const line = this.part("message");
    line.replaceChildren(document.createTextNode(sentence ?? ""));
    if (action) line.append(button(action.text, action.run));
  }

  askNote(done) {
    const line = this.part("message"), input = document.createElement("input");
    input.className = "input";
    input.maxLength = 2000;
    input.placeholder = "What is wrong with it? Enter saves";
    input.setAttribute("aria-label", "Note on the flagged example");
    input.addEventListener("keydown", event => {
      event.stopPropagation();
      if (event.key === "Enter" && !event.isComposing && input.value.trim()) done(input.value.trim());
      if (event.key === "Escape") this.say("");
    });
    line.replaceChildren(input);
    input.focus();
  }

  saved({ waiting, problem }) {
    const place = this.part("saved");
    const [state, words] = problem === "signed-out" ? ["offline", `Signed out, ${waiting} kept here`]
      : problem ? ["offline", `Offline, ${waiting} kept here`]
        : waiting ? ["sending", "Sending"] : ["saved", "Saved"];
    place.dataset.state = state;
    if (place.textContent !== words) place.textContent = words;
    place.title = state === "saved" ? "Every answer is stored on the server"
      : state === "sending" ? "On the way to the server" : "Answers wait in this browser and are sent as soon as the server answers";
  }

  togglePanel(name, open) {
    const panel = this.part(name);
    panel.hidden = !(open ?? panel.hidden);
    this.root.querySelector(`[data-toggle="${name}"]`)?.setAttribute("aria-expanded", String(!panel.hidden));
    const kept = { guidelines: !this.part("guidelines").hidden, history: !this.part("history").hidden };
    try { localStorage.setItem(PANELS, JSON.stringify(kept)); } catch { /* a private window forgets */ }
  }

  showHistory(entries, index, open) {
    if (this.part("history").hidden) return;
    this.part("history-list").replaceChildren(...entries.slice(0, 100).map((entry, i) => {
      const item = document.createElement("li"), line = document.createElement("button"), what = document.createElement("span"), text = document.createElement("span");
      line.type = "button";
      line.setAttribute("aria-current", String(i === index));
      what.className = "lab-history-what";
      what.textContent = entry.said;
      text.className = "lab-history-text";
      text.dir = "auto";
      text.textContent = entry.text.slice(0, 140);
      line.append(what, text);
      line.addEventListener("click", () => open(i));
      item.append(line);
      return item;
    }));
  }

  #restorePanels() {
    let kept = {};
    try { kept = JSON.parse(localStorage.getItem(PANELS) ?? "{}"); } catch { /* as new */ }
    // On a phone the panels lie over the text: there they open only when asked for.
    const wide = window.matchMedia("(min-width: 960px)").matches;
    for (const name of ["guidelines", "history"]) {
      this.part(name).hidden = !(wide && kept[name]);
      this.root.querySelector(`[data-toggle="${name}"]`)?.setAttribute("aria-expanded", String(!this.part(name).hidden));
    }
  }
}

function button(text, run) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button";
  element.textContent = text;
  element.addEventListener("click", run);
  return element;
}
