// A run's curves: loss and validation on top, learning rate and gradient norm below, one cursor through all of them.
// Only new points cross the wire; the page's server keeps none of the drawing.

const MOST = 8192;
let loading;

export function library(url) {
  if (window.echarts) return Promise.resolve();
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = done;
    script.onerror = () => failed(new Error("The chart library could not be loaded."));
    document.head.append(script);
  });
  return loading;
}

// Custom properties keep light-dark() unresolved; a colour that is in use is resolved.
export function colours(host) {
  const probe = host.appendChild(document.createElement("i"));
  // With reduced motion every change has a transition of an instant, at whose start the colour read would still be the one before.
  probe.style.setProperty("transition", "none", "important");
  const read = name => { probe.style.color = `var(${name})`; return getComputedStyle(probe).color; };
  const found = { text: read("--text-quiet"), line: read("--line"), back: read("--bg-raised"), strong: read("--text") };
  found.series = [1, 2, 3, 4, 5, 6, 7].map(i => read(`--series-${i}`));
  probe.remove();
  return found;
}

function smooth(points) {
  let mean, weight = 0;
  return points.map(([step, loss]) => {
    if (loss === null) return [step, null];
    mean = mean === undefined ? loss : mean * 0.95 + loss * 0.05;
    weight = weight * 0.95 + 0.05;
    return [step, mean];
  });
}

function thin(points) {
  if (points.length <= MOST) return points;
  const recent = points.length - 1024;
  return points.filter((_, i) => i === 0 || i >= recent || i % 2 === 0);
}

export const short = value => value === 0 ? "0" : Math.abs(value) < 0.001 ? value.toExponential(1) : String(+value.toPrecision(3));

export async function create(element, url, series, data) {
  await library(url);
  if (!element.isConnected) return { append() {}, reset() {}, save() {}, dispose() {} };
  const chart = window.echarts.init(element, null, { renderer: "svg" });
  const state = { points: data.points, evaluations: data.evaluations, total: data.total };

  function frame() {
    const c = colours(element), narrow = element.clientWidth < 520;
    const own = c.series[series], valid = c.series[(series + 1) % 7], metric = c.series[(series + 2) % 7];
    const grids = [{ top: 36, height: "52%" }, { top: "70%", height: "10%" }, { top: "86%", height: "8%" }];
    const base = { animation: false, symbol: "none", lineStyle: { width: 1.5 } };
    chart.setOption({
      animation: false, aria: { enabled: false },
      textStyle: { color: c.text, fontFamily: getComputedStyle(element).fontFamily, fontSize: 11 },
      legend: { top: 0, left: 0, itemGap: 16, itemWidth: 16, itemHeight: 8, textStyle: { color: c.strong }, data: ["training loss", "validation loss", "accuracy"] },
      axisPointer: { link: [{ xAxisIndex: "all" }], lineStyle: { color: c.text } },
      tooltip: { trigger: "axis", confine: true, backgroundColor: c.back, borderColor: c.line, textStyle: { color: c.strong, fontSize: 12 }, valueFormatter: v => v == null ? "–" : short(v) },
      dataZoom: [{ type: "inside", xAxisIndex: [0, 1, 2], filterMode: "none" }],
      grid: grids.map(g => ({ left: narrow ? 44 : 56, right: narrow ? 40 : 52, ...g })),
      xAxis: grids.map((_, i) => ({
        type: "value", gridIndex: i, min: 0, max: state.total > 0 ? state.total : null, minInterval: 1, name: i === 2 ? "step" : "", nameLocation: "middle", nameGap: 20, axisLabel: { show: i === 2, color: c.text },
        axisLine: { lineStyle: { color: c.line } }, axisTick: { show: false }, splitLine: { show: false },
      })),
      yAxis: [
        { gridIndex: 0, name: "loss", min: 0 }, { gridIndex: 1, name: "learning rate", splitNumber: 1 }, { gridIndex: 2, name: "gradient norm", splitNumber: 1 },
        { gridIndex: 0, name: "accuracy", min: 0, max: 1, splitLine: { show: false }, position: "right" },
      ].map(axis => ({
        type: "value", nameTextStyle: { color: c.text, align: axis.position === "right" ? "right" : "left", padding: [0, 0, 0, axis.position === "right" ? 0 : narrow ? -40 : -50] }, nameGap: 8,
        axisLabel: { color: c.text, formatter: short, hideOverlap: true }, splitLine: { lineStyle: { color: c.line } }, ...axis,
      })),
      series: [
        { ...base, id: "raw", type: "line", tooltip: { show: false }, silent: true, lineStyle: { width: 1, opacity: 0.3 }, color: own },
        { ...base, id: "loss", name: "training loss", type: "line", color: own },
        { ...base, id: "valid", name: "validation loss", type: "line", color: valid, symbol: "diamond", symbolSize: 7, showAllSymbol: true },
        { ...base, id: "accuracy", name: "accuracy", type: "line", yAxisIndex: 3, color: metric, symbol: "circle", symbolSize: 6, showAllSymbol: true },
        { ...base, id: "rate", name: "learning rate", type: "line", xAxisIndex: 1, yAxisIndex: 1, color: own },
        { ...base, id: "norm", name: "gradient norm", type: "line", xAxisIndex: 2, yAxisIndex: 2, color: own },
      ],
    }, true);
    fill();
  }

  function fill() {
    chart.setOption({
      series: [
        { id: "raw", data: state.points.map(p => [p[0], p[1]]) },
        { id: "loss", data: smooth(state.points) },
        { id: "valid", data: state.evaluations.map(e => [e[0], e[1]]) },
        { id: "accuracy", data: state.evaluations.map(e => [e[0], e[2]]) },
        { id: "rate", data: state.points.map(p => [p[0], p[2]]) },
        { id: "norm", data: state.points.map(p => [p[0], p[3]]) },
      ],
    });
    element.dataset.points = state.points.length;
  }

  function append(more) {
    state.points = thin(state.points.concat(more.points));
    state.evaluations = state.evaluations.concat(more.evaluations);
    show(more.total);
  }

  function reset(all) {
    state.points = all.points;
    state.evaluations = all.evaluations;
    show(all.total);
  }

  function show(total) {
    if (total === state.total) return fill();
    state.total = total;
    frame();
  }

  const resized = new ResizeObserver(() => chart.resize());
  const themed = new MutationObserver(frame);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  resized.observe(element);
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  scheme.addEventListener("change", frame);
  frame();

  return {
    append, reset,
    save(name) {
      const link = document.createElement("a");
      link.href = chart.getDataURL({ type: "svg" });
      link.download = name;
      link.click();
    },
    dispose() {
      resized.disconnect();
      themed.disconnect();
      scheme.removeEventListener("change", frame);
      chart.dispose();
    },
  };
}

// Several finished or running runs on the same axes, each in its own colour on every page.
export async function overlay(element, url, runs) {
  await library(url);
  if (!element.isConnected) return { dispose() {} };
  const chart = window.echarts.init(element, null, { renderer: "svg" });

  function frame() {
    const c = colours(element);
    const line = { type: "line", animation: false, symbol: "none", lineStyle: { width: 1.5 } };
    chart.setOption({
      animation: false, textStyle: { color: c.text, fontFamily: getComputedStyle(element).fontFamily, fontSize: 11 },
      legend: { top: 0, left: 0, itemGap: 16, itemWidth: 16, itemHeight: 8, textStyle: { color: c.strong }, data: runs.map(run => run.name) },
      axisPointer: { link: [{ xAxisIndex: "all" }] },
      tooltip: { trigger: "axis", confine: true, backgroundColor: c.back, borderColor: c.line, textStyle: { color: c.strong, fontSize: 12 }, valueFormatter: v => v == null ? "–" : short(v) },
      dataZoom: [{ type: "inside", xAxisIndex: [0, 1], filterMode: "none" }],
      grid: [{ left: 56, right: 16, top: 52, height: "36%" }, { left: 56, right: 16, top: "62%", height: "28%" }],
      xAxis: [0, 1].map(i => ({ type: "value", gridIndex: i, min: 0, minInterval: 1, axisLabel: { color: c.text }, axisLine: { lineStyle: { color: c.line } }, axisTick: { show: false }, splitLine: { show: false } })),
      yAxis: ["training loss", "validation accuracy"].map((name, i) => ({ type: "value", gridIndex: i, name, scale: i === 1, nameGap: 8, nameTextStyle: { color: c.text, align: "left", padding: [0, 0, 0, -50] }, axisLabel: { color: c.text, formatter: short }, splitLine: { lineStyle: { color: c.line } } })),
      series: runs.flatMap(run => [
        { ...line, name: run.name, color: c.series[run.series], data: smooth(run.points) },
        { ...line, name: run.name, color: c.series[run.series], xAxisIndex: 1, yAxisIndex: 1, symbol: "circle", symbolSize: 6, showAllSymbol: true, data: run.evaluations },
      ]),
    }, true);
  }

  const resized = new ResizeObserver(() => chart.resize());
  const themed = new MutationObserver(frame);
  resized.observe(element);
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  frame();
  return { dispose() { resized.disconnect(); themed.disconnect(); chart.dispose(); } };
}
