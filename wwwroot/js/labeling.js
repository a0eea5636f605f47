// The labeling page. Keys, touches and clicks are answered here, at once; the server hears of them a moment later and confirms.
import { LabelBar } from "./labeling/labels.js";
import { Outbox } from "./labeling/outbox.js";
import { TaskQueue } from "./labeling/queue.js";
import { Screen } from "./labeling/screen.js";
import { Server } from "./labeling/server.js";
import { SpanEditor } from "./labeling/spans.js";

class LabelingPage {
  #history = [];
  #back = -1;
  #chosen = [];
  #shownAt = 0;
  #shownTask = null;
  #suggesting = false;
  #schemaVersion;
  #seat = crypto.randomUUID();

  constructor(root, config) {
    this.config = config;
    this.#schemaVersion = config.schemaVersion;
    this.server = new Server(config.session);
    this.screen = new Screen(root);
    this.bar = new LabelBar({ group: this.screen.part("labels"), search: this.screen.part("search"), onChoose: label => this.#choose(label) });
    this.spans = config.kind === "Spans" ? new SpanEditor(this.screen.text, this.screen.part("spans"), id => this.bar.byId(id)) : null;
    this.outbox = new Outbox({
      session: config.session, user: config.user, send: commands => this.server.answer(this.#seat, commands),
      onState: state => this.screen.saved(state), onReceipt: (receipt, command) => this.#confirmed(receipt, command),
    });
    this.queue = new TaskQueue({
      server: this.server, seat: this.#seat, pending: () => this.outbox.tasks, onChange: version => this.#filled(version), onProblem: error => this.#problem(error),
    });
    this.stopping = new AbortController();
    const options = { signal: this.stopping.signal };
    document.addEventListener("keydown", event => this.#key(event), options);
    document.addEventListener("pointerdown", () => this.queue.awake(), { ...options, passive: true });
    window.addEventListener("pagehide", () => this.#leave(), options);
    window.addEventListener("pageshow", event => { if (event.persisted) location.reload(); }, options);
    root.addEventListener("click", event => this.#click(event), options);
  }

  async start() {
    this.bar.show(this.config.labels);
    await this.outbox.start();
    await Promise.all([this.queue.start(), this.#loadHistory()]);
  }

  dispose() {
    this.stopping.abort();
    this.queue.stop();
    this.outbox.stop();
    this.#leave();
  }

  get #item() { return this.#back >= 0 ? this.#history[this.#back] : this.queue.current; }

  #show() {
    const item = this.#item;
    if (!item) {
      this.#shownTask = null;
      this.screen.showEmpty(...this.#why());
      return;
    }
    if (this.#shownTask !== item.taskId) {
      this.screen.showText(item.text);
      [this.#shownTask, this.#shownAt] = [item.taskId, performance.now()];
    }
    const value = item.value ?? item.draft ?? item.suggestion;
    this.#chosen = [...(value?.labels ?? [])];
    this.spans?.show(item.text, value?.spans ?? []);
    const suggested = shownSuggestion(item);
    this.bar.press(this.#chosen, suggested);
    this.screen.part("source").textContent = suggested ? [item.suggestion.source, ...(item.suggestion.score == null ? [] : [`${Math.round(item.suggestion.score * 100)} %`])].join(" · ") : "";
    this.screen.root.classList.toggle("is-back", this.#back >= 0);
    this.#showHistory();
  }

  #choose(label) {
    this.queue.awake();
    if (!this.#item) return;
    if (this.config.kind === "SingleLabel") this.#submit({ labels: [label.id] });
    else if (this.spans) this.spans.mark(label);
    else {
      this.#chosen = this.#chosen.includes(label.id) ? this.#chosen.filter(id => id !== label.id) : [...this.#chosen, label.id];
      this.bar.press(this.#chosen);
    }
  }

  #accept() {
    if (!this.#item) return;
    if (this.spans) this.#submit({ spans: this.spans.value });
    else if (this.config.kind === "MultiLabel") this.#submit({ labels: [...this.#chosen].sort() });
    else if (this.#chosen.length) this.#submit({ labels: this.#chosen });
    else this.screen.say("Choose a label by its key, or skip with Space.");
  }

  #submit(value) {
    (value.labels ?? []).forEach(id => this.bar.flash(id));
    this.#done("Submit", value);
  }

  #done(kind, value = null, note = null) {
    const item = this.#item;
    if (!item) return;
    const milliseconds = Math.min(Math.round(performance.now() - this.#shownAt), 3600000);
    const shown = kind === "Submit" ? shownSuggestion(item) : null;
    const suggestion = shown ? { labels: shown.labels, source: shown.source } : null;
    const command = { key: crypto.randomUUID(), kind, taskId: item.taskId, value, note, milliseconds, suggestion };
    const accepted = Boolean(shown && [...shown.labels].sort().join() === [...(value?.labels ?? [])].sort().join());
    const entry = { taskId: item.taskId, text: item.text, suggestion: item.suggestion, kind, value, said: this.#said(kind, value, accepted) };
    this.#history = [entry, ...this.#history.filter(other => other.taskId !== item.taskId)];
    this.#back = -1;
    this.#shownTask = null;
    this.queue.advance(item.taskId);
    this.screen.say(`${entry.said} · U to undo`, kind === "Flag" ? { text: "Add a note", run: () => this.screen.askNote(text => this.#note(item.taskId, text)) } : null);
    this.#show();
    this.outbox.add(command);
  }

  #note(taskId, note) {
    this.outbox.add({ key: crypto.randomUUID(), kind: "Flag", taskId, value: null, note, milliseconds: 0 });
    this.screen.say("Note saved");
  }

  #undo() {
    const [last, ...rest] = this.#history;
    if (!last) {
      this.screen.say("There is nothing to undo.");
      return;
    }
    this.#history = rest;
    this.#back = -1;
    this.#shownTask = null;
    // What was said comes back with it: several labels or marks are not to be made again for one mistake.
    this.queue.bring({ taskId: last.taskId, text: last.text, suggestion: last.suggestion, draft: last.value });
    this.screen.say(`Undone: ${last.said}`);
    this.#show();
    this.outbox.add({ key: crypto.randomUUID(), kind: "Undo", taskId: last.taskId, value: null, note: null, milliseconds: 0 });
  }

  #look(index) {
    if (index >= this.#history.length) return;
    this.#back = Math.max(-1, index);
    this.#shownTask = null;
    this.screen.say(this.#back >= 0 ? `Looking back at ${this.#back + 1} of ${this.#history.length}: ${this.#history[this.#back].said}. Choose to change it, Esc to return.` : "");
    this.#show();
  }

  #confirmed(receipt, command) {
    if (!receipt || receipt.outcome === "Counted") return;
    if (receipt.message) this.screen.say(receipt.message);
    if (receipt.outcome !== "Refused" || !receipt.askAgain) return;
    const entry = this.#history.find(other => other.taskId === command.taskId);
    if (!entry) return;
    this.#history = this.#history.filter(other => other !== entry);
    this.queue.bring({ taskId: entry.taskId, text: entry.text, suggestion: entry.suggestion });
    this.#show();
    this.#reloadLabels();
  }

  #filled(schemaVersion) {
    if (this.config.suggests) this.#suggest();
    if (schemaVersion !== this.#schemaVersion) this.#reloadLabels();
    if (this.#back < 0 && this.#shownTask !== (this.queue.current?.taskId ?? null)) this.#show();
    else if (!this.#item) this.#show();
  }

  #problem(error) {
    if (error && error.status >= 400 && error.status < 500) this.screen.say(error.message);
    else if (error && !this.queue.current && this.#back < 0) this.screen.showEmpty(["The server does not answer", "What you answered is kept in this browser. The page tries again by itself."]);
  }

  // One request at a time, so that the examples themselves never wait for a connection. A prompt answers one example after the other:
  // what is still being made is asked for again while the page holds it.
  async #suggest() {
    if (this.#suggesting) return;
    this.#suggesting = true;
    try {
      for (let open = this.#unsuggested; open.length && !this.stopping.signal.aborted; open = this.#unsuggested) {
        const answer = await this.server.suggest(open.map(item => item.taskId));
        const made = new Map(answer.suggestions.map(suggestion => [suggestion.taskId, suggestion]));
        open.filter(item => !answer.pending.includes(item.taskId)).forEach(item => { item.suggestion = made.get(item.taskId) ?? null; });
        if (this.#back < 0 && made.has(this.queue.current?.taskId)) this.#show();
      }
    } catch { /* people answer unaided */ }
    this.#suggesting = false;
  }

  get #unsuggested() { return this.queue.items.filter(item => item.suggestion === undefined); }

  async #reloadLabels() {
    try {
      const fresh = await this.server.labels();
      this.#schemaVersion = fresh.version;
      this.bar.show(fresh.labels);
      this.bar.press(this.#chosen);
    } catch { /* asked again with the next examples */ }
  }

  async #loadHistory() {
    try {
      const earlier = await this.server.history();
      const known = new Set(this.#history.map(entry => entry.taskId));
      this.#history.push(...earlier.filter(entry => !known.has(entry.taskId)).map(entry => {
        const value = entry.value ? JSON.parse(entry.value) : null;
        return { taskId: entry.taskId, text: entry.text, kind: entry.kind, value, said: this.#said(entry.kind, value, entry.acceptedSuggestion) };
      }));
      this.#showHistory();
    } catch { /* the page works without its past */ }
  }

  #showHistory() { this.screen.showHistory(this.#history, this.#back, index => this.#look(index)); }

  #said(kind, value, accepted = false) {
    if (kind !== "Submit") return kind === "Skip" ? "Skipped" : "Flagged";
    if (value?.spans) return value.spans.length === 1 ? "1 span" : `${value.spans.length} spans`;
    const names = (value?.labels ?? []).map(id => this.bar.byId(id)?.name ?? "a retired label").join(", ") || "None of the labels";
    return accepted ? `${names}, as suggested` : names;
  }

  #why() {
    const empty = this.queue.empty;
    if (!empty) return [["Loading …"]];
    if (empty.closed) return [["This session is closed", "Your answers are stored. A maintainer can open it again."]];
    if (empty.open === 0) return [["All examples are answered", "There is nothing left to label in this session."]];
    const lines = ["Nothing for you just now"];
    if (empty.leasedToOthers) lines.push(`${empty.leasedToOthers} ${empty.leasedToOthers === 1 ? "example is" : "examples are"} with others${empty.until ? " until " + time(empty.until) : ""}, and come back if they are not answered.`);
    if (empty.answeredByYou) lines.push(`${empty.answeredByYou} wait for another person's answer.`);
    if (empty.skippedByYou) lines.push(`You skipped or flagged ${empty.skippedByYou}.`);
    lines.push("New ones appear here by themselves.");
    return [lines, empty.skippedByYou ? { text: "Show what I skipped again", run: () => this.#returnSkipped() } : null];
  }

  async #returnSkipped() {
    try {
      await this.server.returnSkipped();
      this.#history = this.#history.filter(entry => entry.kind !== "Skip");
      await this.queue.fill();
    } catch (error) { this.screen.say(error.message); }
  }

  #click(event) {
    const toggle = event.target.closest("[data-toggle]"), action = event.target.closest("[data-do]");
    if (toggle) this.#panel(toggle.dataset.toggle);
    if (!action) return;
    ({ accept: () => this.#accept(), skip: () => this.#done("Skip"), flag: () => this.#done("Flag"), undo: () => this.#undo() })[action.dataset.do]?.();
  }

  #panel(name) {
    this.screen.togglePanel(name);
    this.#showHistory();
  }

  #help() {
    const help = this.screen.part("help");
    if (help.open) help.close(); else help.showModal();
  }

  #key(event) {
    this.queue.awake();
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog[open], [role=dialog]") && event.key !== "?") return;
    const onButton = event.target.closest("button, a, summary");
    if (onButton && (event.key === "Enter" || event.key === " ")) return;
    if (this.spans?.key(event)) {
      event.preventDefault();
      return;
    }
    const run = this.#runFor(event);
    if (!run) return;
    event.preventDefault();
    if (!event.repeat) run();
  }

  #runFor(event) {
    const own = {
      Enter: () => this.#accept(), " ": () => this.#done("Skip"), u: () => this.#undo(), f: () => this.#done("Flag"),
      "/": () => this.bar.focusSearch(), j: () => this.#look(this.#back - 1), k: () => this.#look(this.#back + 1),
      g: () => this.#panel("guidelines"), h: () => this.#panel("history"), "?": () => this.#help(),
    };
    if (this.#back >= 0) own.Escape = () => this.#look(-1);
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (own[key]) return own[key];
    // A keyboard of another script: the key's place says what a Latin one would.
    const label = this.bar.byKey(key) ?? (key.length === 1 && !/[a-z0-9]/.test(key) ? this.bar.byKey(/^(?:Key|Digit)(.)$/.exec(event.code)?.[1].toLowerCase()) : null);
    return label ? () => this.#choose(label) : null;
  }

  #leave() {
    if (this.left) return;
    this.left = true;
    const unsent = this.outbox.unsent();
    // Examples whose answers have not arrived stay promised until they do or the promise runs out.
    if (unsent.length) this.server.answerWhileLeaving(this.#seat, unsent);
    else this.server.leave(this.#seat);
  }
}

// What was said before stands above what is suggested.
const shownSuggestion = item => item.value || item.draft ? null : item.suggestion ?? null;

const time = text => new Date(text).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

/** Called by the page once its frame stands. */
export function start(root, config) {
  const page = new LabelingPage(root, config);
  page.start();
  return page;
}
