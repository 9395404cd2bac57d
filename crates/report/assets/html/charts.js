// What all charts share: small multiples, one panel for each backend, in one
// drawing; drawn when they come into sight, and again when anything changes.

const sections = new Map(data.sections.map((section) => [section.id, section]));

// By kind of chart: its height for so many panels, and its options.
const kinds = {};

const charts = new Map();

/** Where the panels of a chart stand, each as wide as it must be to be read. */
function panels(probes, width, { height, narrowest = 250, top = 30, bottom = 46 }) {
  const columns = Math.max(1, Math.min(probes.length, Math.floor(width / narrowest)));
  const each = width / columns;
  const cells = probes.map((probe, index) => {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    return {
      probe, index,
      left: column * each + 38,
      top: row * height + top,
      width: each - 46,
      height: height - top - bottom,
      x: column * each,
      y: row * height,
    };
  });
  return { cells, height: Math.ceil(probes.length / columns) * height };
}

const text = (extra = {}) => ({ color: colour('soft'), fontSize: 11, fontFamily: 'inherit', ...extra });

/** As much of `label` as has room: a drawing neither wraps it nor cuts it. */
function fitted(label, width) {
  const most = Math.floor(width / 7);
  return label.length > most ? `${label.slice(0, most - 1)}…` : label;
}

/** What a panel is called, above it. */
const titles = (cells) => cells.map(({ probe, x, y, width }) => ({
  text: fitted(probe.label, width), left: x + 38, top: y + 4, padding: 0,
  textStyle: { ...text({ color: colour('ink'), fontSize: 12.5 }), fontWeight: 600 },
}));

const grids = (cells) => cells.map(({ left, top, width, height }) => ({ left, top, width, height, outerBoundsMode: 'none' }));

/** An axis of bytes, the same for all panels. */
const bytesAxis = (section, scale, index, extra = {}) => ({
  type: 'value', gridIndex: index, min: 0, max: scale.top, interval: scale.step,
  axisLabel: { ...text(), formatter: (value) => String(Math.round(value / section.unit_bytes)) },
  splitLine: { lineStyle: { color: colour('hair') } },
  ...extra,
});

const tooltip = (extra) => ({
  backgroundColor: colour('card'), borderColor: colour('line'), borderWidth: 1, padding: [8, 10],
  textStyle: text({ color: colour('ink'), fontSize: 12 }), confine: true, transitionDuration: 0,
  ...extra,
});

/** One line of a tooltip. */
function tipLine(name, figures, mark, isStrong) {
  const dot = mark ? make('i', { className: 'dot', style: { background: mark } }) : '';
  const row = make('tr', { className: isStrong ? 'strong' : '' }, make('th', {}, dot, name));
  row.append(...figures.map((figure) => make('td', {}, figure)));
  return row;
}

function draw(holder) {
  const section = sections.get(holder.dataset.section);
  const kind = kinds[holder.dataset.chart];
  const probes = (kind.panels?.(section) ?? section.probes).filter((panel) => backendIsShown(panel.backend));
  const width = holder.clientWidth;
  if (width === 0) return;
  const layout = kind.layout(probes, width);
  let chart = charts.get(holder);
  holder.style.height = `${Math.max(1, layout.height)}px`;
  if (!chart) {
    chart = echarts.init(holder, null, { renderer: 'svg', width, height: layout.height });
    charts.set(holder, chart);
    kind.prepare?.(chart, section);
  } else {
    chart.resize({ width, height: layout.height });
  }
  chart.setOption({ animation: false, ...kind.options(section, layout.cells) }, true);
  holder.parentElement.classList.add('drawn');
}

const holders = $$('[data-chart]');
const redraw = () => holders.filter((holder) => charts.has(holder)).forEach(draw);
const drawAll = () => holders.forEach(draw);

function watch() {
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting && !charts.has(target)) draw(target);
    }
  }, { rootMargin: '600px' });
  const sized = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      const chart = charts.get(target);
      if (chart && contentRect.width > 0 && Math.abs(chart.getWidth() - contentRect.width) > 1) draw(target);
    }
  });
  for (const holder of holders) {
    near.observe(holder);
    sized.observe(holder);
  }
  for (const event of ['rows', 'backends', 'theme']) on(event, redraw);
  // Paper shows what was never scrolled to.
  addEventListener('beforeprint', drawAll);
}
