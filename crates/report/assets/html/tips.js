// Definitions, exact figures and reasons, beside what they explain. They stand
// in `title`, so that they are there without scripts; here they also come by
// keyboard, at once, and never out of sight.

const tip = $('#tip');
let tipped = null;

function hideTip() {
  tip.hidden = true;
  if (!tipped) return;
  tipped.title = tip.textContent;
  tipped.removeAttribute('aria-describedby');
  tipped = null;
}

function showTip(element) {
  if (element === tipped) return;
  hideTip();
  if (!element?.title) return;
  tipped = element;
  tip.textContent = element.title;
  // Else the browser would show it a second time.
  element.title = '';
  element.setAttribute('aria-describedby', 'tip');
  tip.hidden = false;
  const at = element.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.min(at.left, document.documentElement.clientWidth - width - 8);
  const above = at.top - height - 6;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${above < 4 ? at.bottom + 6 : above}px`;
}

const explained = (event) => event.target.closest?.('[title], [aria-describedby="tip"]');
document.addEventListener('pointerover', (event) => showTip(explained(event)));
document.addEventListener('focusin', (event) => showTip(explained(event)));
document.addEventListener('focusout', hideTip);
document.addEventListener('scroll', hideTip, { capture: true, passive: true });
document.addEventListener('keydown', (event) => event.key === 'Escape' && hideTip());

/** What the page under the pointer holds. */
function tellPage(place, x, y) {
  hideTip();
  if (place === null) return;
  tip.textContent = describe(place);
  tip.hidden = false;
  const { width } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(x + 12, document.documentElement.clientWidth - width - 8))}px`;
  tip.style.top = `${y + 16}px`;
}
