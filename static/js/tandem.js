/* Comfort on top of pages that work without it: keys, dialogs, deadlines, toasts, refreshing.
   Every word comes from the server, in data attributes. */
(() => {
  "use strict";

  const root = document.documentElement;
  const body = document.body;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  root.classList.add("js");

  const typing = (element) =>
    element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) &&
    !/^(checkbox|radio|button|submit)$/.test(element.type);
  const openDialog = () => one("dialog[open]");

  /* Toasts ------------------------------------------------------------------------------- */
  const TOAST_MS = 7000;
  const UNDO_MS = 20000;

  function startToast(toast) {
    if (toast.dataset.started) return;
    toast.dataset.started = "yes";
    let timer;
    const run = () => { timer = setTimeout(() => toast.remove(), one("form", toast) ? UNDO_MS : TOAST_MS); };
    const hold = () => clearTimeout(timer);
    toast.addEventListener("pointerenter", hold);
    toast.addEventListener("focusin", hold);
    toast.addEventListener("pointerleave", run);
    toast.addEventListener("focusout", run);
    if (!toast.classList.contains("toast-error")) run();
  }

  function say(text, level = "error") {
    const template = one("#toast-template");
    const place = one("#toasts");
    if (!template || !place || !text) return;
    const toast = template.content.firstElementChild.cloneNode(true);
    toast.className = `toast toast-${level}`;
    one("p", toast).textContent = text;
    place.append(toast);
    startToast(toast);
  }

  /* Deadlines ---------------------------------------------------------------------------- */
  const pad = (number) => String(number).padStart(2, "0");

  function durationText(minutes) {
    if (minutes < 60) return body.dataset.minutes.replace("{m}", minutes);
    if (minutes < 1440) {
      return body.dataset.hours.replace("{h}", Math.floor(minutes / 60)).replace("{m}", pad(minutes % 60));
    }
    return body.dataset.days.replace("{d}", Math.floor(minutes / 1440));
  }

  function tick(chip) {
    const seconds = (new Date(chip.dataset.due) - Date.now()) / 1000;
    const late = seconds < 0;
    const state = late ? "bad" : seconds < 3600 ? "warn" : "ok";
    const minutes = Math.floor(Math.abs(seconds) / 60);
    const text = one(".chip-text", chip);
    const words = (late ? chip.dataset.late : chip.dataset.left).replace("{duration}", durationText(minutes));
    if (text.textContent !== words) text.textContent = words;
    if (chip.classList.contains(`chip-${state}`)) return;
    chip.classList.remove("chip-ok", "chip-warn", "chip-bad");
    chip.classList.add(`chip-${state}`);
    const icon = one(`[data-state="${state}"] svg`, one("#due-icons").content);
    one("svg", chip).replaceWith(icon.cloneNode(true));
  }

  /* Refreshing: only what is visible, and never under somebody's hands ------------------- */
  function pulse() {
    if (document.hidden) return;
    all("[data-due]").forEach(tick);
    // For parts that hold nothing one types in: these may change beside a field that is typed in.
    body.dispatchEvent(new CustomEvent("pulse"));
    if (typing(document.activeElement) || openDialog() || one("details.help[open]")) return;
    body.dispatchEvent(new CustomEvent("refresh"));
  }
  setInterval(pulse, 30000);
  document.addEventListener("visibilitychange", pulse);

  /* Dialogs ------------------------------------------------------------------------------ */
  function loadDialog(link, address = "") {
    const dialog = one("#dialog");
    if (!dialog || !window.htmx) return false;
    rememberRow();
    dialog.classList.toggle("wide", link.dataset.dialog === "wide");
    const url = address || link.dataset.url || link.getAttribute("href");
    window.htmx.ajax("GET", url, { target: "#dialog-part", swap: "innerHTML", source: link }).then(() => {
      if (one("#dialog-part").childElementCount && !dialog.open) dialog.showModal();
      const first = one("[autofocus]", dialog) || one("input:not([type=hidden]), textarea, select", dialog);
      // Of choices, the one that is made: two lit ones would both look chosen.
      const chosen = first?.type === "radio" && one(`input[name="${first.name}"]:checked`, dialog);
      (chosen || first)?.focus();
    });
    return true;
  }

  function closeDialog() {
    one("#dialog")?.close();
  }
  body.addEventListener("close-dialog", closeDialog);
  one("#dialog")?.addEventListener("close", () => {
    one("#dialog-part").replaceChildren();
    setTimeout(returnToRow);
  });

  /* Keys --------------------------------------------------------------------------------- */
  const rows = () => all("[data-keys-list] [data-row], [data-keys-list] tbody > tr");
  const currentRow = () => document.activeElement?.closest("[data-keys-list] [data-row], [data-keys-list] tbody > tr");
  let lastIndex = -1;
  let leftFromRow = false;

  /* A row that is dealt with goes away; the focus then goes to the row in its place. */
  function rememberRow() {
    const here = rows().indexOf(currentRow());
    if (here < 0) return;
    lastIndex = here;
    leftFromRow = true;
  }

  function returnToRow() {
    if (!leftFromRow || openDialog()) return;
    leftFromRow = false;
    if (document.activeElement === body) focusRow(lastIndex);
  }

  function focusRow(index) {
    const list = rows();
    if (!list.length) return;
    lastIndex = Math.max(0, Math.min(index, list.length - 1));
    const target = one("[data-open], a[href], button", list[lastIndex]);
    target?.focus();
    list[lastIndex].scrollIntoView({ block: "nearest" });
  }

  function move(step) {
    const here = rows().indexOf(currentRow());
    focusRow(here < 0 ? (lastIndex < 0 ? 0 : lastIndex) : here + step);
  }

  /* Until a row has the focus, keys of actions act on the marked one: the first, or the one in
     the place of the last. The focus itself stays where the reader is. */
  function nextRow() {
    const row = rows()[Math.max(0, Math.min(lastIndex, rows().length - 1))];
    return row && one("[data-key]", row) ? row : null;
  }

  function markNext() {
    const next = currentRow() ? null : nextRow();
    all("[data-row].is-next").forEach((row) => { if (row !== next) row.classList.remove("is-next"); });
    next?.classList.add("is-next");
  }

  function search() {
    const field = one("[data-search]");
    if (field) { field.focus(); field.select?.(); }
    return Boolean(field);
  }

  /* A list says once which keys open what about the row: `data-row-keys="c:log/?kind=call t:task/"`,
     each an address that follows the row's own. An action the row shows under that key goes first. */
  function pressForRow(key) {
    const row = currentRow();
    if (row && one(`[data-key="${CSS.escape(key)}"]`, row)) return false;
    const said = row?.closest("[data-row-keys]")?.dataset.rowKeys.split(" ").find((pair) => pair.startsWith(`${key}:`));
    const open = said && one("[data-open]", row);
    if (!open) return false;
    const address = new URL(said.slice(2), new URL(open.getAttribute("href"), location.href));
    return loadDialog(open, address.pathname + address.search);
  }

  /* True when palette.js took it up (static/js/palette.js). */
  function openPalette() {
    return !document.dispatchEvent(new CustomEvent("palette", { cancelable: true }));
  }

  function press(key) {
    if (key === "j" || key === "k") { move(key === "j" ? 1 : -1); return true; }
    if (key === "/") return openPalette() || search();
    if (pressForRow(key)) return true;
    if (key === "?") { one("#shortcuts")?.showModal(); return true; }
    const place = currentRow() || one("[data-keys]") || nextRow() || document.createElement("i");
    const action = one(`[data-key="${CSS.escape(key)}"]`, place);
    const target = action || one(`[data-hotkey="${CSS.escape(key)}"]`);
    if (!target || target.disabled) return false;
    if (action && place.matches(".is-next")) focusRow(rows().indexOf(place));
    target.click();
    // A click made by a script puts no cursor into a field.
    if (typing(target)) target.focus();
    return true;
  }

  document.addEventListener("focusin", markNext);
  document.addEventListener("focusout", () => setTimeout(markNext));
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      if (openPalette() || search()) event.preventDefault();
      return;
    }
    if (event.key === "Escape") {
      all("details.help[open]").forEach((details) => { details.open = false; });
      if (location.hash === "#menu") location.hash = "#content";
      if (typing(document.activeElement) && !openDialog()) document.activeElement.blur();
      return;
    }
    if (event.key === "Enter" && event.shiftKey) { submitAgain(event); return; }
    if (event.key === "Enter" && !event.isComposing && event.target.matches?.("[data-enter-saves]")) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target) || openDialog()) return;
    if (event.key.length === 1 && press(event.key)) event.preventDefault();
  });

  /* Shift-Enter: save and start another (the form must offer it) */
  function submitAgain(event) {
    const button = event.target.form && one('button[name="again"]', event.target.form);
    if (!button) return;
    event.preventDefault();
    // A click, not requestSubmit(): htmx sends the name of a button only when it was clicked.
    button.click();
  }

  /* Theme: shown at once, remembered by the server ---------------------------------------- */
  function dark() {
    if (root.dataset.theme) return root.dataset.theme === "dark";
    return matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function dressTheme(form) {
    const button = one("button", form);
    const label = dark() ? button.dataset.light : button.dataset.dark;
    button.value = dark() ? "light" : "dark";
    button.title = label;
    button.setAttribute("aria-label", label);
  }

  function switchTheme(form) {
    const data = new FormData(form);
    const theme = one("button", form).value;
    data.set("theme", theme);
    root.dataset.theme = theme;
    dressTheme(form);
    fetch(form.action, { method: "POST", body: data, headers: { "HX-Request": "true" }, credentials: "same-origin" })
      .catch(() => say(body.dataset.offline));
  }

  /* Clicks, changes, submissions: one listener each, so that swapped parts need nothing --- */
  document.addEventListener("click", (event) => {
    const near = (selector) => event.target.closest(selector);
    const then = near("[data-then]");
    if (then) one(then.dataset.then)?.focus();
    const link = near("[data-dialog]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      if (loadDialog(link)) event.preventDefault();
    } else if (near("[data-close-dialog]") || event.target.matches?.("dialog")) {
      event.target.closest("dialog").close();
    } else if (near("[data-close-toast]")) {
      near("[data-toast]").remove();
    } else if (near("[data-copy]")) {
      navigator.clipboard?.writeText(near("[data-copy]").dataset.copy).then(() => say(body.dataset.copied, "success"));
    } else if (near("[data-shortcuts]")) {
      one("#shortcuts")?.showModal();
    } else if (near("[data-print]")) {
      window.print();
    }
    all("details.help[open]").forEach((details) => { if (!details.contains(event.target)) details.open = false; });
  });

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]") ||
      (event.target.matches("[data-autosubmit]") && event.target.form);
    if (form) form.requestSubmit();
    if (event.target.matches("[data-check-all]")) {
      all(event.target.dataset.checkAll).forEach((box) => { box.checked = event.target.checked; });
    }
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-theme-form]")) { event.preventDefault(); switchTheme(form); return; }
    if (form.dataset.sent && form.method === "post" && !form.matches("[hx-post], [data-hx-post]")) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  });

  /* htmx --------------------------------------------------------------------------------- */
  body.addEventListener("htmx:configRequest", (event) => {
    const dialog = event.detail.elt.closest("dialog");
    if (dialog) event.detail.headers["X-Dialog"] = "1";
  });
  body.addEventListener("htmx:afterSettle", () => {
    all("[data-toast]").forEach(startToast);
    all("[data-due]").forEach(tick);
    returnToRow();
    markNext();
  });
  body.addEventListener("htmx:beforeSwap", rememberRow);
  // A refusal that comes as HTML is a form with its errors: shown where the form stood.
  body.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    const html = (xhr.getResponseHeader("Content-Type") || "").startsWith("text/html");
    if (html && [400, 403, 409].includes(xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
    // Never under somebody's hands.
    // A button in the part asked for the swap itself: only a field that is typed in is left alone.
    const typed = document.activeElement?.matches("input, select, textarea") && target.contains(document.activeElement);
    if (target.matches?.("[data-keep-focus]") && typed) event.detail.shouldSwap = false;
  });
  body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) event.detail.elt.closest?.("[data-toast]")?.remove();
    if (event.detail.successful && event.detail.elt.matches?.("form[data-clear-after]")) event.detail.elt.reset();
  });
  body.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    const plain = (xhr.getResponseHeader("Content-Type") || "").startsWith("text/plain");
    say((plain && xhr.responseText) || body.dataset.failed);
  });
  body.addEventListener("htmx:sendError", () => say(body.dataset.offline));
  body.addEventListener("htmx:timeout", () => say(body.dataset.offline));
  body.addEventListener("copied", () => say(body.dataset.copied, "success"));

  all("[data-toast]").forEach(startToast);
  all("[data-theme-form]").forEach(dressTheme);
  all("[data-due]").forEach(tick);
  markNext();
})();
