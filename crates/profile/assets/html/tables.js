// Tables that sort by any column.

function sortBy(sorted, head, column) {
  const next = head.getAttribute('aria-sort') === 'descending' ? 'ascending' : 'descending';
  $$('th[aria-sort]', sorted.tHead).forEach((other) => other.removeAttribute('aria-sort'));
  head.setAttribute('aria-sort', next);
  const sign = next === 'descending' ? -1 : 1;
  const key = (row) => {
    const cell = row.cells[column];
    return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
  };
  const compare = (a, b) => (typeof a === 'number' ? a - b : a.localeCompare(b, 'en'));
  const rows = [...sorted.tBodies[0].rows];
  rows.sort((one, other) => sign * compare(key(one), key(other)));
  sorted.tBodies[0].append(...rows);
}

for (const sorted of $$('table.sortable')) {
  [...sorted.tHead.rows[0].cells].forEach((head, column) => {
    const button = make('button', { type: 'button' }, ...head.childNodes);
    button.addEventListener('click', () => sortBy(sorted, head, column));
    head.append(button);
  });
}

/** Sorts the call sites by the chosen figure, the largest first. */
function sortSites() {
  const sites = $('table.sites');
  if (!sites) return;
  const head = sites.tHead.rows[0].cells[chosen.figure + 1];
  head.removeAttribute('aria-sort');
  sortBy(sites, head, chosen.figure + 1);
}

function findSites() {
  const words = chosen.words.toLowerCase();
  for (const row of $$('table.sites tbody tr')) row.hidden = !row.textContent.toLowerCase().includes(words);
}

onChange((what) => {
  if (what === 'figure') sortSites();
  if (what === 'words') findSites();
});
