// What every page needs: focus on the error summary, figures in their order, one form sent once.
const summary = document.querySelector("[data-focus]");
if (summary) { summary.focus(); }

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 5000);
  });
}

// A table wider than the window says so; which one is, is known only once it is laid out.
const widths = new ResizeObserver((seen) => {
  for (const { target } of seen) { target.previousElementSibling.hidden = target.scrollWidth <= target.clientWidth + 1; }
});
for (const hint of document.querySelectorAll("[data-swipe]")) { widths.observe(hint.nextElementSibling); }

// Printed on paper, every table stands open.
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details.fold:not([open])")) { fold.open = true; fold.dataset.opened = ""; }
});
addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-opened]")) { fold.open = false; delete fold.dataset.opened; }
});
