// Marks the first place of each term on a page, in texts, hints of forms and tables, and explains it on hover, focus or tap.
const box = document.getElementById("term-box");
const TEXTS = "main p, main li, main dd, main caption, main thead th, main td";
const NEVER = "[aria-hidden=true], a, button, label, legend, summary, option, output, h1, h2, h3, h4, h5, .gantt, .steps, svg, script, dialog, [data-no-terms], .unseen-text, .site-foot, nav";
let shown = null;
let leaving = 0;

const hide = () => { clearTimeout(leaving); if (shown) { shown.removeAttribute("aria-describedby"); shown = null; box.hidePopover(); } };
const hideSoon = () => { clearTimeout(leaving); leaving = setTimeout(hide, 250); };
const follow = () => {
  if (!shown) { return; }
  const at = shown.getBoundingClientRect();
  const below = at.bottom + 6;
  const fits = below + box.offsetHeight < innerHeight;
  box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - box.offsetWidth - 8))}px`;
  box.style.top = `${fits ? below : Math.max(8, at.top - box.offsetHeight - 6)}px`;
};
const show = (link, term) => {
  clearTimeout(leaving);
  if (shown === link) { return; }
  hide();
  const more = document.createElement("a");
  more.href = `${box.dataset.page}#${term.id}`;
  more.textContent = box.dataset.more;
  const name = document.createElement("strong");
  name.textContent = term.name;
  const meaning = document.createElement("p");
  meaning.append(name, document.createElement("br"), term.meaning);
  box.replaceChildren(meaning, more);
  box.showPopover();
  link.setAttribute("aria-describedby", "term-box");
  shown = link;
  follow();
};
const mark = (node, from, length, term) => {
  const word = node.splitText(from);
  word.splitText(length);
  const link = document.createElement("a");
  link.className = "term";
  link.href = `${box.dataset.page}#${term.id}`;
  link.textContent = word.data;
  word.replaceWith(link);
  link.addEventListener("mouseenter", () => show(link, term));
  link.addEventListener("mouseleave", hideSoon);
  link.addEventListener("focus", () => show(link, term));
  link.addEventListener("blur", hideSoon);
  link.addEventListener("click", (event) => {
    // From the keyboard the link leads to the list of terms: its explanation stands there already.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.detail === 0) { return; }
    event.preventDefault();
    show(link, term);
  });
};
const folded = (node) => node.parentElement.closest("details:not([open]), [hidden]") !== null;
const within = (text) => {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) { if (walker.currentNode.parentElement.closest(NEVER) === null) { nodes.push(walker.currentNode); } }
  return nodes;
};
const markAll = (nodes, open) => {
  for (const node of nodes) {
    // From the last match to the first, so that the places found stay right.
    const matches = open.map((term) => ({ term, at: term.find.exec(node.data) })).filter((one) => one.at).sort((a, b) => b.at.index - a.at.index);
    let limit = node.data.length;
    for (const { term, at } of matches) {
      if (at.index + at[0].length > limit) { continue; }
      mark(node, at.index, at[0].length, term);
      limit = at.index;
      open.splice(open.indexOf(term), 1);
    }
  }
};

const start = async () => {
  const answer = await fetch(box.dataset.list, { credentials: "same-origin" });
  if (!answer.ok) { return; }
  const open = (await answer.json()).map((term) => ({ ...term, find: new RegExp(`(?<![\\p{L}\\p{N}-])(?:${term.forms})(?![\\p{L}\\p{N}-])`, "u") }));
  const texts = [...document.querySelectorAll(TEXTS)];
  // What is in sight comes first, so that no term is explained only where nobody looks.
  for (const away of [false, true]) {
    for (const text of texts) {
      if (!open.length) { return; }
      markAll(within(text).filter((node) => folded(node) === away), open);
    }
  }
};

if (HTMLElement.prototype.hasOwnProperty("popover")) {
  box.addEventListener("mouseenter", () => clearTimeout(leaving));
  box.addEventListener("mouseleave", hideSoon);
  box.addEventListener("focusin", () => clearTimeout(leaving));
  box.addEventListener("focusout", hideSoon);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") { hide(); } });
  document.addEventListener("click", (event) => { if (shown && !event.target.closest(".term, #term-box")) { hide(); } });
  addEventListener("scroll", follow, { passive: true });
  (window.requestIdleCallback ?? setTimeout)(() => { start().catch(() => {}); });
}
