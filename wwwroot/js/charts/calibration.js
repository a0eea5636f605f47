// Whether a confidence of 80 % is right in 80 % of the cases: bars on the diagonal mean yes. Bins: [from, to, rows, said, right].
import { axis, percent } from "./axes.js";

export const count = bins => bins.length;

export function option(bins, look) {
  const share = name => axis(look, {
    min: 0, max: 1, interval: 0.25, name, nameLocation: "middle", nameGap: 34, nameTextStyle: { color: look.text }, axisLine: { show: true, lineStyle: { color: look.edge } },
    axisLabel: { formatter: v => `${v * 100} %` },
  });
  return {
    grid: { left: 60, right: 20, top: 12, bottom: 48 },
    tooltip: { trigger: "item", formatter: p => { const b = bins[p.dataIndex]; return b ? `Said ${percent(b[3])}, was right in ${percent(b[4])}<br>of ${b[2].toLocaleString("en-US")} rows` : ""; } },
    xAxis: { ...share("what it said"), nameGap: 28 }, yAxis: { ...share("how often it was right"), nameGap: 42 },
    series: [
      { type: "line", silent: true, symbol: "none", lineStyle: { color: look.edge, type: "dashed", width: 1 }, data: [[0, 0], [1, 1]], tooltip: { show: false } },
      { type: "custom", color: look.series[0], renderItem: bar, encode: { x: [0, 1], y: 2 }, data: bins.map(b => [b[0], b[1], b[4]]) },
      { type: "scatter", color: look.series[0], symbolSize: 7, data: bins.map(b => [b[3], b[4]]) },
    ],
  };
}

function bar(_, api) {
  const [left, top] = api.coord([api.value(0), api.value(2)]), [right, bottom] = api.coord([api.value(1), 0]);
  return { type: "rect", shape: { x: left + 0.5, y: top, width: Math.max(1, right - left - 1), height: bottom - top }, style: { fill: api.visual("color"), opacity: 0.35 } };
}

export const rows = bins => [["confidence_from", "confidence_to", "rows", "mean_confidence", "accuracy"], ...bins];
