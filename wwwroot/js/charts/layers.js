// What learns when: one bar for each layer from the step it wakes at, and a line where the run stands.
// Data: { total, step, layers: [{ name, from: step or null, words }] }.
import { axis, room } from "./axes.js";

export const count = data => data.layers.length;

export const height = data => 44 + data.layers.length * 26;

export function option(data, look) {
  const beside = room(look, data.layers.map(l => l.name), 0.3);
  return {
    grid: { left: beside.left, right: 16, top: 8, bottom: 42 },
    tooltip: { trigger: "item", formatter: p => { const l = data.layers[p.dataIndex]; return l ? `<strong>${window.echarts.format.encodeHTML(l.name)}</strong> ${l.words}` : ""; } },
    xAxis: axis(look, { min: 0, max: data.total, minInterval: 1, splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: look.line } }, name: "step", nameLocation: "middle", nameGap: 22, nameTextStyle: { color: look.text } }),
    yAxis: axis(look, { type: "category", inverse: true, data: data.layers.map(l => l.name), splitLine: { show: false }, axisLabel: { ...beside.label, formatter: name => name } }),
    series: [{
      type: "custom", renderItem: bar(data, look), encode: { x: [1, 2], y: 0 }, clip: true,
      data: data.layers.map((l, i) => [i, l.from === null ? 0 : l.from - 1, data.total]),
      markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: look.strong, type: "solid", width: 2 }, data: data.step > 0 ? [{ xAxis: data.step }] : [] },
    }],
  };
}

const bar = (data, look) => (params, api) => {
  const layer = data.layers[params.dataIndex], [left, y] = api.coord([api.value(1), api.value(0)]), [right] = api.coord([api.value(2), api.value(0)]);
  const sleeps = layer.from === null, later = !sleeps && layer.from > data.step + 1;
  const fill = sleeps ? "transparent" : look.selected, room = right - left - 16;
  return {
    type: "group", children: [
      { type: "rect", shape: { x: left, y: y - 10, width: right - left, height: 20, r: 2 }, style: { fill, opacity: later ? 0.6 : 1 } },
      ...(sleeps ? [] : [{ type: "rect", shape: { x: left, y: y - 10, width: 3, height: 20 }, style: { fill: layer.through ? look.good : look.accent, opacity: later ? 0.6 : 1 } }]),
      ...(room < 24 ? [] : [{ type: "text", style: { x: left + 9, y, text: layer.words, verticalAlign: "middle", fill: sleeps ? look.text : look.strong, font: `12px ${look.font}`, width: room, overflow: "truncate", ellipsis: "…" } }]),
    ],
  };
};

export const rows = data => [["layer", "from_step", "how"], ...data.layers.map(l => [l.name, l.from, l.words])];
