// Search over everything: Ctrl+K (or Cmd+K) and the button open the dialog; arrows walk through what was found.
const dialog = document.getElementById("search-dialog");
const input = dialog.querySelector("input");
const place = dialog.querySelector("[data-search]");
let waiting = 0;
let asked = 0;

const look = async () => {
  const number = ++asked;
  const query = new URLSearchParams({ q: input.value, firm: dialog.dataset.firm });
  const answer = await fetch(`${dialog.dataset.address}?${query}`, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (number !== asked || !answer.ok) { return; }
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-found]");
  if (found) { place.replaceChildren(document.importNode(found, true)); }
};
const soon = () => { clearTimeout(waiting); waiting = setTimeout(() => { look().catch(() => {}); }, 120); };
const open = () => {
  if (dialog.open) { return; }
  dialog.showModal();
  input.select();
  input.focus();
  soon();
};

input.addEventListener("input", soon);
dialog.addEventListener("click", (event) => { if (event.target === dialog) { dialog.close(); } });
dialog.addEventListener("keydown", (event) => {
  // Else the first Escape only empties the field.
  if (event.key === "Escape") { event.preventDefault(); dialog.close(); return; }
  const links = [...place.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "Enter" && document.activeElement === input && links.length) { event.preventDefault(); links[0].click(); }
  if (!["ArrowDown", "ArrowUp"].includes(event.key) || !links.length) { return; }
  event.preventDefault();
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  if (next < 0) { input.focus(); } else { links[Math.min(next, links.length - 1)].focus(); }
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") { event.preventDefault(); open(); }
});
for (const link of document.querySelectorAll("[data-search-open]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    open();
  });
}
