// Loaded before the first paint: keeps the reader's choice of light or dark, else follows the system.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.remove("no-script");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => { try { return localStorage.getItem("leitplanke-theme"); } catch { return null; } };
  const keep = (theme) => { try { localStorage.setItem("leitplanke-theme", theme); } catch { /* private window: the choice lasts for this page */ } };
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const tell = () => document.dispatchEvent(new CustomEvent("leitplanke:theme"));
  const chosen = stored();
  // Known before the first paint, so that nothing moves.
  try { if (localStorage.getItem("leitplanke-tour")) { root.dataset.tour = "seen"; } } catch { /* invited again */ }
  if (chosen === "light" || chosen === "dark") { root.dataset.theme = chosen; }
  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(isDark()));
      button.addEventListener("click", () => {
        root.dataset.theme = isDark() ? "light" : "dark";
        keep(root.dataset.theme);
        button.setAttribute("aria-pressed", String(isDark()));
        tell();
      });
    }
  });
  dark.addEventListener("change", tell);
  addEventListener("beforeprint", () => { root.dataset.printing = ""; tell(); });
  addEventListener("afterprint", () => { delete root.dataset.printing; tell(); });
})();
