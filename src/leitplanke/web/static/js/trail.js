// A click on a number opens where it comes from over the page; the link itself leads to the same words as a page of its own.
const dialog = document.getElementById("trail-dialog");
const content = dialog.querySelector("[data-trail]");

const show = async (href) => {
  const answer = await fetch(href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) { location.assign(href); return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector("[data-trail-content]");
  if (!found) { location.assign(href); return; }
  const fresh = document.importNode(found, true);
  for (const link of fresh.querySelectorAll("a[data-trail-link]")) { link.href = new URL(link.getAttribute("href"), href).href; }
  content.replaceChildren(fresh);
  if (!dialog.open) { dialog.showModal(); }
  dialog.scrollTop = 0;
  content.querySelector("#trail-title")?.focus();
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-trail-link]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) { return; }
  event.preventDefault();
  show(link.href).catch(() => { location.assign(link.href); });
});
dialog.addEventListener("click", (event) => { if (event.target === dialog) { dialog.close(); } });
