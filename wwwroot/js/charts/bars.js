// Counts or shares by name: upright for an order that matters (lengths), lying where the names want room (labels, fields).
// Data: { names, values, lying?, share?, what, of, mark?: index from which bars are marked, marked?: what that means, links? }.
import { axis, percent, room, short } from "./axes.js";

export const count = data => data.names.length;

export const height = data => data.lying ? 8 + data.names.length * 22 : undefined;

const text = (data, value) => data.share ? percent(value) : value.toLocaleString("en-US");

export function option(data, look) {
  const beside = data.lying && room(look, data.names);
  const names = axis(look, {
    type: "category", data: data.names, inverse: data.lying, splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: look.edge } },
    name: data.lying ? "" : data.of, nameLocation: "middle", nameGap: 22, nameTextStyle: { color: look.text },
    axisLabel: { formatter: name => name, interval: "auto", ...beside?.label },
  });
  const values = axis(look, { max: data.share ? 1 : null, minInterval: data.share ? 0 : 1, splitNumber: 3, axisLabel: { formatter: data.share ? v => `${Math.round(v * 100)} %` : short } });
  return {
    grid: data.lying ? { left: beside.left, right: 56, top: 4, bottom: 4 } : { left: 48, right: 8, top: 10, bottom: 38 },
    tooltip: { trigger: "item", formatter: bar => `${window.echarts.format.encodeHTML(data.names[bar.dataIndex])}<br><strong>${text(data, bar.value)}</strong> ${data.what}${bar.dataIndex >= data.mark ? `<br>${data.marked}` : ""}` },
    xAxis: data.lying ? { ...values, axisLabel: { show: false }, splitLine: { show: false } } : names,
    yAxis: data.lying ? names : values,
    series: [{
      type: "bar", barMaxWidth: data.lying ? 14 : 48, barCategoryGap: data.lying ? "30%" : "12%", color: look.series[0], cursor: data.links ? "pointer" : "default",
      label: { show: data.lying === true, position: "right", color: look.text, formatter: bar => text(data, bar.value) },
      data: data.values.map((value, i) => ({ value, itemStyle: i >= data.mark ? { color: look.warn } : undefined })),
    }],
  };
}

export const address = (data, event) => data.links?.[event.dataIndex];

export const rows = data => [[data.of || "name", data.what], ...data.names.map((name, i) => [name, data.values[i]])];
