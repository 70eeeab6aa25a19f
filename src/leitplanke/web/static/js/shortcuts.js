// The question mark shows the keys that pages know; readers who speak to their machine can switch it off.
const KEY = "leitplanke-question-mark";
const dialog = document.getElementById("shortcut-dialog");
const box = dialog.querySelector("[data-question-mark]");
const isOff = () => { try { return localStorage.getItem(KEY) === "off"; } catch { return false; } };
const WRITING = "input:not([type=checkbox], [type=radio], [type=button], [type=range]), textarea, select, [contenteditable]";

box.checked = !isOff();
box.addEventListener("change", () => { try { localStorage.setItem(KEY, box.checked ? "on" : "off"); } catch { /* it lasts for this page */ } });
dialog.addEventListener("click", (event) => { if (event.target === dialog) { dialog.close(); } });
document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || !box.checked) { return; }
  if (event.target.closest(WRITING) || document.querySelector("dialog[open]")) { return; }
  event.preventDefault();
  dialog.showModal();
});
