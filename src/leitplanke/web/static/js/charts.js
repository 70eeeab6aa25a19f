// Draws the pictures of a result with ECharts (loaded before as a plain script). All words come with the data, all colours from
// tokens.css. The engine's tooltips are drawn as rich text: HTML tooltips would need inline styles, which the page's policy forbids.
const root = document.documentElement;
const language = root.lang;
const charts = [];
const SHAPES = {
  "iot-data": "circle", "value-networks": "rect", platforms: "triangle", cloud: "diamond",
  organisation: "path://M14.2 8l-3.1 5.3H4.9L1.8 8l3.1-5.3h6.2z",
  employees: "path://M8 .4l1.9 5 5.3.3L11.1 9l1.3 5.1L8 11.2l-4.4 2.9L4.9 9 .8 5.7l5.3-.3z",
  cross: "path://M1.9 11 5 14.1l3-2.9 3 2.9 3.1-3.1-2.9-3 2.9-3L11 1.9 8 4.8 5 1.9 1.9 5l2.9 3z",
};

// A token may be light-dark(...): let the browser resolve it on a real element.
const probe = document.createElement("span");
probe.hidden = true;
document.body.append(probe);
const token = (name) => {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
};

const number = (value, options = {}) => new Intl.NumberFormat(language, options).format(value);
const euro = (value) => number(value, { style: "currency", currency: "EUR", maximumFractionDigits: 0, maximumSignificantDigits: 2 });
const shortEuro = (value) => number(value, { style: "currency", currency: "EUR", notation: Math.abs(value) < 1e6 ? "standard" : "compact", minimumFractionDigits: 0, maximumFractionDigits: Math.abs(value) < 1e6 ? 0 : 2 });
const percent = (value) => number(value, { style: "percent", maximumSignificantDigits: 2 });

const basics = () => ({
  // Nothing here is explained by motion.
  animation: false,
  textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 14, color: token("ink") },
  aria: { enabled: false },
});
// The name of the upright axis stands level above it, where it is easiest to read.
const axis = (name, upright, more) => ({
  type: "value", name, nameLocation: upright ? "end" : "middle", nameGap: upright ? 14 : 32,
  nameTextStyle: { color: token("ink-soft"), fontSize: 14, align: upright ? "left" : "center", padding: upright ? [0, 0, 0, -44] : 0 },
  axisLine: { show: true, lineStyle: { color: token("line-strong") } }, axisTick: { show: false },
  axisLabel: { color: token("ink-soft"), fontSize: 13, hideOverlap: true }, splitLine: { lineStyle: { color: token("line") } }, ...more,
});
const tooltip = (more) => ({
  renderMode: "richText", confine: true, backgroundColor: token("card"), borderColor: token("line-strong"), borderWidth: 1, padding: 10,
  textStyle: { color: token("ink"), fontSize: 14, fontFamily: getComputedStyle(document.body).fontFamily }, ...more,
});

// The chance that the loss is larger than x, read off the curve between its points.
const at = (points, x) => {
  const next = points.findIndex((point) => point[0] >= x);
  if (next === -1) { return points.length ? points[points.length - 1][1] : 0; }
  if (next === 0) { return points[0][1]; }
  const [x0, y0] = points[next - 1];
  const [x1, y1] = points[next];
  return x1 === x0 ? y1 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
};

const curve = (data, narrow) => {
  const line = (name, points, colour, type, more) => ({
    name, type: "line", data: points, symbol: "none", itemStyle: { color: colour },
    lineStyle: { color: colour, width: 2.5, type }, emphasis: { disabled: true }, ...more,
  });
  const band = { type: "line", stack: "band", symbol: "none", lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false }, emphasis: { disabled: true } };
  // Names stand left of the first line and right of the second, so that close lines keep theirs apart.
  const roomy = data.lines.length > 0 && data.lines[0].eur > data.max / 20;
  const sides = [roomy ? "insideEndTop" : "insideEndBottom", roomy ? "insideEndBottom" : "insideStartBottom", "insideStartBottom"];
  const limit = data.lines.length ? {
    silent: true, symbol: "none", lineStyle: { color: token("limit"), type: "dotted", width: 2 },
    data: data.lines.map((one, position) => ({
      xAxis: one.eur,
      label: {
        formatter: one.label, position: sides[position], rotate: 90, color: token("limit"), fontSize: 13, distance: [4, 4],
        textBorderColor: token("paper"), textBorderWidth: 3,
      },
      name: String(position),
    })),
  } : undefined;
  return {
    ...basics(),
    grid: { left: 8, right: narrow ? 16 : 24, top: narrow ? 96 : 72, bottom: 40, containLabel: true },
    legend: {
      top: 0, left: 0, itemWidth: 28, itemGap: 20, textStyle: { color: token("ink"), fontSize: 14 }, selectedMode: false,
      data: [
        { name: data.names.before, icon: "path://M0 0h28v3H0z" }, ...(data.after.length ? [{ name: data.names.after, icon: "path://M0 0h7v3H0zm10 0h8v3h-8zm11 0h7v3h-7z" }] : []),
        { name: data.names.band, icon: "rect" },
      ],
    },
    tooltip: tooltip({
      trigger: "axis", axisPointer: { type: "line", lineStyle: { color: token("line-strong") }, label: { show: false } },
      formatter: (hits) => {
        const x = hits[0].axisValue;
        const rows = [`${data.names.more} ${euro(x)}:`, `${data.names.before}: ${percent(at(data.before, x))} (${percent(at(data.low, x))} ${data.names.to} ${percent(at(data.high, x))})`];
        if (data.after.length) { rows.push(`${data.names.after}: ${percent(at(data.after, x))}`); }
        return rows.join("\n");
      },
    }),
    xAxis: axis(data.x, false, { min: 0, max: data.max, interval: narrow ? data.step * Math.ceil(data.max / data.step / 3) : data.step, splitLine: { show: false }, axisLabel: { color: token("ink-soft"), fontSize: 13, hideOverlap: true, formatter: shortEuro } }),
    yAxis: axis(data.y, true, { min: 0, max: data.top, axisLabel: { color: token("ink-soft"), fontSize: 13, formatter: percent } }),
    series: [
      { ...band, name: "floor", data: data.low, areaStyle: { opacity: 0 } },
      { ...band, name: data.names.band, data: data.high.map(([x, y], position) => [x, y - data.low[position][1]]), itemStyle: { color: token("band-before") }, areaStyle: { color: token("band-before"), opacity: 0.7 } },
      line(data.names.before, data.before, token("before"), "solid", { markLine: limit }),
      ...(data.after.length ? [line(data.names.after, data.after, token("after"), "dashed")] : []),
    ],
  };
};

// A long name breaks between words, never inside one.
const pencil = document.createElement("canvas").getContext("2d");
const wrapped = (text, room) => {
  pencil.font = `13px ${getComputedStyle(document.body).fontFamily}`;
  const lines = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length && pencil.measureText(longer).width <= room) { lines[lines.length - 1] = longer; } else { lines.push(word); }
  }
  return { text: lines.join("\n"), width: Math.max(...lines.map((line) => pencil.measureText(line).width)), height: 16 * lines.length };
};
// Where a label may stand beside its symbol: [side, shift right, shift down], best first.
const PLACES = [
  ["right", 0, 0], ["left", 0, 0], ["top", 0, 0], ["bottom", 0, 0], ["right", 0, 14], ["right", 0, -14], ["left", 0, 14], ["left", 0, -14],
  ["bottom", 0, 16], ["top", 0, -16], ["right", 0, 28], ["left", 0, 28],
];
const box = (x, y, label, [side, dx, dy]) => {
  const left = { right: x + 15, left: x - 15 - label.width }[side] ?? x - label.width / 2;
  const top = { top: y - 15 - label.height, bottom: y + 15 }[side] ?? y - label.height / 2;
  return { left: left + dx, right: left + dx + label.width, top: top + dy, bottom: top + dy + label.height };
};
const common = (one, other) => Math.max(0, Math.min(one.right, other.right) - Math.max(one.left, other.left))
  * Math.max(0, Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top));
const outside = (one, frame) => (one.left < frame.left || one.right > frame.right || one.top < 0 || one.bottom > frame.bottom ? 1e6 : 0);

// Each label takes the place where it covers least of symbols and of labels placed before, and stays in the picture.
const placed = (spots, frame) => {
  const taken = spots.map(({ x, y }) => ({ left: x - 10, right: x + 10, top: y - 10, bottom: y + 10 }));
  return spots.map(({ x, y, label }) => {
    const cost = (place) => outside(box(x, y, label, place), frame) + taken.reduce((sum, other) => sum + common(box(x, y, label, place), other), 0);
    const best = PLACES.reduce((one, other) => (cost(other) < cost(one) ? other : one));
    taken.push(box(x, y, label, best));
    return best;
  });
};

const map = (data, narrow, engine) => {
  const labels = data.points.map((point) => wrapped(point.name, narrow ? 110 : 180));
  const left = narrow ? 64 : 72;
  const [width, height] = [engine.getWidth(), engine.getHeight()];
  const frame = { left, right: width - 16, top: 40, bottom: height - 56 };
  const places = placed(data.points.map((point, position) => ({
    x: frame.left + point.capacity * (frame.right - frame.left), y: frame.bottom - (point.eur / data.top) * (frame.bottom - frame.top), label: labels[position],
  })), frame);
  const first = {
    silent: true, itemStyle: { color: token("first") }, label: { position: "insideTopLeft", color: token("ink-soft"), fontSize: 13 },
    data: [[{ name: data.first, xAxis: 0, yAxis: data.top / 2 }, { xAxis: 0.5, yAxis: data.top }]],
  };
  return {
    ...basics(),
    grid: { left, right: 16, top: 40, bottom: 56, containLabel: false },
    tooltip: tooltip({ trigger: "item", formatter: (hit) => hit.data.words }),
    xAxis: axis(data.x, false, { min: 0, max: 1, interval: narrow ? 0.5 : 0.25, axisLabel: { color: token("ink-soft"), fontSize: 13, formatter: (value) => number(value) } }),
    yAxis: axis(data.y, true, { min: 0, max: data.top, interval: data.step, axisLabel: { color: token("ink-soft"), fontSize: 13, formatter: shortEuro } }),
    series: data.points.map((point, position) => ({
      type: "scatter", name: point.name, symbol: SHAPES[point.mark], symbolSize: 18, emphasis: { disabled: true }, z: 3,
      itemStyle: { color: token(`c-${point.mark}`), opacity: 1 },
      data: [{ value: [point.capacity, point.eur], words: point.words }], markArea: position === 0 ? first : undefined,
      label: {
        show: true, formatter: labels[position].text, position: places[position][0], offset: places[position].slice(1), distance: 6, color: token("ink"), fontSize: 13, lineHeight: 16,
        textBorderColor: token("paper"), textBorderWidth: 2,
      },
    })),
  };
};

// Plans by cost and risk; the reviewed one is a large diamond with its name.
const front = (data, narrow) => {
  const shape = (point) => ({
    value: [point.x, point.y], words: point.words, symbol: point.chosen ? "diamond" : "circle", symbolSize: point.chosen ? 20 : 9,
    itemStyle: { color: token(point.chosen ? "after" : "ink-soft"), opacity: 1 },
    label: {
      show: point.chosen, formatter: data.chosen, position: "top", distance: 8, offset: [point.x > data.right / 2 ? -8 : 8, 0], color: token("ink"), fontSize: 14, fontWeight: 600,
      textBorderColor: token("paper"), textBorderWidth: 3,
    },
  });
  return {
    ...basics(),
    grid: { left: 8, right: 24, top: 40, bottom: 40, containLabel: true },
    tooltip: tooltip({ trigger: "item", formatter: (hit) => hit.data.words }),
    xAxis: axis(data.x, false, { min: 0, max: data.right, interval: narrow ? data.stepRight * Math.ceil(data.right / data.stepRight / 3) : data.stepRight, splitLine: { show: false }, axisLabel: { color: token("ink-soft"), fontSize: 13, hideOverlap: true, formatter: shortEuro } }),
    yAxis: axis(data.y, true, { min: 0, max: data.top, interval: data.stepTop, axisLabel: { color: token("ink-soft"), fontSize: 13, formatter: shortEuro } }),
    series: [{
      type: "line", data: data.points.map(shape), showAllSymbol: true, lineStyle: { color: token("line-strong"), width: 1.5 }, emphasis: { disabled: true },
    }],
  };
};

const DRAW = { curve, map, front };

const draw = (chart) => {
  const width = chart.place.clientWidth;
  chart.engine.setOption(DRAW[chart.kind](chart.data, width < 560, chart.engine), { notMerge: true });
};

for (const place of document.querySelectorAll("[data-chart]")) {
  const source = document.getElementById(`${place.id}-data`);
  if (source && DRAW[place.dataset.chart] && window.echarts) {
    const engine = window.echarts.init(place, null, { renderer: "svg" });
    // The figure says itself in words; the drawing is one picture to a screen reader.
    const chart = { place, engine, kind: place.dataset.chart, data: JSON.parse(source.textContent) };
    charts.push(chart);
    draw(chart);
    new ResizeObserver(() => { engine.resize(); draw(chart); }).observe(place);
  }
}
document.addEventListener("leitplanke:theme", () => { charts.forEach(draw); });

// On paper a drawing shrinks as a whole; without a view box it would be cut.
const drawings = () => charts.map((chart) => [chart.place.querySelector("svg"), chart.engine]).filter(([svg]) => svg);
addEventListener("beforeprint", () => { drawings().forEach(([svg, engine]) => svg.setAttribute("viewBox", `0 0 ${engine.getWidth()} ${engine.getHeight()}`)); });
addEventListener("afterprint", () => { drawings().forEach(([svg]) => svg.removeAttribute("viewBox")); });
