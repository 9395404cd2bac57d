// Tables that sort by any column, and show only what is asked for.

function sortKey(row, column) {
  const cell = row.cells[column];
  const raw = cell.dataset.v;
  if (raw === undefined) return cell.textContent.trim().toLowerCase();
  // What is unknown is neither little nor much: it stands last.
  return raw === '' ? null : Number(raw);
}

function compare(one, other) {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one).localeCompare(String(other), 'en', { numeric: true });
}

function sortBy(table, head, column) {
  const was = head.getAttribute('aria-sort');
  const body = table.tBodies[0];
  const rows = [...body.rows];
  rows.forEach((row, index) => { row.dataset.place ??= index; });
  const isNumber = rows.some((row) => row.cells[column].dataset.v !== undefined);
  // Figures from the most on; once more turns it round, then all is as it was.
  const first = isNumber ? 'descending' : 'ascending';
  const second = isNumber ? 'ascending' : 'descending';
  const next = was === null ? first : was === first ? second : null;
  for (const other of $$('th[aria-sort]', table.tHead)) other.removeAttribute('aria-sort');
  if (next) head.setAttribute('aria-sort', next);
  const sign = next === 'descending' ? -1 : 1;
  const place = (row) => Number(row.dataset.place);
  rows.sort((one, other) => {
    const [a, b] = [sortKey(one, column), sortKey(other, column)];
    if (!next || (a === null && b === null)) return place(one) - place(other);
    if (a === null || b === null) return a === null ? 1 : -1;
    return sign * compare(a, b) || place(one) - place(other);
  });
  body.append(...rows);
  table.classList.toggle('sorted', next !== null);
}

function makeSortable(table) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    if (head.classList.contains('picture')) return;
    const button = make('button', { type: 'button' }, ...head.childNodes);
    button.addEventListener('click', () => sortBy(table, head, column));
    head.append(button);
  });
}

/** Hides what the reader filtered out, wherever it stands. */
function applyFilter() {
  for (const element of $$('[data-scenario], main [data-backend]')) {
    const { scenario, backend } = element.dataset;
    const other = shown.scenario && scenario !== undefined && scenario !== shown.scenario;
    element.hidden = Boolean(other || (backend !== undefined && !backendIsShown(backend)));
  }
}

function filterFigures(words) {
  const wanted = words.trim().toLowerCase();
  for (const row of $$('table.grid tbody tr')) {
    // In a table of changes the figure stands behind the phase.
    const name = `${row.cells[0].textContent} ${row.cells[1]?.textContent}`.toLowerCase();
    row.hidden = wanted !== '' && !name.includes(wanted);
  }
  // Who asks for a figure wants to see it.
  if (wanted) $$('details.probe').forEach((probe) => { probe.open = true; });
}

function press(button, isPressed) {
  button.setAttribute('aria-pressed', String(isPressed));
}

function toggle(button, set, name) {
  const is = set.has(name);
  if (is) set.delete(name);
  else set.add(name);
  return !is;
}

function setUpTables() {
  $$('table.sortable').forEach(makeSortable);
  $('#scenario').addEventListener('change', (event) => {
    shown.scenario = event.target.value;
    applyFilter();
    redraw();
  });
  $('#figures').addEventListener('input', (event) => filterFigures(event.target.value));
  for (const button of $$('[data-toggle]')) {
    button.addEventListener('click', () => {
      press(button, !toggle(button, shown.hiddenBackends, button.dataset.toggle));
      applyFilter();
      tell('backends');
    });
  }
  for (const button of $$('[data-row]')) {
    button.addEventListener('click', () => {
      const isShown = toggle(button, shown.rows, button.dataset.row);
      press(button, isShown);
      document.documentElement.classList.toggle(`no-${button.dataset.row}`, !isShown);
      tell('rows');
    });
  }
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button.copy');
    if (button) copy(button, button.previousElementSibling);
  });
}

/** Copies a command; where the browser does not let us, marks it to be copied. */
function copy(button, code) {
  const done = () => {
    button.textContent = 'copied';
    setTimeout(() => { button.textContent = 'copy'; }, 1500);
  };
  const mark = () => getSelection().selectAllChildren(code);
  if (navigator.clipboard) navigator.clipboard.writeText(code.textContent).then(done, mark);
  else mark();
}
