// What is typed is kept in this browser, for this person and this address, until it has been sent, emptied or closed: all fields of a form with
// data-draft-form="name" but for secrets and files, and every single field with data-draft="name". A form that opens filled in is filled further only
// where it still says what it said when the person began to type.
import { fieldsIn, give, named, valueOf } from "/js/fields.js";

const START = "studio-draft", MONTH = 30 * 24 * 3600 * 1000;
const FORMS = "[data-draft-form]", SINGLE = "[data-draft]";
const before = new WeakMap(), done = new WeakSet();
const user = () => document.querySelector(".shell")?.dataset.user;

function scope(field) {
  const form = field.closest(FORMS);
  return form ? named(fieldsIn(form)).map(([name, one]) => [`${form.dataset.draftForm}/${name}`, one]) : field.matches(SINGLE) ? [[field.dataset.draft, field]] : [];
}

const key = name => `${START} ${user()} ${location.pathname} ${name}`;

function read(name) {
  try { return JSON.parse(localStorage.getItem(key(name))); } catch { return null; }
}

function keep(event) {
  const field = event.target;
  if (!field.closest || !user()) return;
  for (const [name, one] of scope(field)) {
    // A group of radio buttons tells only the one that was chosen.
    const told = one === field || one.type === "radio" && one.name === field.name;
    if (!told) continue;
    const value = valueOf(one), base = read(name)?.base ?? before.get(one) ?? "";
    try {
      if (value === base) localStorage.removeItem(key(name));
      else localStorage.setItem(key(name), JSON.stringify({ value, base, at: Date.now() }));
    } catch { /* the browser keeps nothing, or is full: the page works without */ }
  }
}
document.addEventListener("input", keep);
document.addEventListener("change", keep);

// What a form says by itself can have changed since it was first seen.
document.addEventListener("focusin", event => {
  for (const [name, field] of event.target.closest ? scope(event.target) : []) if (!read(name)) before.set(field, valueOf(field));
});

// A form that was sent empties its fields or takes them away; one that was refused leaves what was typed, and the drafts with it.
function sent(event) {
  const form = event.target.closest?.(`form, ${FORMS}`);
  if (!form || event.type !== "submit" && !event.target.closest("button")) return;
  const watched = [...new Map([...form.querySelectorAll(`${SINGLE}, input, select, textarea`)].flatMap(scope)).entries()].map(([name, field]) => [key(name), field]);
  let left = 100;
  const watch = setInterval(() => {
    for (const [name, field] of watched) if (!field.isConnected || field.matches("textarea, input") && field.value === "") localStorage.removeItem(name);
    if (--left === 0 || watched.every(([, field]) => !field.isConnected)) clearInterval(watch);
  }, 200);
}
document.addEventListener("submit", sent);
document.addEventListener("click", sent);

document.addEventListener("submit", event => {
  if (event.target.getAttribute?.("action") !== "/account/end-session") return;
  for (const name of Object.keys(localStorage)) if (name.startsWith(START)) localStorage.removeItem(name);
});

function restore() {
  if (!user()) return;
  for (const field of document.querySelectorAll(`${FORMS} :is(input, select, textarea), ${SINGLE}`)) {
    if (done.has(field)) continue;
    const [name] = scope(field).find(([, one]) => one === field) ?? [];
    if (name === undefined) continue;
    if (!before.has(field)) before.set(field, valueOf(field));
    const kept = read(name);
    if (kept && kept.value === valueOf(field) || Date.now() - kept?.at > MONTH) localStorage.removeItem(key(name));
    else if (kept && kept.base === valueOf(field) && !give(field, kept.value)) continue;
    done.add(field);
  }
}
new MutationObserver(restore).observe(document.body, { childList: true, subtree: true });
restore();
