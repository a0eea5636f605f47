// Contenders under each other: the figure as a point, its interval as a line. Data: { what, contenders: [{ name, value, low, high, series, link }] }.
import { axis, percent, room } from "./axes.js";

export const count = data => data.contenders.length;

export const height = data => 52 + data.contenders.length * 30;

export function option(data, look) {
  const beside = room(look, data.contenders.map(c => c.name), look.narrow ? 0.36 : 0.3);
  const low = Math.min(...data.contenders.map(c => c.low)), first = data.contenders[0];
  return {
    grid: { left: beside.left, right: 64, top: 8, bottom: 42 },
    tooltip: { trigger: "item", formatter: p => { const c = data.contenders[p.dataIndex]; return `${window.echarts.format.encodeHTML(c.name)}<br><strong>${percent(c.value)}</strong> ${data.what}, 95 % interval ${percent(c.low)} to ${percent(c.high)}`; } },
    xAxis: axis(look, { min: Math.max(0, Math.floor(low * 10 - 0.2) / 10), max: 1, splitNumber: look.narrow ? 2 : 5, name: data.what, nameLocation: "middle", nameGap: 24, nameTextStyle: { color: look.text }, axisLabel: { formatter: v => `${Math.round(v * 100)} %` } }),
    yAxis: axis(look, { type: "category", data: data.contenders.map((_, i) => i), inverse: true, splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: look.edge } }, axisLabel: { ...beside.label, formatter: i => data.contenders[i].name } }),
    series: [
      {
        type: "custom", renderItem: whisker(data, look), encode: { x: [1, 2], y: 0 }, cursor: "pointer",
        data: data.contenders.map((c, i) => ({ value: [i, c.low, c.high], itemStyle: { color: look.series[c.series] } })),
        // How far the others stand from the first is what the page is about.
        markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: look.edge, type: "dashed", width: 1 }, data: [{ xAxis: first.value }] },
      },
      {
        type: "scatter", symbolSize: 9, cursor: "pointer", encode: { x: 1, y: 0 },
        data: data.contenders.map((c, i) => ({ value: [i, c.value], itemStyle: { color: look.series[c.series] } })),
      },
    ],
  };
}

const whisker = (data, look) => (params, api) => {
  const [left, y] = api.coord([api.value(1), api.value(0)]), [right] = api.coord([api.value(2), api.value(0)]);
  const style = { stroke: api.visual("color"), lineWidth: 2 };
  return {
    type: "group", children: [
      { type: "line", shape: { x1: left, y1: y, x2: right, y2: y }, style },
      { type: "line", shape: { x1: left, y1: y - 5, x2: left, y2: y + 5 }, style },
      { type: "line", shape: { x1: right, y1: y - 5, x2: right, y2: y + 5 }, style },
      { type: "text", style: { x: right + 8, y, text: percent(data.contenders[params.dataIndex].value), verticalAlign: "middle", fill: look.strong, font: `12px ${look.font}` } },
    ],
  };
};

export const address = (data, event) => data.contenders[event.dataIndex]?.link;

export const rows = data => [["contender", data.what, "low", "high"], ...data.contenders.map(c => [c.name, c.value, c.low, c.high])];
