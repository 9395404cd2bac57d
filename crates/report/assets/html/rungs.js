// What each remedy gave back against its time, and how far memory rose for it.

// A step that took no time that could be measured still has a place.
const SHORTEST = 1e3;

function rungPoint(rung, largest) {
  const risen = rung.transient ?? 0;
  return {
    value: [Math.max(SHORTEST, rung.time), rung.back], rung,
    // The ring's area is what memory rose meanwhile.
    symbolSize: 9 + 30 * Math.sqrt(risen / Math.max(1, largest)),
    itemStyle: { color: risen > 0 ? 'transparent' : colour('accent') },
  };
}

const rungLabel = ({ data: { rung } }) => rung.name;

/** How far above its point each name stands, so that none covers another. */
function lifts(points, axis, { width, height }, scale) {
  const placed = [];
  return points.map(({ value: [at, back], rung }) => {
    const x = ((Math.log10(at) - axis.from) / (axis.to - axis.from)) * width;
    const spot = { x, y: (back / scale.top) * height, half: widthOf(rung.name) / 2 };
    const meets = (other) => Math.abs(other.x - spot.x) < other.half + spot.half + 4 && Math.abs(other.y - spot.y) < 12;
    let lift = 0;
    while (placed.some(meets)) {
      lift += 12;
      spot.y += 12;
    }
    placed.push(spot);
    return lift;
  });
}

function rungTip({ data: { rung } }, probe) {
  const given = rung.back < 0 ? ['took', bytes(-rung.back)] : ['gave back', bytes(rung.back)];
  const body = make('tbody', {}, tipLine(given[0], [given[1]]), tipLine('time', [time(rung.time)]),
    tipLine('rose meanwhile', [bytesOrUnknown(rung.transient)]));
  return make('div', { className: 'chart-tip' }, make('b', {}, rung.name), ` ${probe.label}`, make('table', {}, body));
}

kinds.rungs = {
  layout: (probes, width) => panels(probes, width, { height: 190, bottom: 30 }),
  options(section, cells) {
    const all = cells.flatMap(({ probe }) => probe.rungs);
    const timed = all.filter((rung) => rung.time !== null);
    const times = timed.map((rung) => Math.max(SHORTEST, rung.time));
    const axis = { from: Math.floor(Math.log10(Math.min(...times, 1e6)) - 0.3), to: Math.ceil(Math.log10(Math.max(...times, 1e9) * 1.5)) };
    const largest = Math.max(section.scale.top / 4, ...all.map((rung) => rung.transient ?? 0));
    const least = Math.min(0, ...all.map((rung) => rung.back));
    const min = -Math.ceil(-least / section.scale.step) * section.scale.step || 0;
    return {
      title: titles(cells),
      grid: grids(cells),
      xAxis: cells.map(({ index }) => ({
        type: 'log', gridIndex: index, min: 10 ** axis.from, max: 10 ** axis.to,
        axisLabel: { ...text(), formatter: (value) => time(value).replace('.0', ''), hideOverlap: true }, axisLine: { onZero: false, lineStyle: { color: colour('faint') } },
        splitLine: { lineStyle: { color: colour('hair') } },
      })),
      yAxis: cells.map((cell) => bytesAxis(section, section.scale, cell.index, { min })),
      tooltip: tooltip({ trigger: 'item', formatter: (params) => rungTip(params, cells[params.seriesIndex].probe) }),
      series: cells.map((cell) => {
        const { probe, index } = cell;
        const points = probe.rungs.filter((rung) => rung.time !== null).map((rung) => rungPoint(rung, largest));
        const lifted = lifts(points, axis, cell, section.scale);
        return {
          name: 'remedies', id: `${index}-rungs`, type: 'scatter', xAxisIndex: index, yAxisIndex: index, clip: false,
          itemStyle: { borderColor: colour('accent'), borderWidth: 1.8 },
          data: points.map((point, at) => ({
            ...point,
            label: { show: true, position: 'top', distance: 4 + lifted[at], ...text({ fontSize: 10.5 }), formatter: rungLabel },
          })),
        };
      }),
    };
  },
};
