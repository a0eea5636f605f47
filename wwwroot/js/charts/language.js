// A language model's run: what the validation rows say above, tokens a second below, one cursor through both. Lines are
// [{ name, share, points: [[step, value]] }] with share true on the right axis from 0 to 1; speed is [[step, tokens a second]].
import { axis, figure, legend, line, named } from "./axes.js";

export const read = data => ({ total: data.total, series: data.series, left: data.left, lines: data.lines, speed: data.speed });

export const count = state => state.speed.length;

export function option(state, look) {
  const grids = [{ top: 44, height: "44%" }, { top: "74%", height: "14%" }];
  return {
    legend: legend(look, state.lines.map(l => l.name)),
    axisPointer: { link: [{ xAxisIndex: "all" }], lineStyle: { color: look.text } },
    tooltip: { trigger: "axis", valueFormatter: figure },
    grid: grids.map(g => ({ left: look.narrow ? 44 : 56, right: look.narrow ? 40 : 52, ...g })),
    xAxis: grids.map((_, i) => axis(look, {
      gridIndex: i, min: 0, max: state.total > 0 ? state.total : null, minInterval: 1, name: i === 1 ? "step" : "", nameLocation: "middle", nameGap: 20, nameTextStyle: { color: look.text },
      axisLabel: { show: i === 1 }, axisLine: { show: true, lineStyle: { color: look.line } }, splitLine: { show: false },
    })),
    yAxis: [
      axis(look, { gridIndex: 0, scale: true, ...named(look, state.left) }),
      axis(look, { gridIndex: 1, min: 0, splitNumber: 1, ...named(look, "tokens/s") }),
      axis(look, { gridIndex: 0, min: 0, max: 1, splitLine: { show: false }, ...named(look, "share", "right") }),
    ],
    series: [
      ...state.lines.map((l, i) => ({ ...line, id: l.name, name: l.name, yAxisIndex: l.share ? 2 : 0, color: look.series[(state.series + 1 + i) % 7], symbol: "circle", symbolSize: 6, showAllSymbol: true, data: l.points })),
      { ...line, id: "speed", name: "tokens/s", xAxisIndex: 1, yAxisIndex: 1, color: look.series[state.series], data: state.speed },
    ],
  };
}

export function append(state, more) {
  state.total = more.total;
  state.speed.push(...more.speed);
  state.lines.forEach((l, i) => l.points.push(...(more.lines[i]?.points ?? [])));
  return false;
}

export function rows(state) {
  const steps = new Map();
  state.lines.forEach((l, i) => l.points.forEach(([step, value]) => (steps.get(step) ?? steps.set(step, [step, ...state.lines.map(() => null)]).get(step))[i + 1] = value));
  return [["step", ...state.lines.map(l => l.name)], ...[...steps.values()].sort((a, b) => a[0] - b[0])];
}
