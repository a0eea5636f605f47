// The examples that this page holds: the one on the screen first. Keeps some ahead, so that the next is there before the finger is up.
const AHEAD = 10, REFILL_BELOW = 6, BEAT = 20000, ASLEEP_AFTER = 10 * 60000;

export class TaskQueue {
  items = [];
  empty = null;
  #seat;
  #asking = false;
  #again = false;
  #active = Date.now();
  #timer = 0;

  /** @param {{server: object, seat: string, pending: () => number[], onChange: (schemaVersion: number) => void, onProblem: (error: Error | null) => void}} options */
  constructor(options) {
    this.options = options;
    this.#seat = options.seat;
  }

  get current() { return this.items[0] ?? null; }

  start() {
    this.#timer = setInterval(() => this.#beat(), BEAT);
    return this.fill();
  }

  stop() { clearInterval(this.#timer); }

  /** Somebody is at the keyboard. Whoever goes away for long gives the examples back by saying nothing. */
  awake() {
    const slept = Date.now() - this.#active > ASLEEP_AFTER;
    this.#active = Date.now();
    if (slept) this.fill();
  }

  /** The current example is done with; the next is current at once. */
  advance(taskId) {
    this.items = this.items.filter(item => item.taskId !== taskId);
    if (this.items.length < REFILL_BELOW) this.fill();
  }

  /** Back to the front: an undone example, or one whose answer could not be used. */
  bring(item) {
    this.items = [item, ...this.items.filter(other => other.taskId !== item.taskId)];
  }

  async fill() {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    const known = new Set(this.items.map(item => item.taskId));
    const pending = this.options.pending();
    const holding = [...new Set([...known, ...pending])];
    try {
      const answer = await this.options.server.take(this.#seat, pending.length + AHEAD, holding);
      const gone = new Set(answer.gone);
      const stale = new Set([...pending, ...this.options.pending()]);
      // What is on its way there the server may not know yet: an undone example is not gone.
      this.items = this.items.filter(item => !gone.has(item.taskId) || stale.has(item.taskId));
      const now = new Set(this.items.map(item => item.taskId));
      this.items.push(...answer.items.filter(item => !now.has(item.taskId) && !stale.has(item.taskId)));
      this.empty = this.items.length ? null : answer.empty;
      this.options.onProblem(null);
      this.options.onChange(answer.schemaVersion);
    } catch (error) {
      this.options.onProblem(error);
    } finally {
      this.#asking = false;
    }
    if (this.#again) {
      this.#again = false;
      await this.fill();
    }
  }

  #beat() {
    if (Date.now() - this.#active < ASLEEP_AFTER) this.fill();
  }
}
