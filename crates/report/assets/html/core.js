// What all scripts share: the data, the theme's colours, and who is told when
// the reader changes what is shown.

const data = JSON.parse(document.getElementById('data').textContent);

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** An element with text and children; names from files only ever get in as text. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'style') Object.assign(element.style, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

// What the reader has chosen.
const shown = {
  rows: new Set(data.rows.map((row) => row.name)),
  hiddenBackends: new Set(),
  scenario: '',
};

const backendIsShown = (backend) => !shown.hiddenBackends.has(backend);

// Pictures ask to be told: of 'rows', 'backends' and 'theme'.
const listeners = {};
const on = (event, listener) => (listeners[event] ??= []).push(listener);
const tell = (event) => (listeners[event] ?? []).forEach((listener) => listener());

// The style sheet has the colours; scripts read them as the browser resolves
// them, in the theme of the moment.
const swatch = document.body.appendChild(make('i', { hidden: true }));
const colours = new Map();

function colour(name) {
  if (!colours.has(name)) {
    swatch.style.color = `var(--${name})`;
    colours.set(name, getComputedStyle(swatch).color);
  }
  return colours.get(name);
}

/** The red, green and blue of a colour, each up to 255. */
const parts = (name) => colour(name).match(/[\d.]+/g).slice(0, 3).map(Number);

const mix = (one, other, share) =>
  one.map((part, index) => part + (other[index] - part) * share);

function setTheme(theme) {
  const root = document.documentElement;
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  try {
    if (theme) localStorage.setItem('residue-theme', theme);
    else localStorage.removeItem('residue-theme');
  } catch { /* Kept for this page only. */ }
  colours.clear();
  tell('theme');
}

const prefersDark = matchMedia('(prefers-color-scheme: dark)');
prefersDark.addEventListener('change', () => {
  colours.clear();
  tell('theme');
});

$('#theme').addEventListener('click', () => {
  const now = document.documentElement.dataset.theme ?? (prefersDark.matches ? 'dark' : 'light');
  setTheme(now === 'dark' ? 'light' : 'dark');
});
