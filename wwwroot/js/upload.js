// Sends a chosen or dropped file in parts. What the server has stays when the connection, the page or the server goes: choosing the same file
// again goes on from there. An upload belongs to the window, not to the page in it: walking through Studio does not stop it.
const PART = 8 * 1024 * 1024;
const LONGEST_PAUSE = 15000;
const running = new Map();

export function attach(box, address, page) {
  const input = box.querySelector("input[type=file]");
  const send = file => {
    if (!file || running.has(address)) return;
    input.value = "";
    const upload = new Upload(address, file, page);
    running.set(address, upload);
    upload.run().finally(() => running.delete(address));
  };
  const over = e => { e.preventDefault(); box.toggleAttribute("data-over", e.type === "dragover"); };
  const drop = e => { over(e); send(e.dataTransfer.files[0]); };
  const change = () => send(input.files[0]);
  box.addEventListener("dragover", over);
  box.addEventListener("dragleave", over);
  box.addEventListener("drop", drop);
  input.addEventListener("change", change);
  running.get(address)?.show(page);
  // Whoever chose a file before this page listened is served too.
  change();
  return {
    abort: () => running.get(address)?.cancel(),
    dispose: () => running.get(address)?.show(null),
  };
}

class Upload {
  constructor(address, file, page) {
    Object.assign(this, { address, file, page, at: 0, location: null, request: null, cancelled: false, told: 0, wake: null });
  }

  show(page) {
    this.page = page;
    if (page) this.tell(this.at, null, true);
  }

  async cancel() {
    this.cancelled = true;
    this.request?.abort();
    this.wake?.();
  }

  async run() {
    this.tell(0, null, true);
    for (let failures = 0; !this.cancelled;) {
      try {
        await this.step();
        failures = 0;
        if (this.done) return this.end("Done", this.location.split("/").pop());
      } catch (error) {
        if (error.final) return this.end("Failed", error.message);
        if (this.cancelled) break;
        failures++;
        this.fresh = false;
        this.tell(this.at, "The connection is gone; what was sent is kept. It goes on by itself.", true);
        await this.pause(Math.min(LONGEST_PAUSE, 500 * 2 ** failures));
      }
    }
    if (this.location) await this.ask("DELETE", this.location, {}).catch(() => { });
    this.end("Failed", null);
  }

  // One exchange with the server: ask how far it is, or send the next part.
  async step() {
    if (!this.location) {
      const name = [this.file.name, this.file.size, this.file.lastModified].join("|");
      const answer = await this.ask("POST", this.address, {
        "Upload-Length": this.file.size, "Upload-Metadata": "filename " + base64(this.file.name) + ",fingerprint " + base64(name.slice(-300)),
      });
      this.location = answer.getResponseHeader("Location");
      this.at = Number(answer.getResponseHeader("Upload-Offset"));
      this.fresh = true;
    } else if (!this.fresh) {
      this.at = Number((await this.ask("HEAD", this.location, {})).getResponseHeader("Upload-Offset"));
      this.fresh = true;
    } else {
      const part = this.file.slice(this.at, this.at + PART);
      const answer = await this.ask("PATCH", this.location, { "Upload-Offset": this.at, "Content-Type": "application/offset+octet-stream" }, part);
      this.at = Number(answer.getResponseHeader("Upload-Offset"));
      this.done = this.at === this.file.size;
    }
    this.tell(this.at, null);
  }

  ask(method, address, headers, body) {
    return new Promise((resolve, reject) => {
      const request = this.request = new XMLHttpRequest();
      request.open(method, address);
      request.setRequestHeader("Tus-Resumable", "1.0.0");
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      if (body) request.upload.onprogress = e => this.tell(this.at + e.loaded, null);
      request.onload = () => {
        if (request.status >= 200 && request.status < 300) return resolve(request);
        // Somebody else is ahead, or the server is busy: ask again. Everything else is an answer.
        const passing = request.status === 409 || request.status >= 500;
        reject(Object.assign(new Error(reason(request)), { final: !passing || request.status === 503 }));
      };
      request.onerror = request.ontimeout = () => reject(new Error("broken"));
      request.onabort = () => reject(new Error("aborted"));
      request.send(body);
    });
  }

  pause(milliseconds) {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => { clearTimeout(timer); resolve(); };
      window.addEventListener("online", this.wake, { once: true });
    });
  }

  tell(bytes, trouble, now) {
    const time = performance.now();
    if (!now && time - this.told < 150) return;
    this.told = time;
    this.page?.invokeMethodAsync("Progress", this.file.name, bytes, this.file.size, trouble).catch(() => { });
  }

  end(method, argument) {
    this.page?.invokeMethodAsync(method, argument).catch(() => { });
  }
}

function reason(request) {
  try { return JSON.parse(request.responseText).detail; } catch { return "The server did not take the file (" + request.status + "). Try again."; }
}

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
