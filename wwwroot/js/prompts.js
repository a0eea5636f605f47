// Puts the cursor where a remark on a template points: lines and columns count from 1, columns in UTF-16 units as the server counts them.
export function goTo(id, line, column) {
  const field = document.getElementById(id);
  if (!field) return;
  const lines = field.value.split("\n");
  let at = 0;
  for (let i = 0; i < Math.min(line - 1, lines.length); i++) at += lines[i].length + 1;
  at += Math.min(column - 1, (lines[line - 1] ?? "").length);
  field.focus();
  field.setSelectionRange(at, Math.min(at + 1, field.value.length));
}
