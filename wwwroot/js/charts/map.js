// Examples where their vectors lie in two dimensions. The points are fetched, so that they never pass through the page's own connection; a box or
// a lasso opens the examples within it. Data: { from: address of the points, list: address of the examples, mark: the group to stand out, or null, names: x and y }.
import { axis, legend, short } from "./axes.js";

export const renderer = "canvas";

const DRAWN = 7;

export async function load(data) {
  try {
    const response = await fetch(data.from, { headers: { accept: "application/json" } });
    if (!response.ok) throw new Error(response.statusText);
    return { ...data, ...await response.json() };
  } catch {
    return { ...data, groups: [], points: [], failed: true };
  }
}

export const count = state => state.points.length;

// The most frequent groups have a colour each, or the marked one alone; all others share a quiet one.
function series(state, look) {
  const shown = state.mark === null ? state.groups.map((_, i) => i).slice(0, state.groups.length > DRAWN + 1 ? DRAWN : DRAWN + 1) : [state.groups.indexOf(state.mark)].filter(i => i >= 0);
  const place = new Map(shown.map((group, i) => [group, i])), parts = shown.map(() => []), rest = [];
  for (const point of state.points) (parts[place.get(point[2])] ?? rest).push(point);
  const made = shown.map((group, i) => ({ name: state.groups[group], color: state.mark !== null ? look.accent : look.series[i] ?? look.strong, data: parts[i] }));
  return rest.length ? [{ name: state.mark === null ? `${state.groups.length - shown.length} others` : "others", color: look.edge, data: rest }, ...made] : made;
}

export function option(state, look) {
  const drawn = series(state, look), one = { splitLine: { show: false }, axisLine: { show: true, onZero: false, lineStyle: { color: look.line } }, axisLabel: { show: false }, scale: true, nameLocation: "middle", nameGap: 8, nameTextStyle: { color: look.text } };
  return {
    title: { show: state.failed === true, text: "The points could not be fetched. Reload the page.", left: "center", top: "middle", textStyle: { color: look.text, fontSize: 13, fontWeight: 400 } },
    legend: { ...legend(look, [...drawn].reverse().map(part => part.name)), right: "auto", width: look.width - 130 },
    toolbox: { right: 0, top: -4, padding: 4, itemSize: 16, showTitle: false, iconStyle: { borderColor: look.text }, emphasis: { iconStyle: { borderColor: look.accent, textFill: look.strong } } },
    brush: { toolbox: ["rect", "polygon", "clear"], xAxisIndex: 0, yAxisIndex: 0, brushStyle: { color: "transparent", borderColor: look.accent, borderWidth: 1.5 }, outOfBrush: { colorAlpha: 0.2 }, throttleType: "debounce", throttleDelay: 200 },
    grid: { left: 24, right: 8, top: 36, bottom: 28 },
    tooltip: { trigger: "item", formatter: point => `${window.echarts.format.encodeHTML(point.data[4])}<br><strong>${window.echarts.format.encodeHTML(state.groups[point.data[2]])}</strong>` },
    dataZoom: [{ type: "inside", xAxisIndex: 0, filterMode: "none", zoomOnMouseWheel: "shift" }, { type: "inside", yAxisIndex: 0, filterMode: "none", zoomOnMouseWheel: "shift" }],
    xAxis: axis(look, { ...one, name: state.names[0] }),
    yAxis: axis(look, { ...one, name: state.names[1] }),
    series: drawn.map(part => ({ ...part, type: "scatter", symbolSize: state.points.length > 4000 ? 4 : 6, itemStyle: { opacity: part.color === look.edge ? 0.35 : 0.85 }, progressive: 0 })),
  };
}

export const address = (state, event) => event.data?.length === 5 ? `${state.list}?example=${event.data[3]}` : undefined;

/** The examples of a box or of a lasso, whose line is made of few enough pieces for an address. */
export function marked(state, event) {
  const area = event.areas[0], range = area?.coordRange;
  if (!range) return undefined;
  const every = Math.max(1, Math.ceil(range.length / 60));
  const corners = area.brushType === "rect"
    ? [[range[0][0], range[1][0]], [range[0][1], range[1][0]], [range[0][1], range[1][1]], [range[0][0], range[1][1]]]
    : range.filter((_, i) => i % every === 0);
  return corners.length < 3 ? undefined : `${state.list}?area=${encodeURIComponent(corners.map(([x, y]) => `${+x.toFixed(4)},${+y.toFixed(4)}`).join(";"))}`;
}

export const rows = state => [["example", "group", "x", "y", "text"], ...state.points.map(p => [p[3], state.groups[p[2]], +short(p[0]), +short(p[1]), p[4]])];
