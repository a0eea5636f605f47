// Several trainings on the same axes, each in a colour of its own: training loss on top, a figure of the validation rows below.
import { axis, figure, legend, line, named, smoother } from "./axes.js";

export const count = ({ runs }) => runs.reduce((sum, run) => sum + run.points.length, 0);

export function option({ runs, below }, look) {
  const smoothed = points => { const next = smoother(); return points.map(p => [p[0], next(p[1])]); };
  const sides = { left: look.narrow ? 44 : 56, right: 16 };
  return {
    legend: legend(look, runs.map(run => run.name)),
    axisPointer: { link: [{ xAxisIndex: "all" }], lineStyle: { color: look.text } },
    tooltip: { trigger: "axis", valueFormatter: figure },
    dataZoom: [{ type: "inside", xAxisIndex: [0, 1], filterMode: "none", zoomOnMouseWheel: "shift" }],
    grid: [{ ...sides, top: 52, height: "38%" }, { ...sides, top: "63%", height: "27%" }],
    xAxis: [0, 1].map(i => axis(look, {
      gridIndex: i, min: 0, minInterval: 1, axisLine: { show: true, lineStyle: { color: look.line } }, splitLine: { show: false },
      name: i === 1 ? "step" : "", nameLocation: "middle", nameGap: 20, nameTextStyle: { color: look.text },
    })),
    yAxis: ["training loss", below].map((name, i) => axis(look, { gridIndex: i, scale: i === 1, ...named(look, name) })),
    series: runs.flatMap(run => [
      { ...line, name: run.name, color: look.series[run.series], data: smoothed(run.points) },
      { ...line, name: run.name, color: look.series[run.series], xAxisIndex: 1, yAxisIndex: 1, symbol: "circle", symbolSize: 6, showAllSymbol: true, data: run.evaluations },
    ]),
  };
}

export const rows = ({ runs, below }) => [
  ["name", "step", "loss", below.replaceAll(" ", "_")],
  ...runs.flatMap(run => [...run.points.map(p => [run.name, p[0], p[1], null]), ...run.evaluations.map(e => [run.name, e[0], null, e[1]])]),
];
