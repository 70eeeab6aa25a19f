// The tour: one step at a time over the page, each beside what it speaks of. Whoever has seen or skipped it is not invited again.
const KEY = "leitplanke-tour";
const remember = () => {
  document.documentElement.dataset.tour = "seen";
  try { localStorage.setItem(KEY, "seen"); } catch { /* invited again next time */ }
};
document.querySelector("[data-tour-invitation] button")?.addEventListener("click", () => { remember(); document.getElementById("main").focus(); });

const tour = document.getElementById("tour");
if (tour) {
  const steps = [...tour.querySelectorAll("li")].filter((step) => document.getElementById(step.dataset.target) !== null);
  const next = tour.querySelector("[data-tour-next]");
  const back = tour.querySelector("[data-tour-back]");
  const on = next.textContent;
  let place = 0;
  let lit = null;
  const end = () => {
    remember();
    lit?.classList.remove("touring");
    tour.remove();
    history.replaceState(history.state, "", location.pathname);
    document.getElementById("main").focus({ preventScroll: true });
  };
  const show = (number) => {
    place = number;
    for (const step of tour.querySelectorAll("li")) { step.hidden = step !== steps[place]; step.value = place + 1; }
    lit?.classList.remove("touring");
    const target = document.getElementById(steps[place].dataset.target);
    lit = target.closest("section") ?? target;
    lit.classList.add("touring");
    target.scrollIntoView({ block: "start" });
    back.hidden = place === 0;
    next.textContent = place === steps.length - 1 ? next.dataset.last : on;
    steps[place].tabIndex = -1;
    steps[place].focus({ preventScroll: true });
  };
  next.addEventListener("click", () => { if (place === steps.length - 1) { end(); } else { show(place + 1); } });
  back.addEventListener("click", () => show(place - 1));
  tour.querySelector("[data-tour-skip]").addEventListener("click", end);
  addEventListener("keydown", (event) => { if (event.key === "Escape" && tour.isConnected && !document.querySelector("dialog[open]")) { end(); } });
  if (steps.length) {
    tour.classList.add("over");
    tour.querySelector("[data-tour-buttons]").hidden = false;
    show(0);
  }
}
