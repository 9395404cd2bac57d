// The heap map and what stands around it: which map is shown, what the page
// under the pointer holds, how full the pages are.

const heap = { painter: null, map: null, cells: null };

const uniqueOf = (field, maps) => [...new Set(maps.map((map) => map[field]))];

function offer(select, options, preferred) {
  const was = select.value;
  select.replaceChildren(...options.map((option) => make('option', { value: option }, option)));
  select.value = options.includes(was) ? was : preferred ?? options[0];
}

/** The first map to be shown: the one in which the most is pinned. */
const worst = () => data.maps.reduce((one, other) => (other.pinned > one.pinned ? other : one));

function choose() {
  const [scenario, backend, phase] = ['scenario', 'backend', 'phase'].map((name) => $(`#map-${name}`));
  offer(scenario, uniqueOf('scenario', data.maps));
  const ofScenario = data.maps.filter((map) => map.scenario === scenario.value);
  offer(backend, uniqueOf('label', ofScenario));
  const ofBackend = ofScenario.filter((map) => map.label === backend.value);
  offer(phase, uniqueOf('phase', ofBackend), ofBackend.find((map) => map.read)?.phase);
  return ofBackend.find((map) => map.phase === phase.value);
}

function claim(map, cells) {
  const pinned = cells.filter(isPinned).length;
  const empty = cells.filter((cell) => fillOf(cell) === 0).length;
  const all = `${count(cells.length)} resident heap pages, ${bytes(cells.length * map.page_size)}. `;
  const kept = pinned === 0 ? 'None is pinned by less than 13 % live.'
    : `${count(pinned)} pinned by less than 13 % live: ${bytes(pinned * map.page_size)}.`;
  const none = ` ${count(empty)} hold nothing live: ${bytes(empty * map.page_size)}.`;
  $('#map-claim').replaceChildren(all, make('b', { className: pinned > 0 ? 'pinned' : '' }, kept), none);
}

async function showMap() {
  const map = choose();
  const cells = await unpack(map.cells);
  // The reader may have chosen another meanwhile.
  if (choose() !== map) return;
  Object.assign(heap, { map, cells });
  const byOccupancy = $('#by-occupancy').getAttribute('aria-pressed') === 'true';
  heap.painter.show(map, cells, byOccupancy);
  claim(map, cells);
  drawOccupancy();
  drawMapLegend();
}

function drawMapLegend() {
  const { map } = heap;
  const present = new Set(heap.cells.map(slotOf));
  const key = (paint, title, note) => make('span', { className: 'key', title: note },
    make('i', { style: { background: paint } }), title);
  const rgb = (of) => `rgb(${of.map(Math.round).join(' ')})`;
  const holders = map.slots.flatMap((slot, index) => (present.has(index) && slot.row !== 'cached' ? [
    key(rgb(liveColour(slot)), slot.title, slot.row === 'slack'
      ? `${bytes(slot.live)} live, ${share(slot.payload, slot.live)} of it payload` : `${bytes(slot.live)} live`),
  ] : []));
  $('#map-legend').replaceChildren(
    ...holders,
    key(colour('fragmentation'), 'free beside live', 'The more of a page is free, the more it has of this colour.'),
    key(colour('cached'), 'nothing live', 'Cached pages, and the allocator’s own tables.'),
    key(colour('pinned'), 'pinned', 'Some of the page is live, but less than 13 %: the rest cannot be given back.'),
  );
}

function describe(place) {
  const { map, cells } = heap;
  const cell = cells[place];
  const slot = map.slots[slotOf(cell)];
  const address = `0x${(BigInt(pageNumber(map, place)) * BigInt(map.page_size)).toString(16)}`;
  const fill = fillOf(cell);
  if (fill === 0) return `${address}: nothing live; cached, or the allocator’s own tables`;
  const live = fill === FULL ? 'all live' : `about ${share(fill + 0.5, FULL + 1)} live`;
  const whose = slot.row === 'slack' && slot.live > 0
    ? `${slot.title}; of all it holds, ${share(slot.payload, slot.live)} is payload` : slot.title;
  return `${address}: ${live}${isPinned(cell) ? ', pinned' : ''}, most of it of ${whose}`;
}

// Pages by how full they are: empty, pinned, then in steps of an eighth.
const BINS = [[0, 0, 'none'], [1, 3, '<13'], [4, 7, '<26'], [8, 11, '<39'], [12, 15, '<52'], [16, 19, '<65'], [20, 23, '<77'], [24, 27, '<90'], [28, 30, '<100'], [31, 31, 'all']];

function binned(cells, slots) {
  const counts = BINS.map(() => new Array(Math.max(1, slots)).fill(0));
  for (const cell of cells) {
    const bin = BINS.findIndex(([, to]) => fillOf(cell) <= to);
    counts[bin][Math.min(slotOf(cell), slots - 1)] += 1;
  }
  return counts;
}

const barColour = (slot, bin) => (bin === 0 ? colour('cached') : bin === 1 ? colour('pinned')
  : `rgb(${liveColour(slot).map(Math.round).join(',')})`);

function drawOccupancy() {
  const holder = $('#occupancy');
  heap.chart ??= echarts.init(holder, null, { renderer: 'svg' });
  heap.chart.resize();
  const { map, cells } = heap;
  const counts = binned(cells, map.slots.length);
  const tip = ({ dataIndex }) => {
    const sum = counts[dataIndex].reduce((one, other) => one + other, 0);
    const body = make('tbody', {}, tipLine('pages', [count(sum)]), tipLine('take', [bytes(sum * map.page_size)]));
    return make('div', { className: 'chart-tip' }, make('b', {}, `${BINS[dataIndex][2]}${dataIndex % 9 ? ' %' : ''} live`), make('table', {}, body));
  };
  heap.chart.setOption({
    animation: false,
    grid: { left: 52, right: 8, top: 8, bottom: 38, outerBoundsMode: 'none' },
    xAxis: { type: 'category', data: BINS.map((bin) => bin[2]), axisLabel: { ...text({ fontSize: 10 }), interval: 0 }, axisTick: { show: false }, axisLine: { lineStyle: { color: colour('faint') } }, name: '% of the page live', nameLocation: 'middle', nameGap: 22, nameTextStyle: text() },
    yAxis: { type: 'value', axisLabel: { ...text(), formatter: count }, splitLine: { lineStyle: { color: colour('hair') } }, minInterval: 1 },
    tooltip: tooltip({ trigger: 'item', formatter: tip }),
    series: map.slots.map((slot, index) => ({
      type: 'bar', stack: 'pages', barCategoryGap: '18%', name: slot.title, emphasis: { disabled: true },
      data: counts.map((of, bin) => ({ value: of[index], itemStyle: { color: barColour(slot, bin) } })),
    })),
  }, true);
}

function followPointer(canvas) {
  let from = null;
  canvas.addEventListener('pointerdown', (event) => {
    from = [event.clientX, event.clientY];
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointerup', () => { from = null; });
  canvas.addEventListener('pointermove', (event) => {
    if (from) {
      heap.painter.move(event.clientX - from[0], event.clientY - from[1]);
      from = [event.clientX, event.clientY];
    }
    const box = canvas.getBoundingClientRect();
    const place = heap.painter.placeAt(event.clientX - box.left, event.clientY - box.top);
    tellPage(place, event.clientX, event.clientY);
  });
  canvas.addEventListener('pointerleave', hideTip);
  canvas.addEventListener('wheel', (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const box = canvas.getBoundingClientRect();
    heap.painter.zoom(event.deltaY < 0 ? 1.25 : 0.8, [event.clientX - box.left, event.clientY - box.top]);
  }, { passive: false });
  const step = 40;
  const moves = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
  canvas.addEventListener('keydown', (event) => {
    if (moves[event.key]) heap.painter.move(...moves[event.key]);
    else if (event.key === '+' || event.key === '-') heap.painter.zoom(event.key === '+' ? 1.5 : 1 / 1.5);
    else return;
    event.preventDefault();
  });
}

function setUpHeap() {
  const canvas = $('#map');
  if (!canvas || data.maps.length === 0) return;
  heap.painter = new HeapMap(canvas);
  const first = worst();
  $('#map-scenario').append(new Option(first.scenario, first.scenario));
  $('#map-backend').append(new Option(first.label, first.label));
  $('#map-phase').append(new Option(first.phase, first.phase));
  for (const name of ['scenario', 'backend', 'phase']) $(`#map-${name}`).addEventListener('change', showMap);
  const [address, occupancy] = [$('#by-address'), $('#by-occupancy')];
  for (const button of [address, occupancy]) {
    button.addEventListener('click', () => {
      press(address, button === address);
      press(occupancy, button === occupancy);
      showMap();
    });
  }
  $('#zoom-in').addEventListener('click', () => heap.painter.zoom(2));
  $('#zoom-out').addEventListener('click', () => heap.painter.zoom(0.5));
  $('#zoom-fit').addEventListener('click', () => heap.painter.fit());
  followPointer(canvas);
  on('theme', showMap);
  let width = 0;
  // Also what draws it first, as soon as it has a size.
  new ResizeObserver(() => {
    if (canvas.clientWidth !== width) showMap();
    width = canvas.clientWidth;
  }).observe(canvas);
}
