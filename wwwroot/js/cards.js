// On a narrow screen a row of a table with the class "cards" stands as a card: each cell then says the name of its column, which is written to it here.
const name = head => {
  if (!head) return "";
  const words = head.cloneNode(true);
  for (const hidden of words.querySelectorAll(".visually-hidden")) hidden.remove();
  return words.textContent.trim();
};

function label() {
  for (const row of document.querySelectorAll("table.cards tbody tr:not([data-labeled])")) {
    const heads = row.closest("table").tHead?.rows[0]?.cells ?? [];
    let column = 0;
    for (const cell of row.cells) {
      cell.dataset.label = cell.colSpan > 1 ? "" : name(heads[column]);
      column += cell.colSpan;
    }
    if (row.cells.length) row.dataset.labeled = row.cells.length;
  }
}
new MutationObserver(label).observe(document.body, { childList: true, subtree: true });
label();
