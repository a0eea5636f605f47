// A run: loss and validation on top, learning rate and gradient norm below, one cursor through all of them. Points are [step, loss, rate, norm],
// evaluations [step, loss, share], where the share is the accuracy or what stands in its place for the task.
import { axis, figure, legend, line, named, smoother } from "./axes.js";

const MOST = 8192;

export function read(data) {
  return { total: data.total, series: data.series, points: data.points, evaluations: data.evaluations, share: data.share ?? "accuracy", metric: data.metric ?? "accuracy", smooth: smoother() };
}

export const count = state => state.points.length;

export function option(state, look) {
  const own = look.series[state.series], valid = look.series[(state.series + 1) % 7], metric = look.series[(state.series + 2) % 7];
  const grids = [{ top: 44, height: "50%" }, { top: "69%", height: "10%" }, { top: "86%", height: "8%" }];
  // Whatever the curve was smoothed from is forgotten with it.
  state.smooth = smoother();
  const data = lines(state, state.points, state.evaluations);
  return {
    legend: legend(look, ["training loss", "validation loss", state.share]),
    axisPointer: { link: [{ xAxisIndex: "all" }], lineStyle: { color: look.text } },
    tooltip: { trigger: "axis", valueFormatter: figure },
    dataZoom: [{ type: "inside", xAxisIndex: [0, 1, 2], filterMode: "none", zoomOnMouseWheel: "shift" }],
    grid: grids.map(g => ({ left: look.narrow ? 44 : 56, right: look.narrow ? 40 : 52, ...g })),
    xAxis: grids.map((_, i) => axis(look, {
      gridIndex: i, min: 0, max: state.total > 0 ? state.total : null, minInterval: 1, name: i === 2 ? "step" : "", nameLocation: "middle", nameGap: 20, nameTextStyle: { color: look.text },
      axisLabel: { show: i === 2 }, axisLine: { show: true, lineStyle: { color: look.line } }, splitLine: { show: false },
    })),
    yAxis: [
      axis(look, { gridIndex: 0, min: 0, ...named(look, "loss") }),
      axis(look, { gridIndex: 1, splitNumber: 1, ...named(look, "learning rate") }),
      axis(look, { gridIndex: 2, splitNumber: 1, ...named(look, "gradient norm") }),
      axis(look, { gridIndex: 0, min: 0, max: 1, splitLine: { show: false }, ...named(look, state.share, "right") }),
    ],
    series: [
      { ...line, id: "raw", tooltip: { show: false }, silent: true, lineStyle: { width: 1, opacity: 0.3 }, color: own },
      { ...line, id: "loss", name: "training loss", color: own },
      { ...line, id: "valid", name: "validation loss", color: valid, symbol: "diamond", symbolSize: 7, showAllSymbol: true },
      { ...line, id: "share", name: state.share, yAxisIndex: 3, color: metric, symbol: "circle", symbolSize: 6, showAllSymbol: true },
      { ...line, id: "rate", name: "learning rate", xAxisIndex: 1, yAxisIndex: 1, color: own },
      { ...line, id: "norm", name: "gradient norm", xAxisIndex: 2, yAxisIndex: 2, color: own },
    ].map((series, i) => ({ ...series, data: data[i] })),
  };
}

export function append(state, more) {
  state.points.push(...more.points);
  state.evaluations.push(...more.evaluations);
  // A run that became longer or shorter has another axis; one with very many points is thinned where nobody sees it.
  const drawn = more.total === state.total && state.points.length <= MOST;
  state.total = more.total;
  if (state.points.length > MOST) state.points = thin(state.points);
  return drawn && lines(state, more.points, more.evaluations).map((points, i) => [i, points]);
}

function lines(state, points, evaluations) {
  return [
    points.map(p => [p[0], p[1]]), points.map(p => [p[0], state.smooth(p[1])]), evaluations.map(e => [e[0], e[1]]), evaluations.map(e => [e[0], e[2]]),
    points.map(p => [p[0], p[2]]), points.map(p => [p[0], p[3]]),
  ];
}

function thin(points) {
  const recent = points.length - 1024;
  return points.filter((_, i) => i === 0 || i >= recent || i % 2 === 0);
}

export function rows(state) {
  const steps = new Map(state.points.map(p => [p[0], [p[0], p[1], p[2], p[3], null, null]]));
  for (const [step, loss, share] of state.evaluations) {
    const row = steps.get(step) ?? [step, null, null, null, null, null];
    [row[4], row[5]] = [loss, share];
    steps.set(step, row);
  }
  return [["step", "loss", "learning_rate", "grad_norm", "validation_loss", `validation_${state.metric}`], ...[...steps.values()].sort((a, b) => a[0] - b[0])];
}
