// The few requests that labeling makes. They do not go through the page's circuit, so that answers arrive while it reconnects.
export class ServerError extends Error {
  constructor(status, message) { super(message); this.status = status; }
}

export class Server {
  constructor(session) { this.base = `/api/v1/labeling/sessions/${session}`; }

  take(seat, wanted, holding) { return this.#ask("POST", "/take", { seat, wanted, holding }); }

  answer(seat, commands) { return this.#ask("POST", "/answers", { seat, commands }); }

  returnSkipped() { return this.#ask("POST", "/skipped/return", {}); }

  suggest(taskIds) { return this.#ask("POST", "/suggestions", { taskIds }); }

  history() { return this.#ask("GET", "/history"); }

  labels() { return this.#ask("GET", "/labels"); }

  /** Sent while the page goes away; nobody waits for the answer. */
  answerWhileLeaving(seat, commands) {
    fetch(this.base + "/answers", { method: "POST", keepalive: true, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ seat, commands }) }).catch(() => { });
  }

  leave(seat) {
    navigator.sendBeacon(this.base + "/leave", new Blob([JSON.stringify({ seat })], { type: "application/json" }));
  }

  async #ask(method, path, body) {
    let response;
    try {
      response = await fetch(this.base + path, {
        method, headers: body ? { "Content-Type": "application/json", Accept: "application/json" } : { Accept: "application/json" },
        body: body ? JSON.stringify(body) : undefined, signal: AbortSignal.timeout(20000),
      });
    } catch { throw new ServerError(0, "The server does not answer."); }
    if (response.ok) return response.status === 204 ? null : await response.json();
    let sentence = `The server answered ${response.status}.`;
    try { sentence = (await response.json()).detail ?? sentence; } catch { /* not every refusal has a body */ }
    throw new ServerError(response.status, sentence);
  }
}
