// On the projector: arrow keys and the keys of a presenter leaf through the questions. The links are found anew, the view renews itself.
const TURNS = { ArrowLeft: "prev", PageUp: "prev", ArrowRight: "next", PageDown: "next" };

document.addEventListener("keydown", (event) => {
  const turn = TURNS[event.key];
  if (!turn || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) { return; }
  const link = document.querySelector(`.stage-nav a[rel="${turn}"]`);
  // Without a question before or after it the keys scroll as ever.
  if (link) { event.preventDefault(); link.click(); }
});
