// Sends every change of the what-if page to the server and puts the answer in its place. Only one question is on its way at a time;
// what changed meanwhile goes along with the next. The address always says what is set, so nothing is lost by leaving.
const form = document.getElementById("what");
const get = (name) => form.querySelector(`[data-${name}]`);
const PAUSE_BEFORE_SAYING = 700;
let running = false;
let waiting = false;
let saying = 0;

// Enter in a slider or at a tick is no wish to keep or use the plan.
form.querySelector("[data-without-script]").remove();
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input[type=range], input[type=checkbox]")) { event.preventDefault(); }
});

const words = (slider) => document.querySelector(`#${CSS.escape(slider.dataset.words)} option[value="${slider.value}"]`).label;

// The bar follows its handle at once, as the server would draw it.
const stretch = (row, start) => {
  const slider = row.querySelector("input[type=range]");
  const last = Number(slider.max);
  const works = Math.min(start + Number(row.dataset.lead), last);
  const draw = (part, from, to) => {
    const bar = row.querySelector(`.what-bar .${part}`);
    bar.setAttribute("x", `${(100 * from) / last}%`);
    bar.setAttribute("width", `${(100 * (to - from)) / last}%`);
  };
  draw("preparing", start, works);
  draw("working", works, last);
};
const follow = (slider) => {
  const said = words(slider);
  slider.setAttribute("aria-valuetext", said);
  (slider.closest(".what-slider") ?? slider.closest("[data-row]")).querySelector("[data-said-value]").textContent = said;
  const row = slider.closest("[data-row]");
  if (row) { stretch(row, Number(slider.value)); }
};

const trouble = (name) => {
  for (const notice of form.querySelectorAll("[data-trouble]")) { notice.hidden = notice.dataset.trouble !== name; }
};
const put = (answer) => {
  // A fold that stands open stays open, and the reader's focus in it stays where it is.
  const open = [...form.querySelectorAll("[data-outcome] details, [data-loads] details")].map((fold) => fold.open);
  const focus = [...form.querySelectorAll("[data-outcome] summary, [data-loads] summary")].indexOf(document.activeElement);
  get("outcome").innerHTML = answer.outcome;
  get("loads").innerHTML = answer.loads;
  form.querySelectorAll("[data-outcome] details, [data-loads] details").forEach((fold, place) => { fold.open = open[place] ?? false; });
  if (focus !== -1) { form.querySelectorAll("[data-outcome] summary, [data-loads] summary")[focus]?.focus(); }
  get("brief").textContent = answer.brief;
  clearTimeout(saying);
  saying = setTimeout(() => { get("said").textContent = answer.brief; }, PAUSE_BEFORE_SAYING);
  if (location.pathname + location.search !== answer.address) { history.replaceState(null, "", answer.address + location.hash); }
  for (const field of document.querySelectorAll("input[name=next]")) { field.value = answer.address; }
  get("here").href = answer.address;
};

const ask = async () => {
  if (running) { waiting = true; return; }
  running = true;
  form.setAttribute("aria-busy", "true");
  do {
    waiting = false;
    const typed = new FormData(form);
    for (const slider of form.querySelectorAll("[data-row]:not(:has(.what-on input:checked)) input[type=range]")) { typed.delete(slider.name); }
    try {
      const answer = await fetch(form.dataset.answer, { method: "POST", body: new URLSearchParams(typed), headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (answer.status === 401 || answer.status === 403 || answer.redirected) { trouble("signed-out"); } else if (answer.ok) { put(await answer.json()); trouble(""); } else { trouble("lost"); }
    } catch { trouble("lost"); }
  } while (waiting);
  running = false;
  form.removeAttribute("aria-busy");
};

form.addEventListener("input", (event) => {
  if (event.target.matches("input[type=range]")) { follow(event.target); ask(); }
  if (event.target.matches("input[type=checkbox]")) { ask(); }
});
addEventListener("online", ask);
// Coming back, a browser may have restored what was set last.
addEventListener("pageshow", (event) => { if (event.persisted) { ask(); } });
for (const slider of form.querySelectorAll("input[type=range]")) { if (slider.value !== slider.defaultValue) { follow(slider); } }
const restored = [...form.querySelectorAll("input[type=range]")].some((one) => one.value !== one.defaultValue)
  || [...form.querySelectorAll("input[type=checkbox]")].some((one) => one.checked !== one.defaultChecked);
if (restored || form.dataset.ready !== "yes") { ask(); }
