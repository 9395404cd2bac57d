// Puts the page to work.

/** A link to a probe opens it. */
function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.matches?.('details')) {
    target.open = true;
    target.scrollIntoView();
  }
}

setUpTables();
setUpHeap();
watch();
openTarget();
addEventListener('hashchange', openTarget);
performance.mark('usable');

// For tests, which look at what is drawn from outside.
window.residue = { data, charts, drawAll, heap, units: { bytes, figure, signedBytes, time, count } };
