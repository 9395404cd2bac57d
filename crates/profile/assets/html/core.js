// What all scripts share: the data, what the reader has chosen, and who is
// told when that changes.

const data = JSON.parse(document.getElementById('data').textContent);

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** An element with text and children; names from files only ever get in as text. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-') || name === 'role') element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

// What the reader has chosen: a figure, a look at it, and words to find.
const chosen = {
  figure: Math.max(0, data.figures.findIndex((figure) => figure.name === data.order)),
  look: 0,
  words: '',
};

const listeners = [];
const onChange = (listener) => listeners.push(listener);
const changed = (what) => listeners.forEach((listener) => listener(what));

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** A number as its figure counts it. */
function shown(value, figure) {
  if (figure.unit !== 'bytes') return value.toLocaleString('en');
  let power = 0;
  let rest = Math.abs(value);
  while (rest >= 1023.95 && power < UNITS.length - 1) {
    rest /= 1024;
    power += 1;
  }
  const sign = value < 0 ? '-' : '';
  return `${sign}${power ? rest.toFixed(1) : rest} ${UNITS[power]}`;
}

const signed = (value, figure) => (value > 0 ? '+' : '') + shown(value, figure);

function percent(part, whole) {
  if (!whole) return '';
  const share = (100 * part) / whole;
  return share > 0 && share < 0.05 ? '<0.1 %' : `${share.toFixed(1)} %`;
}

/** A group of buttons of which one is chosen; arrow keys go from one to the next. */
function radios(group, titles, at, choose) {
  group.replaceChildren(...titles.map((title, index) => {
    const button = make('button', {
      type: 'button', role: 'radio', 'aria-checked': String(index === at), tabIndex: index === at ? 0 : -1,
    }, title);
    button.addEventListener('click', () => choose(index));
    return button;
  }));
  group.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    choose((at + step + titles.length) % titles.length);
    group.children[(at + step + titles.length) % titles.length]?.focus();
  };
}

const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const isDark = () => (document.documentElement.dataset.theme ?? (prefersDark.matches ? 'dark' : 'light')) === 'dark';

$('#theme').addEventListener('click', () => {
  const theme = isDark() ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem('residue-theme', theme);
  } catch { /* Kept for this page only. */ }
  changed('theme');
});
prefersDark.addEventListener('change', () => changed('theme'));
