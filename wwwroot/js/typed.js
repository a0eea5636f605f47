// What stands in fields is carried over a reload that nobody asked for: kept for this tab and this address, given back once the page has its fields again.
const KEY = "studio-typed", WAIT = 15000;
const fields = () => document.querySelectorAll('#main input:not([type="password"], [type="file"], [type="checkbox"], [type="radio"], [readonly]), #main textarea');

function nameOf(field, seen) {
  const label = field.getAttribute("aria-label") ?? field.labels?.[0]?.textContent.trim() ?? field.name ?? field.placeholder ?? "";
  const name = `${field.tagName} ${label}`;
  seen.set(name, (seen.get(name) ?? 0) + 1);
  return `${name} ${seen.get(name)}`;
}

function named() {
  const seen = new Map();
  return [...fields()].map(field => [nameOf(field, seen), field]);
}

export const somethingTyped = () => [...fields()].some(field => field.value !== field.defaultValue);

export function keep() {
  const values = named().filter(([, field]) => field.value !== "").map(([name, field]) => [name, field.value]);
  sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, values }));
}

export function giveBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  sessionStorage.removeItem(KEY);
  if (kept?.path !== location.pathname || !kept.values.length) return;
  const waiting = new Map(kept.values);
  const fill = () => {
    for (const [name, field] of named()) {
      const value = waiting.get(name);
      if (value === undefined) continue;
      waiting.delete(name);
      if (field.value === value) continue;
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (!waiting.size) watch.disconnect();
  };
  const watch = new MutationObserver(fill);
  watch.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => watch.disconnect(), WAIT);
  fill();
}
