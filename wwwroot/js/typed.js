// What stands in fields is carried over a reload that nobody asked for: kept for this tab and this address, given back once the page has its fields again.
import { fieldsIn, give, named, valueOf } from "/js/fields.js";

const KEY = "studio-typed", WAIT = 15000;
const fields = () => named(fieldsIn(document.getElementById("main") ?? document.body)).filter(([, field]) => field.matches("textarea, input:not([type='checkbox'], [type='radio'])"));

export const somethingTyped = () => fields().some(([, field]) => field.value !== field.defaultValue);

export function keep() {
  const values = fields().filter(([, field]) => field.value !== "").map(([name, field]) => [name, valueOf(field)]);
  sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, values }));
}

export function giveBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  sessionStorage.removeItem(KEY);
  if (kept?.path !== location.pathname || !kept.values.length) return;
  const waiting = new Map(kept.values);
  const fill = () => {
    for (const [name, field] of fields()) {
      const value = waiting.get(name);
      if (value === undefined) continue;
      waiting.delete(name);
      give(field, value);
    }
    if (!waiting.size) watch.disconnect();
  };
  const watch = new MutationObserver(fill);
  watch.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => watch.disconnect(), WAIT);
  fill();
}
