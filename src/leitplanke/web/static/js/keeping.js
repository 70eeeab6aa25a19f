// Nothing typed is lost: when a form could not be saved because the session ended or its key grew old, what was typed is put back
// as soon as the reader is on that page again. It stays in this window only, and only until any other page opens.
const KEY = "leitplanke-kept";
const root = document.documentElement;
const read = () => { try { return JSON.parse(sessionStorage.getItem(KEY)); } catch { return null; } };
const write = (kept) => { try { sessionStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* no storage: the browser's own memory has to do */ } };
const drop = () => { try { sessionStorage.removeItem(KEY); } catch { /* nothing to drop */ } };
const forms = () => [...document.querySelectorAll("main form[method=post]")];
const fields = (form) => [...form.elements].filter((one) => one.name && !["hidden", "password", "file", "submit", "button"].includes(one.type)
  && one.name !== "csrfmiddlewaretoken");
const ticks = (one) => ["checkbox", "radio"].includes(one.type);
const typed = () => forms().map((form) => fields(form).map((one) => [one.name, one.value, ticks(one) ? one.checked : null]));
const keep = () => { if (!root.querySelector("[data-way-back]")) { write({ page: location.pathname, forms: typed(), broken: false }); } };

const restore = (kept) => {
  let changed = false;
  forms().forEach((form, place) => {
    const before = new Map((kept.forms[place] ?? []).map(([name, value, checked]) => [checked === null ? name : `${name}=${value}`, { value, checked }]));
    for (const one of fields(form)) {
      const was = before.get(ticks(one) ? `${one.name}=${one.value}` : one.name);
      if (!was || (ticks(one) ? one.checked === was.checked : one.value === was.value)) { continue; }
      changed = true;
      if (ticks(one)) { one.checked = was.checked; } else { one.value = was.value; }
      if (!ticks(one) || one.checked) { one.dispatchEvent(new Event("change", { bubbles: true })); }
    }
  });
  const notice = document.querySelector("[data-kept]");
  if (changed && notice) { notice.hidden = false; }
};

const kept = read();
if (root.querySelector("[data-way-back]")) {
  // Sign-in or refusal: the reader is on the way back.
  if (kept) { write({ ...kept, broken: true }); }
  const back = root.querySelector("a[data-again]");
  if (back && kept) { back.href = kept.page; back.closest("[hidden]").hidden = false; }
} else if (kept?.broken && kept.page === location.pathname) {
  drop();
  // htmx is ready on DOMContentLoaded; what is put back is saved like what is typed.
  addEventListener("load", () => restore(kept));
} else { drop(); }

for (const form of forms()) { form.addEventListener("submit", keep); }
// A part that could not be saved: 401 leads to the sign-in page, 403 and a lost connection leave the page as it is.
for (const name of ["htmx:beforeOnLoad", "htmx:sendError"]) {
  document.body.addEventListener(name, (event) => { if (name === "htmx:sendError" || event.detail.xhr.status >= 400) { keep(); } });
}

// Two windows on one page: the other one hears of each change.
if (forms().length && "BroadcastChannel" in window) {
  const channel = new BroadcastChannel("leitplanke-changed");
  const notice = document.querySelector("[data-other-window]");
  channel.addEventListener("message", (event) => { if (notice && event.data === location.pathname) { notice.hidden = false; } });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && event.detail.requestConfig.verb === "post") { channel.postMessage(location.pathname); }
  });
}
