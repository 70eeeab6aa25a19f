// The cause map, drawn by Cytoscape when the reader comes near; until then, and without script, the server's drawing stands there.
// Cytoscape would write a style element, which the page's policy forbids: an element of that name in the page keeps it from trying,
// and components.css holds the one rule it needs.
const POINTS = {
  "iot-data": ["ellipse"], "value-networks": ["rectangle"], platforms: ["triangle"], cloud: ["diamond"], organisation: ["hexagon"], employees: ["star"],
  cross: ["polygon", "-0.35 -1 0 -0.65 0.35 -1 1 -0.35 0.65 0 1 0.35 0.35 1 0 0.65 -0.35 1 -1 0.35 -0.65 0 -1 -0.35"],
};

const probe = document.createElement("span");
probe.hidden = true;
document.body.append(probe);
const token = (name) => {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
};

const looks = () => [
  { selector: "node", style: {
    width: "data(size)", height: "data(size)", shape: "data(shape)", "shape-polygon-points": "data(points)", label: "data(label)",
    "background-color": (node) => token(`c-${node.data("mark")}`), color: token("ink"), "font-size": 12,
    "font-family": getComputedStyle(document.body).fontFamily, "text-valign": "data(side)", "text-margin-y": (node) => (node.data("side") === "top" ? -3 : 3), "text-wrap": "wrap", "text-max-width": 200,
    "text-outline-color": token("paper"), "text-outline-width": 2,
  } },
  { selector: "edge", style: {
    width: "data(width)", "line-color": token("line-strong"), "target-arrow-color": token("line-strong"), "target-arrow-shape": "triangle",
    "curve-style": "straight", "target-distance-from-node": 3, "source-distance-from-node": 2,
  } },
  { selector: "edge[?strong]", style: { "line-color": token("limit"), "target-arrow-color": token("limit"), "z-index": 2 } },
  { selector: ".chosen", style: { "overlay-color": token("accent"), "overlay-opacity": 0.25, "overlay-padding": 6 } },
];

const loaded = (address) => new Promise((done, failed) => {
  const script = document.createElement("script");
  Object.assign(script, { src: address, onload: done, onerror: failed });
  document.head.append(script);
});

// The address of a trail is that of a link in the table below: a click there opens it over the page.
const open = (place, element) => {
  const link = [...place.closest("figure").querySelectorAll("a[data-trail-link]")].find((one) => one.getAttribute("href") === element.data("href"));
  if (link) { link.click(); } else if (element.data("href")) {
    const other = document.createElement("a");
    Object.assign(other, { href: element.data("href"), hidden: true });
    other.dataset.trailLink = "";
    place.append(other);
    other.click();
    other.remove();
  }
};

const draw = (place, data) => {
  const words = document.getElementById(`${place.id}-words`);
  const canvas = document.createElement("div");
  canvas.className = "cause-canvas";
  // The drawing keeps the place as high as it was, so nothing jumps.
  const still = place.querySelector("img");
  still.style.visibility = "hidden";
  still.alt = "";
  place.append(canvas);
  const engine = window.cytoscape({
    container: canvas, layout: { name: "preset", fit: false }, style: looks(), userZoomingEnabled: false, userPanningEnabled: false, boxSelectionEnabled: false, autoungrabify: true,
    elements: [
      ...data.nodes.map(({ x, y, ...rest }) => ({ group: "nodes", data: { ...rest, shape: POINTS[rest.mark][0], points: POINTS[rest.mark][1] ?? "-1 -1 1 -1 1 1 -1 1" }, position: { x, y } })),
      ...data.edges.map((one) => ({ group: "edges", data: one })),
    ],
  });
  const fit = () => { engine.resize(); engine.viewport({ zoom: canvas.clientWidth / data.width, pan: { x: 0, y: 0 } }); };
  fit();
  new ResizeObserver(fit).observe(canvas);
  document.addEventListener("leitplanke:theme", () => { engine.style(looks()); });
  let chosen = null;
  const choose = (element) => {
    chosen?.removeClass("chosen");
    chosen = element;
    chosen.addClass("chosen");
    words.textContent = element.data("words");
  };
  engine.on("mouseover", "node, edge", (event) => { choose(event.target); canvas.classList.add("over"); });
  engine.on("mouseout", "node, edge", () => { canvas.classList.remove("over"); });
  engine.on("tap", "node, edge", (event) => { choose(event.target); open(place, event.target); });
  // Right and down go on to the next symbol from left to right, then along the arrows; left and up go back.
  const order = [...engine.nodes().sort((one, other) => one.position("x") - other.position("x") || one.position("y") - other.position("y")), ...engine.edges()];
  Object.assign(place, { tabIndex: 0, role: "application" });
  place.setAttribute("aria-label", place.dataset.label);
  place.setAttribute("aria-describedby", place.dataset.help);
  place.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      choose(order[(order.indexOf(chosen) + step + order.length + (chosen || step > 0 ? 0 : 1)) % order.length]);
    } else if (event.key === "Enter" && chosen) { event.preventDefault(); open(place, chosen); }
  });
  place.dataset.drawn = "";
};

for (const place of document.querySelectorAll("[data-causes]")) {
  const data = JSON.parse(document.getElementById(`${place.id}-data`).textContent);
  const near = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) { return; }
    near.disconnect();
    loaded(place.dataset.script).then(() => { draw(place, data); }).catch(() => { /* the server's drawing stays */ });
  }, { rootMargin: "400px" });
  near.observe(place);
}
