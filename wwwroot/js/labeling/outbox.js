// Answers on their way: kept in the browser's own database until the server has said that they are on disk, and sent again after
// a broken connection, a reload or a restart. The key that each carries makes sending it twice harmless.
const STORE = "answers", BATCH = 50, PATIENCE = [500, 1000, 2000, 4000, 8000, 15000];

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("studio-labeling", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function within(db, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

export class Outbox {
  // A private window may have no database: then answers wait in memory only.
  #db = null;
  #waiting = [];
  #sending = false;
  #failures = 0;
  #timer = 0;
  #stopped = false;

  /**
   * @param {{session: string, user: string, send: (commands: object[]) => Promise<object[]>,
   *          onState: (state: {waiting: number, problem: string | null}) => void, onReceipt: (receipt: object, command: object) => void}} options
   */
  constructor(options) {
    this.options = options;
    this.retry = () => this.#flush();
  }

  get tasks() { return this.#waiting.map(entry => entry.command.taskId); }

  get count() { return this.#waiting.length; }

  async start() {
    window.addEventListener("online", this.retry);
    try {
      this.#db = await open();
      const kept = await within(this.#db, "readonly", store => store.getAll());
      const mine = kept.filter(entry => entry.session === this.options.session && entry.user === this.options.user).sort((a, b) => a.at - b.at);
      this.#waiting.unshift(...mine);
    } catch { this.#db = null; }
    if (this.#waiting.length) this.#flush();
    else this.#tell(null);
  }

  add(command) {
    const entry = { key: command.key, session: this.options.session, user: this.options.user, at: performance.timeOrigin + performance.now(), command };
    this.#waiting.push(entry);
    if (this.#db) within(this.#db, "readwrite", store => store.put(entry)).catch(() => { });
    this.#tell(null);
    this.#flush();
  }

  /** What has not been confirmed, for a last attempt while the page goes away. */
  unsent() { return this.#waiting.slice(0, BATCH).map(entry => entry.command); }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    window.removeEventListener("online", this.retry);
    this.#db?.close();
  }

  async #flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#sending || this.#stopped || !this.#waiting.length) return;
    this.#sending = true;
    // After a refusal of the whole request, one by one: the one that cannot be taken must not hold up the others.
    const batch = this.#waiting.slice(0, this.#failures > 0 && this.refused ? 1 : BATCH);
    try {
      const receipts = await this.options.send(batch.map(entry => entry.command));
      this.#failures = 0;
      if (batch.length < BATCH) this.refused = false;
      batch.forEach((entry, i) => this.options.onReceipt(receipts[i], entry.command));
      this.#drop(batch);
    } catch (error) {
      this.#failures++;
      if (error.status >= 400 && error.status < 500 && ![401, 408, 429].includes(error.status)) this.#refuse(batch, error);
      else this.#later(error);
    } finally {
      this.#sending = false;
    }
    if (!this.#timer && this.#waiting.length) this.#flush();
  }

  #refuse(batch, error) {
    if (batch.length > 1) {
      this.refused = true;
      return;
    }
    this.options.onReceipt({ key: batch[0].key, outcome: "Refused", message: error.message }, batch[0].command);
    this.#drop(batch);
  }

  #later(error) {
    this.#tell(error.status === 401 ? "signed-out" : "offline");
    const pause = PATIENCE[Math.min(this.#failures - 1, PATIENCE.length - 1)];
    this.#timer = setTimeout(() => { this.#timer = 0; this.#flush(); }, pause);
  }

  #drop(batch) {
    const keys = new Set(batch.map(entry => entry.key));
    this.#waiting = this.#waiting.filter(entry => !keys.has(entry.key));
    if (this.#db) within(this.#db, "readwrite", store => { keys.forEach(key => store.delete(key)); return null; }).catch(() => { });
    this.#tell(null);
  }

  #tell(problem) { this.options.onState({ waiting: this.#waiting.length, problem }); }
}
