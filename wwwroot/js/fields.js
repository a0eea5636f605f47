// Reading and filling fields as their person would: what drafts and a page that comes back have in common.
const KEPT = 'input:not([type="password"], [type="file"], [type="hidden"], [type="search"], [type="submit"], [type="button"], [readonly]), select, textarea:not([readonly])';

export const fieldsIn = root => [...root.querySelectorAll(KEPT)];

/** A name that the same field has again after a reload: what it is called, and the how-manieth of that name it is. */
export function named(fields) {
  const seen = new Map();
  return fields.map(field => {
    const said = field.getAttribute("aria-label") ?? field.labels?.[0]?.textContent.trim().replace(/\s+/g, " ") ?? field.placeholder ?? "";
    const name = field.dataset.draft || (field.type === "radio" ? `${field.name} ${field.value}` : `${field.tagName} ${said}`);
    seen.set(name, (seen.get(name) ?? 0) + 1);
    return [seen.get(name) > 1 ? `${name} ${seen.get(name)}` : name, field];
  });
}

const ticks = field => field.type === "checkbox" || field.type === "radio";

export const valueOf = field => ticks(field) ? String(field.checked) : field.value;

/** Fills it and tells whoever listens; false where the field does not offer the value, at least not yet. */
export function give(field, value) {
  if (valueOf(field) === value) return true;
  if (field.tagName === "SELECT" && ![...field.options].some(option => option.value === value)) return false;
  if (!ticks(field)) field.value = value;
  else if (field.type === "radio" && value === "false") return true;
  else field.checked = value === "true";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}
