/* Writing messages: Ctrl-Enter sends, @ offers the names of colleagues. Works with parts that htmx
   brings later, and is not needed to write: a name can be typed. */
(() => {
  "use strict";

  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const MOST = 6;
  // What stands before the caret: an @ that begins a word, and the beginning of a name.
  const BEGUN = /(?:^|[\s(«"“])@([\p{L}\p{N}'’-]*)$/u;

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const listOf = (field) => one(".talk-people", field.parentElement);
  const offered = (list) => all("[data-handle]:not([hidden])", list);

  function begun(field) {
    return field.selectionStart === field.selectionEnd && BEGUN.exec(field.value.slice(0, field.selectionStart));
  }

  function close(field) {
    listOf(field).hidden = true;
    field.removeAttribute("aria-activedescendant");
  }

  function mark(field, option) {
    all("[data-handle]", listOf(field)).forEach((other) => other.setAttribute("aria-selected", String(other === option)));
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  /* Every word of a name counts: "rou" finds Sam Roux. */
  function offer(field) {
    const found = begun(field);
    const list = listOf(field);
    if (!found) { close(field); return; }
    const wanted = plain(found[1]);
    let shown = 0;
    all("[data-handle]", list).forEach((option) => {
      const words = plain(one("span:not(.avatar)", option).textContent).split(/[\s-]+/);
      const fits = shown < MOST && words.some((word) => word.startsWith(wanted));
      option.hidden = !fits;
      if (fits) shown += 1;
    });
    list.hidden = !shown;
    if (shown) mark(field, offered(list)[0]);
    else close(field);
  }

  function choose(field, option) {
    const found = begun(field);
    if (!found) return;
    const start = field.selectionStart - found[1].length - 1;
    field.setRangeText(`${option.dataset.handle} `, start, field.selectionStart, "end");
    close(field);
    field.focus();
  }

  function step(field, by) {
    const options = offered(listOf(field));
    const here = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    mark(field, options[(here + by + options.length) % options.length]);
  }

  const KEYS = {
    ArrowDown: (field) => step(field, 1),
    ArrowUp: (field) => step(field, -1),
    Escape: close,
    Enter: (field) => choose(field, one("[aria-selected=true]", listOf(field))),
    Tab: (field) => choose(field, one("[aria-selected=true]", listOf(field))),
  };

  /* What is typed outlives a page that fetches itself again, after a dialog changed the lead. */
  const drafts = new Map();
  const addressOf = (field) => field.closest(".talk-form")?.getAttribute("action");
  document.addEventListener("input", (event) => {
    const address = event.target.matches?.("[data-mentions]") && addressOf(event.target);
    if (address) drafts.set(address, event.target.value);
  });
  document.addEventListener("submit", (event) => drafts.delete(event.target.getAttribute("action")), true);
  document.addEventListener("htmx:load", (event) => {
    all(".talk-form [data-mentions]", event.target).forEach((field) => {
      if (!field.value) field.value = drafts.get(addressOf(field)) || "";
    });
  });

  // Before the keys of the page: Escape closes the list, and nothing behind it.
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.matches?.("[data-mentions]") || event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      field.form.requestSubmit();
    } else if (!listOf(field).hidden && KEYS[event.key] && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation();
      KEYS[event.key](field);
    }
  }, true);

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-mentions]")) offer(event.target);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches?.("[data-mentions]")) close(event.target);
  });
  // On press, not on click: the field keeps the focus.
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest?.(".talk-people [data-handle]");
    if (!option) return;
    event.preventDefault();
    choose(one("[data-mentions]", option.closest(".talk-field")), option);
  });
})();
