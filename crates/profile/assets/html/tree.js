// The tree of calls: rows are made as they are opened.

const nodes = data.nodes.map(([parent, label, values], index) => ({
  index, parent, label, values, children: [], open: false, found: true,
}));
for (const node of nodes) if (node.parent !== null) nodes[node.parent].children.push(node);

const table = $('#tree');
const count = data.figures.length;

// Of a comparison, the old figures stand in front of the new.
const isOf = (node, figure) => (data.is_diff ? node.values[count + figure] : node.values[figure]);
const was = (node, figure) => node.values[figure];
const weight = (node) => (data.is_diff
  ? Math.abs(isOf(node, chosen.figure) - was(node, chosen.figure))
  : isOf(node, chosen.figure));

/** Opens the way to where most is. */
function openLargest() {
  const whole = weight(nodes[0]) || Math.max(...nodes[0].children.map(weight), 0);
  const open = (node, depth) => {
    node.open = true;
    for (const child of node.children) {
      if (depth < 40 && whole && weight(child) > whole / 5) open(child, depth + 1);
    }
  };
  for (const node of nodes) node.open = false;
  open(nodes[0], 0);
}

function drawHead() {
  const cell = (title, figure) => {
    const at = figure === chosen.figure;
    const head = make('th', { scope: 'col', className: 'n' });
    if (at) head.setAttribute('aria-sort', 'descending');
    const button = make('button', { type: 'button', title: data.figures[figure].definition }, title);
    button.addEventListener('click', () => choose(figure));
    head.append(button);
    return head;
  };
  const figures = data.figures.map((figure, index) => cell(figure.title, index));
  const first = make('th', { scope: 'col' }, data.is_diff ? 'difference' : 'share');
  table.tHead.replaceChildren(make('tr', {}, make('th', { scope: 'col' }, 'function'), first, ...figures));
}

function marked(label) {
  const at = chosen.words ? label.toLowerCase().indexOf(chosen.words.toLowerCase()) : -1;
  if (at < 0) return [label];
  const end = at + chosen.words.length;
  return [label.slice(0, at), make('mark', {}, label.slice(at, end)), label.slice(end)];
}

function firstCell(node) {
  const figure = data.figures[chosen.figure];
  if (data.is_diff) {
    const more = isOf(node, chosen.figure) - was(node, chosen.figure);
    return make('td', { className: more > 0 ? 'n bad' : more < 0 ? 'n good' : 'n' }, signed(more, figure));
  }
  const whole = isOf(nodes[0], chosen.figure);
  const share = whole ? isOf(node, chosen.figure) / whole : 0;
  const bar = make('i');
  bar.style.width = `${100 * share}%`;
  return make('td', {}, make('span', { className: 'share' }, bar), percent(share, 1));
}

function rowOf(node, depth) {
  const button = make('button', { type: 'button', tabIndex: -1, 'aria-hidden': 'true' }, node.children.length ? (node.open ? '▾' : '▸') : '·');
  const name = make('td', { className: 'name', title: node.label }, button, ...marked(node.label));
  name.style.paddingLeft = `${8 + 12 * Math.min(depth, 30)}px`;
  const cells = data.figures.map((figure, index) => make('td', { className: 'n' }, shown(isOf(node, index), figure)));
  const row = make('tr', { tabIndex: -1, 'aria-level': depth + 1 }, name, firstCell(node), ...cells);
  if (node.children.length) row.setAttribute('aria-expanded', String(node.open));
  if (/^\(\d+ smaller\)$/.test(node.label)) row.className = 'rest';
  row.dataset.node = node.index;
  return row;
}

function drawTree(focus) {
  const rows = [];
  const add = (node, depth) => {
    if (!node.found) return;
    rows.push(rowOf(node, depth));
    if (node.open) [...node.children].sort((a, b) => weight(b) - weight(a)).forEach((child) => add(child, depth + 1));
  };
  add(nodes[0], 0);
  table.tBodies[0].replaceChildren(...rows);
  const at = (focus !== undefined && $(`tr[data-node="${focus}"]`, table)) || rows[0];
  if (at) at.tabIndex = 0;
  if (focus !== undefined) at?.focus();
}

function toggle(node, open) {
  node.open = open ?? !node.open;
  drawTree(node.index);
}

/** Shows what has the words, and the way there. */
function findNodes() {
  const words = chosen.words.toLowerCase();
  let hits = 0;
  for (const node of nodes) node.found = !words;
  if (words) {
    for (const node of nodes) {
      if (!node.label.toLowerCase().includes(words)) continue;
      hits += 1;
      for (let at = node; at && !at.found; at = nodes[at.parent]) {
        at.found = true;
        if (at !== node) at.open = true;
      }
    }
  }
  $('#found').textContent = words ? `${hits.toLocaleString('en')} in the tree` : '';
}

table.addEventListener('click', (event) => {
  const row = event.target.closest('tr[data-node]');
  if (row) toggle(nodes[row.dataset.node]);
});

table.addEventListener('keydown', (event) => {
  const row = event.target.closest('tr[data-node]');
  if (!row) return;
  const node = nodes[row.dataset.node];
  const go = (to) => {
    if (!to) return;
    row.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  };
  const keys = {
    ArrowDown: () => go(row.nextElementSibling),
    ArrowUp: () => go(row.previousElementSibling),
    ArrowRight: () => (node.open || !node.children.length ? go(row.nextElementSibling) : toggle(node, true)),
    ArrowLeft: () => (node.open && node.children.length ? toggle(node, false) : go($(`tr[data-node="${node.parent}"]`, table))),
    Enter: () => toggle(node),
  };
  if (!keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});

onChange((what) => {
  if (what === 'words') findNodes();
  if (what === 'figure') openLargest();
  if (what === 'theme') return;
  drawHead();
  drawTree();
});
