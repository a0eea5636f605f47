// What the kinds of charts write in the same way.
export const short = value => value === 0 ? "0" : Math.abs(value) < 0.001 ? value.toExponential(1) : Math.abs(value) >= 10000 ? value.toLocaleString("en-US", { maximumFractionDigits: 0 }) : String(+value.toPrecision(3));
export const figure = value => value === null || value === undefined || Number.isNaN(value) ? "–" : short(value);
export const percent = value => `${(value * 100).toFixed(1)} %`;

export const legend = (look, data) => ({ type: "scroll", top: 0, left: 0, right: 0, itemGap: 16, itemWidth: 16, itemHeight: 8, textStyle: { color: look.strong }, pageTextStyle: { color: look.text }, pageIconColor: look.accent, pageIconInactiveColor: look.line, pageIconSize: 10, data });

export const axis = (look, more) => ({
  type: "value", axisLine: { show: false, lineStyle: { color: look.edge } }, axisTick: { show: false }, splitLine: { lineStyle: { color: look.line } }, ...more,
  axisLabel: { color: look.text, formatter: short, hideOverlap: true, ...more?.axisLabel },
});

// The name of an upright axis stands over it, flush with the outer edge of its figures.
export const named = (look, name, position = "left") => ({
  name, nameGap: 8, position, nameTextStyle: { color: look.text, align: position, padding: position === "left" ? [0, 0, 0, look.narrow ? -40 : -50] : [0, look.narrow ? -34 : -46, 0, 0] },
});

const pen = document.createElement("canvas").getContext("2d");

/** How wide a column of names is, at most so large a share of the chart; and the axis label that keeps to it. */
export function room(look, names, share = 0.42) {
  pen.font = `12px ${look.font}`;
  const width = Math.ceil(Math.min(look.width * share, Math.max(24, ...names.map(name => pen.measureText(name).width + 2))));
  return { left: width + 12, label: { color: look.strong, fontSize: 12, interval: 0, width, overflow: "truncate", ellipsis: "…" } };
}

export const line = { type: "line", symbol: "none", lineStyle: { width: 1.5 } };

/** A running mean that begins at the first value: one answer for each point, and it can go on where it stopped. */
export function smoother() {
  let mean;
  return value => {
    if (value === null) return null;
    mean = mean === undefined ? value : mean * 0.95 + value * 0.05;
    return mean;
  };
}
