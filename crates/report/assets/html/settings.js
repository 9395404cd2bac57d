// How memory left after the last free, under each choice of settings.

// Told apart by hue, and by dashes where there are more curves than hues.
const CURVES = ['ink', 'slack', 'other_live', 'payload', 'cached', 'program', 'rounding'];
const DASHES = ['solid', [5, 3], [2, 2]];

const releaseCurve = (curve, index, at) => {
  const hue = colour(CURVES[at % CURVES.length]);
  return {
    name: curve.name, id: `${index}-${at}`, type: 'line', xAxisIndex: index, yAxisIndex: index, symbol: 'none',
    lineStyle: { color: hue, width: at === 0 ? 2.5 : 1.6, type: DASHES[Math.floor(at / CURVES.length) % DASHES.length] },
    itemStyle: { color: hue }, emphasis: { focus: 'series' },
    data: curve.points.map(([when, bytes]) => [seconds(when), bytes]),
  };
};

/** The names of curves at their right ends, as far apart as they must be to be read. */
function releaseNames({ probe, index, height }, top) {
  const ends = probe.curves.map((curve, at) => ({ curve, at, end: curve.points.at(-1) })).filter(({ end }) => end);
  ends.sort((one, other) => one.end[1] - other.end[1]);
  let lowest = -Infinity;
  return ends.map(({ curve, at, end: [when, bytes] }) => {
    const y = (bytes / top) * height;
    const lifted = Math.max(y, lowest + 13);
    lowest = lifted;
    return {
      name: curve.name, id: `${index}-${at}-name`, type: 'scatter', symbolSize: 0.01, silent: true, clip: false,
      xAxisIndex: index, yAxisIndex: index, tooltip: { show: false },
      data: [{
        value: [seconds(when), bytes],
        label: {
          show: true, position: 'right', distance: 4, offset: [0, y - lifted],
          ...text({ fontSize: 10.5, color: colour(CURVES[at % CURVES.length]) }), formatter: () => curve.name,
        },
      }],
    };
  });
}

function releaseTip(panel, params) {
  const body = make('tbody');
  for (const { seriesName, value, color } of params) body.append(tipLine(seriesName, [bytes(value[1])], color));
  const when = time(Math.round(params[0].axisValue * 1e9));
  return make('div', { className: 'chart-tip' }, make('b', {}, `${when} after the last free`), ` ${panel.label}`, make('table', {}, body));
}

kinds.settings = {
  panels: (section) => section.releases,
  layout(found, width) {
    const laid = panels(found, width, { height: 232, narrowest: 360, bottom: 30 });
    // Room for the names of the curves.
    for (const cell of laid.cells) cell.width -= 150;
    return laid;
  },
  options: (section, cells) => ({
    title: titles(cells),
    grid: grids(cells),
    xAxis: cells.map(({ index }) => ({
      type: 'value', gridIndex: index, min: 0, max: 'dataMax', splitLine: { show: false },
      axisLine: { lineStyle: { color: colour('faint') } }, axisTick: { show: false },
      axisLabel: { ...text(), hideOverlap: true, showMaxLabel: false, formatter: (value) => `${Number(value.toPrecision(3))} s` },
    })),
    yAxis: cells.map((cell) => bytesAxis(section, section.tide, cell.index)),
    tooltip: tooltip({ trigger: 'axis', axisPointer: { type: 'line', lineStyle: { color: colour('faint') } },
      formatter: (params) => releaseTip(cells[params[0].axisIndex].probe, params) }),
    series: cells.flatMap((cell) => [
      ...cell.probe.curves.map((curve, at) => releaseCurve(curve, cell.index, at)),
      ...releaseNames(cell, section.tide.top),
    ]),
  }),
};
