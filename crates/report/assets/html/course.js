// Who holds the resident bytes over the program's own time: the rows of the
// ledger stacked, from look to look. Between two looks they are straight lines.

// Charts stack along a time axis, and not along one of numbers.
const milliseconds = (nanoseconds) => nanoseconds / 1e6;

/** A row from look to look; one that is not known has no line there. */
const area = (row, at, { probe, index }) => ({
  name: row.name, id: `${index}-${row.name}`, type: 'line', stack: `p${index}`,
  xAxisIndex: index, yAxisIndex: index, symbol: 'none', connectNulls: false,
  lineStyle: { width: 0 },
  itemStyle: { color: colour(row.name) },
  areaStyle: { color: colour(row.name), opacity: 1 },
  emphasis: { disabled: true },
  data: probe.phases.map((phase) => [milliseconds(phase.at), phase.rows[at]]),
});

/** Moments to name on an axis of so many nanoseconds: some at round numbers. */
function moments(span) {
  const least = span / 8;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((of) => of * power).find((of) => of >= least);
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, at) => milliseconds(at * step));
}

/** The look that was nearest to the pointer. */
const nearestPhase = (probe, at) => probe.phases.reduce((one, other) =>
  (Math.abs(milliseconds(other.at) - at) < Math.abs(milliseconds(one.at) - at) ? other : one));

kinds.course = {
  layout: (probes, width) => panels(probes, width, { height: 254, bottom: 26 }),
  options(section, cells) {
    const spans = cells.map(({ probe }) => 1.02 * Math.max(1, probe.phases.at(-1).at));
    return {
      useUTC: true,
      title: titles(cells),
      grid: grids(cells),
      xAxis: cells.map(({ index }) => ({
        type: 'time', gridIndex: index, min: 0, max: milliseconds(spans[index]), splitLine: { show: false },
        axisLine: { lineStyle: { color: colour('faint') } }, axisTick: { show: false },
        axisLabel: {
          ...text(), customValues: moments(spans[index]), hideOverlap: true, formatter: (value) => `${Number((value / 1e3).toPrecision(3))} s`,
        },
      })),
      yAxis: cells.map((cell) => bytesAxis(section, section.scale, cell.index)),
      tooltip: tooltip({ trigger: 'axis', axisPointer: { type: 'line', lineStyle: { color: colour('faint') } },
        formatter: ([{ axisIndex, axisValue }]) => {
          const { probe } = cells[axisIndex];
          const phase = nearestPhase(probe, axisValue);
          return phaseTip(probe, { ...phase, name: `${phase.name}, ${time(phase.at)}` });
        } }),
      legend: { show: false, selected: Object.fromEntries(data.rows.map((row) => [row.name, shown.rows.has(row.name)])) },
      series: cells.flatMap((cell) => [
        ...data.rows.map((row, at) => area(row, at, cell)),
        phaseNames(cell, spans[cell.index], section.scale.top, milliseconds),
      ]),
    };
  },
};
