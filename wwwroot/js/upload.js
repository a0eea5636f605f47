// Sends one chosen or dropped file to the server and tells the page how far it is.
export function attach(box, address, page) {
  const input = box.querySelector("input[type=file]");
  let request = null;
  let told = 0;

  const progress = (file, fraction) => {
    const now = performance.now();
    if (fraction < 1 && now - told < 150) return;
    told = now;
    page.invokeMethodAsync("Progress", file.name, fraction);
  };

  const send = file => {
    if (!file || request) return;
    const end = (method, argument) => { request = null; input.value = ""; page.invokeMethodAsync(method, argument); };
    request = new XMLHttpRequest();
    request.open("POST", address + "?name=" + encodeURIComponent(file.name));
    request.setRequestHeader("X-Studio-Upload", "1");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = e => progress(file, e.total ? e.loaded / e.total : 0);
    request.onload = () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* said below */ }
      if (request.status === 200) end("Done", answer.importId);
      else end("Failed", answer.detail ?? "The server did not take the file (" + request.status + "). Try again.");
    };
    request.onerror = () => end("Failed", "The connection broke while the file was on its way; nothing of it was kept. Try again.");
    request.onabort = () => end("Failed", null);
    progress(file, 0);
    request.send(file);
  };

  const over = e => { e.preventDefault(); box.toggleAttribute("data-over", e.type === "dragover"); };
  const drop = e => { over(e); send(e.dataTransfer.files[0]); };
  const change = () => send(input.files[0]);
  box.addEventListener("dragover", over);
  box.addEventListener("dragleave", over);
  box.addEventListener("drop", drop);
  input.addEventListener("change", change);

  return {
    abort: () => request?.abort(),
    dispose: () => { if (request) { request.onabort = null; request.abort(); } },
  };
}
