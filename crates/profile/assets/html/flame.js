// The flame graph of the chosen figure, in a frame of its own: its script
// knows of one picture a page.

const flame = $('#flame');

const looks = () => data.figures[chosen.figure].flames;

function flamePage(picture) {
  const style = isDark()
    ? 'body{background:#1e1d1b}svg>rect{fill:#1e1d1b}#details,#unzoom,#search,#matched,#title{fill:#eceae5}'
    : 'body{background:#fff}svg>rect{fill:#fff}';
  return `<!doctype html><style>body{margin:0;overflow:hidden}body>svg{display:block;width:100%}#frames text{pointer-events:none}${style}</style>`
    + `${picture}<script>${data.flame_script}<\/script>`;
}

/** Searches in the picture for the words as they are. */
function searchFlame() {
  const inside = flame.contentWindow;
  if (!inside?.search || !inside.frames_are_ready) return;
  inside.reset_search();
  if (chosen.words) inside.search(chosen.words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}

function drawFlame() {
  const { title, definition, flames } = data.figures[chosen.figure];
  $('#definition').textContent = `${title}: ${definition}`;
  const look = flames[Math.min(chosen.look, flames.length - 1)];
  radios($('#looks'), flames.map((one) => one.title), flames.indexOf(look), (at) => {
    chosen.look = at;
    changed('figure');
  });
  $('#looks').hidden = flames.length < 2;
  flame.hidden = !look;
  $('#flame-note').textContent = look
    ? look.left_out ?? 'All is drawn: nothing is left out.'
    : `There is nothing to draw: ${title} is 0.`;
  if (!look) return;
  const height = look.picture.match(/height="(\d+)"/);
  flame.style.height = `${Number(height[1]) + 4}px`;
  flame.srcdoc = flamePage(look.picture);
}

flame.addEventListener('load', () => {
  const inside = flame.contentWindow;
  if (!inside.init) return;
  // A page without an address cannot remember a zoom in it.
  inside.history.replaceState = () => {};
  inside.init();
  inside.frames_are_ready = true;
  searchFlame();
  performance.mark('drawn');
});

onChange((what) => (what === 'words' ? searchFlame() : drawFlame()));
