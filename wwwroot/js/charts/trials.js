// The trials of a search: one line through the values that each of them tried, coloured by how well it went. An axis can be brushed.
import { short } from "./axes.js";

export const count = state => state.trials.length;

export function option(state, look) {
  const finite = state.trials.map(t => t.values[t.values.length - 1]).filter(v => v !== null);
  const [low, high] = finite.length ? [Math.min(...finite), Math.max(...finite)] : [0, 1];
  const ramp = state.smaller ? [look.series[0], look.text] : [look.text, look.series[0]];
  return {
    visualMap: { show: false, type: "continuous", dimension: state.axes.length - 1, min: low, max: low === high ? low + 1 : high, inRange: { color: ramp } },
    parallel: { left: look.narrow ? 36 : 56, right: look.narrow ? 36 : 64, top: 44, bottom: 20, axisExpandable: false },
    parallelAxis: state.axes.map((axis, dim) => ({
      dim, name: look.narrow ? axis.name.split(".").pop() : axis.name, type: axis.type, data: axis.values ?? undefined, ...reach(state, axis, dim), nameGap: 14,
      inverse: axis.metric === true && state.smaller, nameTextStyle: { color: axis.metric ? look.strong : look.text, fontWeight: axis.metric ? 600 : 400, align: dim === 0 ? "left" : axis.metric ? "right" : "center", padding: dim === 0 ? [0, 0, 0, look.narrow ? -32 : -48] : 0 },
      axisLabel: { color: look.text, formatter: axis.type === "category" ? undefined : short }, axisLine: { lineStyle: { color: look.text } }, axisTick: { show: false },
    })),
    series: [
      { id: "ended", name: "ended early", type: "parallel", smooth: 0.2, lineStyle: { width: 1, opacity: 0.4 }, data: lines(state, "Pruned") },
      { id: "done", name: "finished", type: "parallel", smooth: 0.2, lineStyle: { width: 1.5, opacity: 0.8 }, data: lines(state, "Finished") },
      { id: "best", name: "best", type: "parallel", smooth: 0.2, lineStyle: { width: 4, opacity: 1 }, data: state.trials.filter(t => t.number === state.best).map(line) },
    ],
  };
}

// Left to itself an axis would only reach as far as the lines of its first group.
function reach(state, axis, dim) {
  const values = axis.type === "category" ? [] : state.trials.map(t => t.values[dim]).filter(v => v !== null);
  if (values.length === 0) return {};
  const min = Math.min(...values), max = Math.max(...values);
  if (axis.type === "log") return { min: 10 ** Math.floor(Math.log10(min)), max: 10 ** Math.ceil(Math.log10(max)) };
  const unit = 10 ** Math.floor(Math.log10(max - min || Math.abs(max) || 1)) / 10;
  return { min: +(Math.floor(min / unit - 0.5) * unit).toPrecision(6), max: +(Math.ceil(max / unit + 0.5) * unit).toPrecision(6) };
}

const line = t => ({ name: `Trial ${t.number}`, value: t.values.map(v => v === null ? "-" : v) });
const lines = (state, kind) => state.trials.filter(t => t.state === kind && t.number !== state.best).map(line);

export const rows = state => [["trial", "state", ...state.axes.map(axis => axis.name)], ...state.trials.map(t => [t.number, t.state.toLowerCase(), ...t.values])];
