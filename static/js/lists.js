/* Lists: ticking rows, and cells that are changed where they stand. Works on top of tandem.js. */
(() => {
  "use strict";

  const body = document.body;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  /* Ticking rows -------------------------------------------------------------------------- */
  function count() {
    const bar = one("[data-bulk]");
    if (!bar) return;
    const ticked = all(".row-box:checked").length;
    const words = one("[data-bulk-count]", bar);
    const every = one("[data-bulk-all]", bar);
    bar.classList.toggle("is-on", ticked > 0 || Boolean(every?.checked));
    words.textContent = every?.checked ? words.dataset.all
      : ticked === 1 ? words.dataset.one : words.dataset.many.replace("{n}", ticked);
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches(".row-box, [data-check-all], [data-bulk-all]")) setTimeout(count);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-bulk-none]")) {
      all(".row-box, [data-check-all], [data-bulk-all]").forEach((box) => { box.checked = false; });
      count();
      return;
    }
    const go = event.target.closest("[data-bulk-go]");
    if (!go || !window.htmx) return;
    // The form is an address: the dialog asks it, a page without the script goes there.
    const form = go.form;
    go.dataset.dialog = "wide";
    go.dataset.url = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
  }, true);

  /* Cells --------------------------------------------------------------------------------- */
  let back = null; // {row, key}: where the focus returns after a cell was saved.

  const cells = (row) => all("td[data-edit]", row);

  function open(cell) {
    const table = cell.closest("[data-cells]");
    const row = cell.closest("[data-id]");
    if (!table || !row || one("[data-cell-form]", cell) || !window.htmx) return;
    all("[data-cell-form]").forEach((form) => leave(form.closest("td"), false));
    cell.dataset.before = cell.innerHTML;
    const columns = encodeURIComponent(table.dataset.columns);
    const url = `${table.dataset.cells}${row.dataset.id}/${cell.dataset.edit}/?columns=${columns}`;
    window.htmx.ajax("GET", url, { target: cell, swap: "innerHTML", source: cell }).then(() => {
      const field = one("[data-cell-form] :is(input:not([type=hidden]), select, textarea)", cell);
      field?.focus();
      field?.select?.();
    });
  }

  function leave(cell, focus = true) {
    if (!cell || cell.dataset.before === undefined) return;
    cell.innerHTML = cell.dataset.before;
    delete cell.dataset.before;
    if (focus) cell.focus();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("a, button, input, select, textarea, label, form")) return;
    const cell = event.target.closest("[data-editable] td[data-edit]");
    if (cell) open(cell);
  });

  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.("[data-editable] td[data-edit]");
    const inside = event.target.closest?.("[data-cell-form]");
    if (inside && event.key === "Escape") {
      event.stopPropagation();
      leave(inside.closest("td"));
    } else if (inside && event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      inside.requestSubmit();
    } else if (cell && !inside && (event.key === "Enter" || event.key === "F2")) {
      event.preventDefault();
      open(cell);
    } else if (!inside && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      walk(event);
    }
  }, true);

  /* Left and right go through the cells of the row that may be changed. */
  function walk(event) {
    const row = event.target.closest?.("[data-editable] [data-row]");
    if (!row || event.target.matches("input, select, textarea")) return;
    const list = cells(row);
    const here = list.indexOf(event.target.closest("td[data-edit]"));
    const next = event.key === "ArrowRight" ? here + 1 : here - 1;
    if (next >= list.length) return;
    event.preventDefault();
    (next < 0 ? one("[data-open], a[href]", row) : list[next])?.focus();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-cell-form]");
    if (form) back = { row: form.closest("[data-id]").dataset.id, key: form.closest("td").dataset.edit };
  }, true);

  body.addEventListener("htmx:beforeSwap", (event) => {
    // Somebody is typing in a cell: the rows wait.
    if (event.detail.target.id === "list" && one("[data-cell-form]", event.detail.target)) event.detail.shouldSwap = false;
  });

  body.addEventListener("htmx:afterSettle", () => {
    count();
    if (!back) return;
    const cell = one(`[data-id="${CSS.escape(back.row)}"] td[data-edit="${CSS.escape(back.key)}"]`);
    if (!cell) return;
    const field = one("[data-cell-form] :is(input:not([type=hidden]), select, textarea)", cell);
    (field || cell).focus();
    if (!field) back = null;
  });

  /* Cards of the board --------------------------------------------------------------------- */
  let dragged = null;

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-drop]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.drop);
    dragged.classList.add("is-dragged");
  });

  document.addEventListener("dragover", (event) => {
    const column = dragged && event.target.closest?.("[data-column]");
    all("[data-column].is-open").forEach((other) => other.classList.toggle("is-open", other === column));
    if (!column || column.contains(dragged)) return;
    event.preventDefault();
    column.classList.add("is-open");
  });

  document.addEventListener("drop", (event) => {
    const column = dragged && event.target.closest?.("[data-column]");
    if (!column || !window.htmx) return;
    event.preventDefault();
    // The card moves when the board says so: what is refused never left its place.
    window.htmx.ajax("POST", dragged.dataset.drop, {
      values: { column: column.dataset.column }, source: dragged, target: "#dialog-part", swap: "none",
    });
  });

  document.addEventListener("dragend", () => {
    all(".is-dragged, .is-open").forEach((place) => place.classList.remove("is-dragged", "is-open"));
    dragged = null;
  });

  body.addEventListener("open-dialog", (event) => {
    const link = document.createElement("a");
    link.href = event.detail.url;
    link.dataset.dialog = /hand_over|resubmit/.test(link.href) ? "wide" : "";
    link.hidden = true;
    body.append(link);
    link.click();
    setTimeout(() => link.remove(), 2000);
  });

  count();
})();
