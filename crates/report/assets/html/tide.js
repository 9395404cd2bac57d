// How memory came and went over the program's own time. Phases are measured;
// what lies between them is a straight line, or samples where there are any.

const seconds = (nanoseconds) => nanoseconds / 1e9;

const payloadAt = data.rows.findIndex((row) => row.name === 'payload');
const LINES = [
  { name: 'payload', of: (phase) => phase.rows[payloadAt], hue: 'payload', area: true },
  { name: 'live', of: (phase) => phase.live, hue: 'live', sample: 2 },
  { name: 'allocated', of: (phase) => phase.allocated, hue: 'cached', dash: [4, 3] },
  { name: 'resident', of: (phase) => phase.resident, hue: 'ink', sample: 1 },
];

const phasePoint = (phase, value) => ({ value: [seconds(phase.at), value], phase: phase.name, symbolSize: 5 });

function points(line, probe) {
  const measured = probe.phases.map((phase) => phasePoint(phase, line.of(phase)));
  if (!line.sample) return measured;
  const glances = probe.samples
    .filter((sample) => sample[line.sample] !== null)
    .map((sample) => ({ value: [seconds(sample[0]), sample[line.sample]], symbolSize: 0.01 }));
  return [...measured, ...glances].sort((one, other) => one.value[0] - other.value[0]);
}

const curve = (line, { probe, index }) => ({
  name: line.name, id: `${index}-${line.name}`, type: 'line', xAxisIndex: index, yAxisIndex: index,
  symbol: 'circle', showAllSymbol: true, connectNulls: false,
  lineStyle: { color: colour(line.hue), width: line.name === 'resident' ? 2 : 1.5, type: line.dash ?? 'solid' },
  itemStyle: { color: colour(line.hue) },
  areaStyle: line.area ? { color: colour(line.hue), opacity: 0.18 } : undefined,
  emphasis: { disabled: true },
  data: points(line, probe),
});

/** Phases as lines across; those too close to be told apart share a name. */
function marks({ probe, width }, span) {
  const lines = [];
  for (const phase of probe.phases) {
    const x = (phase.at / span) * width;
    const last = lines.at(-1);
    if (last && x - last.x < 13) last.names.push(phase.name);
    else lines.push({ x, at: phase.at, names: [phase.name] });
  }
  return lines;
}

/** Names stand along their lines, from the top down. */
const phaseNames = (cell, span, top, place = seconds) => ({
  id: `${cell.index}-names`, type: 'scatter', symbolSize: 0.01, silent: true, clip: false,
  xAxisIndex: cell.index, yAxisIndex: cell.index, tooltip: { show: false }, z: 1,
  markLine: {
    symbol: 'none', silent: true, animation: false, label: { show: false },
    lineStyle: { color: colour('line'), type: 'solid', width: 1 },
    data: cell.probe.phases.map((phase) => ({ xAxis: place(phase.at) })),
  },
  data: marks(cell, span).map(({ at, names }) => ({
    value: [place(at), top],
    label: {
      show: true, position: [0, 0], rotate: 90, align: 'right', verticalAlign: 'top', offset: [0, 3],
      ...text({ fontSize: 10 }),
      formatter: () => (names.length > 2 ? `${names[0]} … ${names.at(-1)}` : names.join(', ')),
    },
  })),
});

/** Peaks on the way to a phase: how high is known, when is not. */
function peaks({ probe, index }, field, of, hue) {
  const found = probe.phases.slice(1).flatMap((phase, before) => {
    const from = probe.phases[before];
    const rise = phase[field];
    if (!rise || of(from) === null) return [];
    const top = of(from) + rise;
    const ends = Math.max(of(from), of(phase) ?? 0);
    // One that only leads up to the phase is no peak of its own.
    return top > ends * 1.02 + 65536 ? [{ value: [seconds((from.at + phase.at) / 2), top], from, phase }] : [];
  });
  return {
    name: `peak ${field.split('_')[1]}`, id: `${index}-${field}`, type: 'scatter', symbol: 'triangle', symbolSize: 9,
    xAxisIndex: index, yAxisIndex: index, data: found,
    itemStyle: { color: colour('card'), borderColor: colour(hue), borderWidth: 1.6 },
  };
}

function tideTip(probe, params) {
  const at = params[0].axisValue;
  const nearest = probe.phases.reduce((one, other) =>
    (Math.abs(seconds(other.at) - at) < Math.abs(seconds(one.at) - at) ? other : one));
  const near = Math.abs(seconds(nearest.at) - at) < 1e-9;
  const body = make('tbody');
  for (const { seriesName, value, color, borderColor } of params) {
    body.append(tipLine(seriesName, [bytesOrUnknown(value[1])], borderColor ?? color));
  }
  const when = near ? `${nearest.name}, ${time(nearest.at)}` : `${time(Math.round(at * 1e9))}`;
  return make('div', { className: 'chart-tip' }, make('b', {}, when), ` ${probe.label}`, make('table', {}, body));
}

kinds.tide = {
  layout: (probes, width) => panels(probes, width, { height: 214, bottom: 26 }),
  options(section, cells) {
    // Beyond the last phase there is room for its name.
    const spans = cells.map(({ probe }) => 1.05 * Math.max(1, probe.phases.at(-1).at, probe.samples.at(-1)?.[0] ?? 0));
    return {
      title: titles(cells),
      grid: grids(cells),
      xAxis: cells.map(({ index }) => ({
        type: 'value', gridIndex: index, min: 0, max: seconds(spans[index]), splitLine: { show: false },
        axisLine: { lineStyle: { color: colour('faint') } }, axisTick: { show: false },
        axisLabel: { ...text(), hideOverlap: true, showMaxLabel: false, formatter: (value) => `${Number(value.toPrecision(3))} s` },
      })),
      yAxis: cells.map((cell) => bytesAxis(section, section.tide, cell.index)),
      tooltip: tooltip({ trigger: 'axis', axisPointer: { type: 'line', lineStyle: { color: colour('faint') } },
        formatter: (params) => tideTip(cells[params[0].axisIndex].probe, params) }),
      series: cells.flatMap((cell) => [
        phaseNames(cell, spans[cell.index], section.tide.top),
        ...LINES.map((line) => curve(line, cell)),
        peaks(cell, 'transient_live', (phase) => phase.live, 'live'),
        peaks(cell, 'transient_resident', (phase) => phase.resident, 'ink'),
      ]),
    };
  },
};
