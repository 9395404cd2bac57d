// Who holds the resident bytes: a stack of ledger rows for each phase, on one
// scale for all backends.

const slotWidth = (cell) => cell.width / Math.max(1, cell.probe.phases.length);

const ruler = document.createElement('canvas').getContext('2d');

/** How wide words are, as charts set them. */
function widthOf(words) {
  ruler.font = `11px ${getComputedStyle(document.body).fontFamily}`;
  return ruler.measureText(words).width;
}

function phaseAxis(cell) {
  const widest = Math.max(0, ...cell.probe.phases.map((phase) => widthOf(phase.name)));
  const tilted = slotWidth(cell) < widest + 4;
  const { probe, index } = cell;
  return {
    type: 'category', gridIndex: index, axisTick: { show: false },
    axisLine: { lineStyle: { color: colour('faint') } },
    axisLabel: { ...text(), interval: 0, rotate: tilted ? 40 : 0, width: tilted ? 64 : slotWidth(cell), overflow: 'truncate' },
    data: probe.phases.map((phase, at) => ({
      value: phase.name,
      textStyle: at === probe.read ? { color: colour('ink'), fontWeight: 'bold' } : {},
    })),
  };
}

const bar = (row, at, { probe, index }) => ({
  name: row.name, id: `${index}-${row.name}`, type: 'bar', stack: `p${index}`,
  xAxisIndex: index, yAxisIndex: index, barCategoryGap: '24%',
  itemStyle: { color: colour(row.name), borderColor: colour('card'), borderWidth: 0.5 },
  emphasis: { disabled: true },
  data: probe.phases.map((phase) => phase.rows[at]),
});

/** The sum on top of each stack, where there is room for it. */
const sums = (section, cell) => ({
  name: 'resident', id: `${cell.index}-resident`, type: 'scatter', symbolSize: 0.01, silent: true,
  xAxisIndex: cell.index, yAxisIndex: cell.index, tooltip: { show: false },
  label: {
    show: slotWidth(cell) >= 30, position: 'top', distance: 6, ...text({ fontSize: 10.5 }),
    formatter: ({ dataIndex }) => figure(cell.probe.phases[dataIndex].resident, section.unit_bytes),
  },
  data: cell.probe.phases.map((phase) => stackTop(phase)),
});

/** How high the stack is, of the rows that are shown. */
const stackTop = (phase) => data.rows.reduce(
  (sum, row, at) => sum + (shown.rows.has(row.name) ? phase.rows[at] ?? 0 : 0), 0);

/** The row whose box is at this height, if any. */
function rowAt(phase, height) {
  let sum = 0;
  return data.rows.find((row, at) => {
    if (!shown.rows.has(row.name)) return false;
    sum += phase.rows[at] ?? 0;
    return height <= sum;
  });
}

function phaseTip(probe, phase, under) {
  const body = make('tbody');
  data.rows.forEach((row, at) => {
    const value = phase.rows[at];
    const known = value === null ? [unknown, ''] : [bytes(value), share(value, phase.resident)];
    body.append(tipLine(row.title, known, colour(row.name), row === under));
  });
  body.append(tipLine('residual', [phase.residual === null ? unknown : signedBytes(phase.residual), '']));
  body.append(tipLine('resident', [bytes(phase.resident), '']));
  const tip = make('div', { className: 'chart-tip' },
    make('b', {}, phase.name), ` ${probe.label}`, make('table', {}, body));
  if (under) tip.append(make('p', {}, make('b', {}, under.title), ` ${under.definition}`));
  return tip;
}

kinds.waterfall = {
  layout: (probes, width) => panels(probes, width, { height: 268, bottom: 48 }),
  // Where the pointer is decides which row's definition is told.
  prepare(chart) {
    chart.pointer = [0, 0];
    chart.getZr().on('mousemove', (event) => { chart.pointer = [event.offsetX, event.offsetY]; });
  },
  options(section, cells) {
    const pick = (params) => {
      const [{ axisIndex, dataIndex }] = params;
      const { probe } = cells[axisIndex];
      const chart = [...charts.values()].find((chart) => chart.getDom().dataset.chart === 'waterfall'
        && chart.getDom().dataset.section === section.id);
      const height = chart.convertFromPixel({ gridIndex: axisIndex }, chart.pointer)[1];
      const phase = probe.phases[dataIndex];
      return phaseTip(probe, phase, rowAt(phase, height));
    };
    return {
      title: titles(cells),
      grid: grids(cells),
      xAxis: cells.map(phaseAxis),
      yAxis: cells.map((cell) => bytesAxis(section, section.scale, cell.index)),
      tooltip: tooltip({ trigger: 'axis', axisPointer: { type: 'shadow', z: -1, shadowStyle: { color: colour('band'), opacity: 0.6 } }, formatter: pick }),
      legend: { show: false, selected: Object.fromEntries(data.rows.map((row) => [row.name, shown.rows.has(row.name)])) },
      series: cells.flatMap((cell) => [...data.rows.map((row, at) => bar(row, at, cell)), sums(section, cell)]),
    };
  },
};
