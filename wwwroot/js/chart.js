// Every chart of Studio. A kind (charts/*.js) says what to draw; here is what all of them share: the library, the colours of the theme, the size,
// points that are appended instead of drawn anew, and saving as SVG, PNG and CSV.
const KINDS = {
  bars: () => import("./charts/bars.js"),
  calibration: () => import("./charts/calibration.js"),
  curves: () => import("./charts/curves.js"),
  intervals: () => import("./charts/intervals.js"),
  language: () => import("./charts/language.js"),
  layers: () => import("./charts/layers.js"),
  map: () => import("./charts/map.js"),
  overlay: () => import("./charts/overlay.js"),
  trials: () => import("./charts/trials.js"),
};

let loading;

function library(url) {
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
function paint(area) {
  const probe = area.parentElement.appendChild(document.createElement("i"));
  // With reduced motion every change has a transition of an instant, at whose start the colour read would still be the one before.
  probe.style.setProperty("transition", "none", "important");
  const read = name => { probe.style.color = `var(${name})`; return getComputedStyle(probe).color; };
  const found = {
    text: read("--text-quiet"), strong: read("--text"), line: read("--line"), edge: read("--line-strong"), back: read("--bg"), raised: read("--bg-raised"),
    selected: read("--bg-selected"), accent: read("--accent"), good: read("--good"), warn: read("--warn"), bad: read("--bad"),
    series: [1, 2, 3, 4, 5, 6, 7].map(i => read(`--series-${i}`)),
    font: getComputedStyle(area).fontFamily, narrow: area.clientWidth < 520, width: area.clientWidth,
  };
  probe.remove();
  return found;
}

function common(look) {
  return {
    animation: false, aria: { enabled: false }, textStyle: { color: look.text, fontFamily: look.font, fontSize: 11 },
    tooltip: { confine: true, backgroundColor: look.raised, borderColor: look.line, textStyle: { color: look.strong, fontSize: 12 }, extraCssText: "max-width:min(320px,80vw);white-space:normal;" },
  };
}

export async function create(figure, url, kind, data) {
  const [drawing] = await Promise.all([KINDS[kind](), library(url)]);
  const area = figure.querySelector(".chart-area");
  if (!area?.isConnected) return { append() {}, draw() {}, dispose() {} };
  const read = async given => await drawing.load?.(given) ?? drawing.read?.(given) ?? given;
  let state = await read(data);
  if (!area.isConnected) return { append() {}, draw() {}, dispose() {} };
  const chart = window.echarts.init(area, null, { renderer: drawing.renderer ?? "svg" });

  function draw() {
    const look = paint(area), { tooltip, ...option } = drawing.option(state, look), shared = common(look);
    const height = drawing.height?.(state, look), grows = height && area.style.height !== `${height}px`;
    if (grows) area.style.height = `${height}px`;
    chart.setOption({ ...shared, ...option, tooltip: { ...shared.tooltip, ...tooltip } }, true);
    if (grows) chart.resize();
    area.dataset.points = drawing.count(state);
  }

  // A kind that can append says which points go to which series; the axes follow them with the next layout. Without an answer all is drawn.
  function append(more) {
    const added = drawing.append?.(state, more);
    if (!added) return draw();
    for (const [seriesIndex, points] of added) if (points.length) chart.appendData({ seriesIndex, data: points });
    chart.resize();
    area.dataset.points = drawing.count(state);
  }

  const save = event => {
    const as = event.target.closest("[data-save]")?.dataset.save;
    const name = figure.dataset.file || "chart";
    if (as === "svg") download(new Blob([picture(chart, paint(area))], { type: "image/svg+xml" }), `${name}.svg`);
    if (as === "png") raster(picture(chart, paint(area)), chart.getWidth(), chart.getHeight()).then(blob => download(blob, `${name}.png`));
    if (as === "csv") download(new Blob([table(drawing.rows(state))], { type: "text/csv" }), `${name}.csv`);
  };
  const chosen = event => {
    const address = drawing.address?.(state, event);
    if (address) window.Blazor.navigateTo(address);
  };

  let width = area.clientWidth;
  const resized = new ResizeObserver(() => {
    if (area.clientWidth === width || !area.clientWidth) return;
    width = area.clientWidth;
    chart.resize();
    draw();
  });
  const themed = new MutationObserver(draw);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  resized.observe(area);
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  scheme.addEventListener("change", draw);
  figure.addEventListener("click", save);
  chart.on("click", chosen);
  chart.on("brushEnd", event => {
    const address = drawing.marked?.(state, event);
    if (address) window.Blazor.navigateTo(address);
  });
  draw();

  return {
    append,
    async draw(all) {
      const next = await read(all);
      if (chart.isDisposed()) return;
      state = next;
      draw();
    },
    dispose() {
      resized.disconnect();
      themed.disconnect();
      scheme.removeEventListener("change", draw);
      figure.removeEventListener("click", save);
      chart.dispose();
    },
  };
}

// A saved picture stands on the page's own ground: light text on a white sheet cannot be read.
function picture(chart, look) {
  chart.getZr().flush();
  const svg = chart.getDom().querySelector("svg")?.cloneNode(true) ?? traced(chart);
  const ground = document.createElementNS(svg.namespaceURI, "rect");
  for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: look.back })) ground.setAttribute(name, value);
  svg.prepend(ground);
  return new XMLSerializer().serializeToString(svg);
}

// What is drawn with many points is drawn on a canvas, and once more as SVG for saving.
function traced(chart) {
  const flat = window.echarts.init(null, null, { renderer: "svg", ssr: true, width: chart.getWidth(), height: chart.getHeight() });
  flat.setOption(chart.getOption());
  const svg = new DOMParser().parseFromString(flat.renderToSVGString(), "image/svg+xml").documentElement;
  flat.dispose();
  return svg;
}

async function raster(svg, width, height) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: width * 2, height: height * 2 });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise(done => canvas.toBlob(done, "image/png"));
}

// Spreadsheets run a cell that begins like a formula, whoever wrote it.
const cell = value => {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = /^'*[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
const table = rows => rows.map(row => row.map(cell).join(",") + "\r\n").join("");

function download(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
