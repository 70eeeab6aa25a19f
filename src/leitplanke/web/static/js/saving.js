// Says so when an entry could not be saved; the entry itself stays in its field and goes along with the next save.
const notice = document.querySelector("[data-save-failed]");
if (notice) {
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.body.addEventListener(name, () => { notice.hidden = false; });
  }
  document.body.addEventListener("htmx:afterOnLoad", (event) => { if (event.detail.successful) { notice.hidden = true; } });
}
