// The trials of a search: one line through the values that each of them tried, coloured by how well it went. An axis can be brushed.
import { library, colours, short } from "./run-chart.js";

export async function create(element, url, data) {
  await library(url);
  if (!element.isConnected) return { update() {}, save() {}, dispose() {} };
  const chart = window.echarts.init(element, null, { renderer: "svg" });
  let state = data;

  function frame() {
    const c = colours(element), narrow = element.clientWidth < 520;
    const finite = state.trials.map(t => t.values[t.values.length - 1]).filter(v => v !== null);
    const [low, high] = finite.length ? [Math.min(...finite), Math.max(...finite)] : [0, 1];
    const ramp = state.smaller ? [c.series[0], c.text] : [c.text, c.series[0]];
    chart.setOption({
      animation: false, aria: { enabled: false },
      textStyle: { color: c.text, fontFamily: getComputedStyle(element).fontFamily, fontSize: 11 },
      tooltip: { confine: true, backgroundColor: c.back, borderColor: c.line, textStyle: { color: c.strong, fontSize: 12 } },
      visualMap: { show: false, type: "continuous", dimension: state.axes.length - 1, min: low, max: low === high ? low + 1 : high, inRange: { color: ramp } },
      parallel: { left: narrow ? 36 : 56, right: narrow ? 36 : 64, top: 44, bottom: 20, axisExpandable: false },
      parallelAxis: state.axes.map((axis, dim) => ({
        dim, name: narrow ? axis.name.split(".").pop() : axis.name, type: axis.type, data: axis.values ?? undefined, ...reach(axis, dim), nameGap: 14,
        inverse: axis.metric === true && state.smaller, nameTextStyle: { color: axis.metric ? c.strong : c.text, fontWeight: axis.metric ? 600 : 400 },
        axisLabel: { color: c.text, formatter: axis.type === "category" ? undefined : short }, axisLine: { lineStyle: { color: c.text } }, axisTick: { show: false },
      })),
      series: [
        { id: "ended", name: "ended early", type: "parallel", smooth: 0.2, lineStyle: { width: 1, opacity: 0.4 }, data: lines("Pruned") },
        { id: "done", name: "finished", type: "parallel", smooth: 0.2, lineStyle: { width: 1.5, opacity: 0.8 }, data: lines("Finished") },
        { id: "best", name: "best", type: "parallel", smooth: 0.2, lineStyle: { width: 4, opacity: 1 }, data: state.trials.filter(t => t.number === state.best).map(line) },
      ],
    }, true);
    element.dataset.trials = state.trials.length;
  }

  // Left to itself an axis would only reach as far as the lines of its first group.
  function reach(axis, dim) {
    const values = axis.type === "category" ? [] : state.trials.map(t => t.values[dim]).filter(v => v !== null);
    if (values.length === 0) return {};
    const min = Math.min(...values), max = Math.max(...values);
    if (axis.type === "log") return { min: 10 ** Math.floor(Math.log10(min)), max: 10 ** Math.ceil(Math.log10(max)) };
    const unit = 10 ** Math.floor(Math.log10(max - min || Math.abs(max) || 1)) / 10;
    return { min: +(Math.floor(min / unit - 0.5) * unit).toPrecision(6), max: +(Math.ceil(max / unit + 0.5) * unit).toPrecision(6) };
  }

  const line = t => ({ name: `Trial ${t.number}`, value: t.values.map(v => v === null ? "-" : v) });
  const lines = kind => state.trials.filter(t => t.state === kind && t.number !== state.best).map(line);

  const resized = new ResizeObserver(() => chart.resize());
  const themed = new MutationObserver(frame);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  resized.observe(element);
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  scheme.addEventListener("change", frame);
  frame();
  return {
    update(now) { state = now; frame(); },
    save(name) {
      const link = document.createElement("a");
      link.href = chart.getDataURL({ type: "svg" });
      link.download = name;
      link.click();
    },
    dispose() { resized.disconnect(); themed.disconnect(); scheme.removeEventListener("change", frame); chart.dispose(); },
  };
}
