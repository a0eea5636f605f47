// What is typed into a field with data-draft="name" is kept in this browser, for this person and this address, until it has been sent or emptied.
const START = "studio-draft";
const user = () => document.querySelector(".shell")?.dataset.user;
const key = field => `${START} ${user()} ${location.pathname} ${field.dataset.draft}`;
const seen = new WeakSet();

document.addEventListener("input", event => {
  const field = event.target;
  if (!field.matches?.("[data-draft]") || !user()) return;
  try {
    if (field.value) localStorage.setItem(key(field), field.value);
    else localStorage.removeItem(key(field));
  } catch { /* the browser keeps nothing, or is full: the page works without */ }
});

// A form that was sent empties its field or takes it away; one that was refused leaves what was typed, and the draft with it.
function sent(event) {
  const form = event.target.closest?.("form, [data-draft-form]");
  const button = event.type === "submit" || event.target.closest?.("button");
  if (!form || !button) return;
  for (const field of form.querySelectorAll("[data-draft]")) {
    const name = key(field);
    let left = 100;
    const watch = setInterval(() => {
      if (!field.isConnected || !field.value) localStorage.removeItem(name);
      if (!field.isConnected || !field.value || --left === 0) clearInterval(watch);
    }, 200);
  }
}
document.addEventListener("submit", sent);
document.addEventListener("click", sent);

document.addEventListener("submit", event => {
  if (event.target.getAttribute?.("action") !== "/account/end-session") return;
  for (const name of Object.keys(localStorage)) if (name.startsWith(START)) localStorage.removeItem(name);
});

function restore() {
  for (const field of document.querySelectorAll("[data-draft]")) {
    if (seen.has(field) || !user()) continue;
    seen.add(field);
    const kept = localStorage.getItem(key(field));
    if (!kept || field.value) continue;
    field.value = kept;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
new MutationObserver(restore).observe(document.body, { childList: true, subtree: true });
restore();
