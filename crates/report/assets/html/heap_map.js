// The heap as a picture: a cell for each resident page. Painted on a canvas of
// its own, because a chart library keeps an object for each of 70,000 cells
// where a picture of one point each, stretched, is painted in a millisecond.

const FULL = 31;
// A page is pinned if some of it is live, but at most about an eighth.
const PINNED = 3;

/** The bytes behind base64 of raw deflate. */
async function unpack(base64) {
  const packed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

const slotOf = (cell) => cell >> 5;
const fillOf = (cell) => cell & FULL;
const isPinned = (cell) => fillOf(cell) >= 1 && fillOf(cell) <= PINNED;

/** The page's number, for the page at this place in address order. */
function pageNumber(map, place) {
  let [number, left] = [map.first, place];
  for (let at = 0; at < map.spans.length; at += 2) {
    number += map.spans[at];
    if (left < map.spans[at + 1]) return number + left;
    number += map.spans[at + 1];
    left -= map.spans[at + 1];
  }
  return number;
}

/** Places in address order, in the order in which they are shown. */
function arranged(cells, byOccupancy) {
  const order = Uint32Array.from(cells, (_, place) => place);
  if (!byOccupancy) return order;
  // Fullest first, those of one holder together.
  const rank = (place) => (FULL - fillOf(cells[place])) * 8 + slotOf(cells[place]);
  return order.sort((one, other) => rank(one) - rank(other) || one - other);
}

/** The colour of what is live on a page of this slot. */
function liveColour(slot) {
  if (slot.row !== 'slack') return parts(slot.row);
  // Which of a container's pages its elements are on is not known, so all of
  // them have the container's own shares.
  return mix(parts('slack'), parts('payload'), slot.live > 0 ? slot.payload / slot.live : 0);
}

/** The colour of every possible cell; what a cell is, is one byte. */
function cellColours(slots) {
  const [free, empty, pinned] = ['fragmentation', 'cached', 'pinned'].map(parts);
  const live = slots.map(liveColour);
  return Array.from({ length: 256 }, (_, cell) => {
    if (fillOf(cell) === 0) return empty;
    if (isPinned(cell)) return pinned;
    return mix(free, live[slotOf(cell)] ?? parts('other_live'), fillOf(cell) / FULL);
  });
}

class HeapMap {
  constructor(canvas) {
    this.canvas = canvas;
    this.picture = document.createElement('canvas');
  }

  show(map, cells, byOccupancy) {
    this.map = map;
    this.cells = cells;
    this.order = arranged(cells, byOccupancy);
    this.fit();
  }

  /** All pages at once, in about the shape of the canvas. */
  fit() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const each = Math.sqrt((width * height) / Math.max(1, this.order.length));
    this.columns = Math.max(1, Math.floor(width / each));
    // Whole columns may need one more row than there is room for.
    while (Math.ceil(this.order.length / this.columns) * (width / this.columns) > height + 1) this.columns += 1;
    this.view = { scale: width / this.columns, x: 0, y: 0 };
    this.develop();
  }

  /** Makes the picture, one point for each page. */
  develop() {
    const { picture, order, columns, cells } = this;
    const rows = Math.max(1, Math.ceil(order.length / columns));
    [picture.width, picture.height] = [columns, rows];
    const image = new ImageData(columns, rows);
    this.colours = cellColours(this.map.slots);
    order.forEach((place, at) => {
      image.data.set([...this.colours[cells[place]], 255], at * 4);
    });
    picture.getContext('2d').putImageData(image, 0, 0);
    this.paint();
  }

  paint() {
    const { canvas, view, picture } = this;
    const ratio = devicePixelRatio;
    [canvas.width, canvas.height] = [canvas.clientWidth * ratio, canvas.clientHeight * ratio];
    const context = canvas.getContext('2d');
    context.scale(ratio, ratio);
    context.imageSmoothingEnabled = false;
    context.drawImage(picture, view.x, view.y, picture.width * view.scale, picture.height * view.scale);
    if (view.scale >= 7) this.paintLines(context);
  }

  /** Close up, cells stand apart. */
  paintLines(context) {
    const { view, picture, canvas } = this;
    context.fillStyle = colour('card');
    const last = { x: Math.min(canvas.clientWidth, view.x + picture.width * view.scale), y: Math.min(canvas.clientHeight, view.y + picture.height * view.scale) };
    const start = (offset) => (offset < 0 ? offset % view.scale : offset);
    for (let x = start(view.x); x <= last.x; x += view.scale) context.fillRect(x, 0, 1, last.y);
    for (let y = start(view.y); y <= last.y; y += view.scale) context.fillRect(0, y, last.x, 1);
  }

  zoom(factor, at = [this.canvas.clientWidth / 2, this.canvas.clientHeight / 2]) {
    const { view } = this;
    const whole = this.canvas.clientWidth / this.columns;
    const scale = Math.min(40, Math.max(whole, view.scale * factor));
    const by = scale / view.scale;
    this.view = { scale, x: at[0] - (at[0] - view.x) * by, y: at[1] - (at[1] - view.y) * by };
    this.move(0, 0);
  }

  /** Moves the picture, but never out of sight. */
  move(x, y) {
    const { view, canvas, picture } = this;
    const kept = (offset, room, size) => Math.min(0, Math.max(Math.min(0, room - size), offset));
    view.x = kept(view.x + x, canvas.clientWidth, picture.width * view.scale);
    view.y = kept(view.y + y, canvas.clientHeight, picture.height * view.scale);
    this.paint();
  }

  /** The place in address order of the page at this point, if there is one. */
  placeAt(x, y) {
    const { view, columns, order } = this;
    const [column, row] = [(x - view.x) / view.scale, (y - view.y) / view.scale].map(Math.floor);
    if (column < 0 || column >= columns || row < 0) return null;
    return order[row * columns + column] ?? null;
  }
}
