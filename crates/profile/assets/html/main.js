// Puts the page to work.

function choose(figure) {
  chosen.figure = figure;
  chosen.look = 0;
  drawFigures();
  changed('figure');
}

function drawFigures() {
  radios($('#figures'), data.figures.map((figure) => figure.title), chosen.figure, choose);
}

$('#search').addEventListener('input', (event) => {
  chosen.words = event.target.value.trim();
  changed('words');
});
$('#tree-note').textContent = data.left_out ?? 'All of the tree is here: nothing is left out.';

if (data.figures.length) {
  drawFigures();
  changed('figure');
}
performance.mark('usable');

// For tests, which look at what is drawn from outside.
window.residue = { data, chosen, nodes, choose };
