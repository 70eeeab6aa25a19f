// Draws the pictures of a result with ECharts (loaded before as a plain script). All words come with the data, all colours from
// tokens.css. The engine's tooltips are drawn as rich text: HTML tooltips would need inline styles, which the page's policy forbids.
const root = document.documentElement;
const language = root.lang;
const still = matchMedia("(prefers-reduced-motion: reduce)");
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
const shortEuro = (value) => number(value, { style: "currency", currency: "EUR", notation: Math.abs(value) < 1e6 ? "standard" : "compact", minimumFractionDigits: 0, maximumFractionDigits: Math.abs(value) < 1e6 ? 0 : 1 });
const percent = (value) => number(value, { style: "percent", maximumSignificantDigits: 2 });

const basics = () => ({
  animation: !still.matches,
  animationDuration: 300,
  animationDurationUpdate: 0,
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
  textStyle: { color: token("ink"), fontSize: 14 }, ...more,
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
  const limit = data.lines.length ? {
    silent: true, symbol: "none", lineStyle: { color: token("limit"), type: "dotted", width: 2 },
    data: data.lines.map((one, position) => ({
      xAxis: one.eur,
      label: {
        formatter: one.label, position: "insideEndTop", rotate: 90, color: token("limit"), fontSize: 13, distance: [4, 4],
        textBorderColor: token("paper"), textBorderWidth: 3,
      },
      name: String(position),
    })),
  } : undefined;
  return {
    ...basics(),
    grid: { left: 8, right: narrow ? 16 : 24, top: narrow ? 96 : 72, bottom: 40, containLabel: true },
    legend: {
      top: 0, left: 0, itemWidth: 28, icon: undefined, textStyle: { color: token("ink"), fontSize: 14 }, selectedMode: false,
      data: [data.names.before, data.names.after, { name: data.names.band, icon: "rect" }].filter((one) => data.after.length || one !== data.names.after),
    },
    tooltip: tooltip({
      trigger: "axis", axisPointer: { type: "line", lineStyle: { color: token("line-strong") }, label: { show: false } },
      formatter: (hits) => {
        const x = hits[0].axisValue;
        const rows = [`${data.names.more} ${euro(x)}:`, `${data.names.before}: ${percent(at(data.before, x))} (${percent(at(data.low, x))} – ${percent(at(data.high, x))})`];
        if (data.after.length) { rows.push(`${data.names.after}: ${percent(at(data.after, x))}`); }
        return rows.join("\n");
      },
    }),
    xAxis: axis(data.x, false, { min: 0, max: data.max, splitNumber: narrow ? 3 : 6, splitLine: { show: false }, axisLabel: { color: token("ink-soft"), fontSize: 13, hideOverlap: true, formatter: shortEuro } }),
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
const meet = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
const SIDES = {
  right: (x, y, label) => ({ left: x + 14, right: x + 16 + label.width, top: y - label.height / 2, bottom: y + label.height / 2 }),
  left: (x, y, label) => ({ left: x - 16 - label.width, right: x - 14, top: y - label.height / 2, bottom: y + label.height / 2 }),
  top: (x, y, label) => ({ left: x - label.width / 2, right: x + label.width / 2, top: y - 14 - label.height, bottom: y - 12 }),
  bottom: (x, y, label) => ({ left: x - label.width / 2, right: x + label.width / 2, top: y + 12, bottom: y + 14 + label.height }),
};

// Each label takes the first side where it covers no symbol and no label placed before, and stays in the picture.
const placed = (spots, frame) => {
  const taken = spots.map(({ x, y }) => ({ left: x - 10, right: x + 10, top: y - 10, bottom: y + 10 }));
  return spots.map(({ x, y, label }, position) => {
    const free = (box) => box.left >= frame.left && box.right <= frame.right && box.top >= 0 && box.bottom <= frame.bottom
      && !taken.some((other, index) => index !== position && meet(box, other));
    const side = Object.keys(SIDES).find((name) => free(SIDES[name](x, y, label))) ?? (x > (frame.left + frame.right) / 2 ? "left" : "right");
    taken.push(SIDES[side](x, y, label));
    return side;
  });
};

const map = (data, narrow, engine) => {
  const labels = data.points.map((point) => wrapped(point.name, narrow ? 110 : 180));
  const left = narrow ? 64 : 72;
  const [width, height] = [engine.getWidth(), engine.getHeight()];
  const frame = { left, right: width - 16, top: 40, bottom: height - 56 };
  const sides = placed(data.points.map((point, position) => ({
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
    yAxis: axis(data.y, true, { min: 0, max: data.top, axisLabel: { color: token("ink-soft"), fontSize: 13, formatter: shortEuro } }),
    series: data.points.map((point, position) => ({
      type: "scatter", name: point.name, symbol: SHAPES[point.mark], symbolSize: 18, emphasis: { disabled: true }, z: 3,
      itemStyle: { color: token(`c-${point.mark}`), opacity: 1 },
      data: [{ value: [point.capacity, point.eur], words: point.words }], markArea: position === 0 ? first : undefined,
      label: {
        show: true, formatter: labels[position].text, position: sides[position], distance: 6, color: token("ink"), fontSize: 13, lineHeight: 16,
        textBorderColor: token("paper"), textBorderWidth: 2,
      },
    })),
  };
};

const DRAW = { curve, map };

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
still.addEventListener("change", () => { charts.forEach(draw); });
