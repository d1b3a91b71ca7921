/* The search on every page: Ctrl K, Cmd K or / opens it; arrows choose, Enter opens, Escape closes.
   Without this script the link of the menu leads to the search as a page. */
(() => {
  "use strict";

  const dialog = document.querySelector("#palette");
  const WAIT_MS = 90;
  const MOST_SEEN = 12;
  const KEY = "tandem-seen";
  const PLACES = /^\/(leads|companies|contacts|campaigns)\/([0-9a-f-]{36})\/$/;

  /* What this browser opened lately: kinds and ids, never names. */
  function seen() {
    try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return []; }
  }

  function remember() {
    const place = PLACES.exec(location.pathname);
    if (!place) return;
    const here = `${place[1]}:${place[2]}`;
    const rows = [here, ...seen().filter((row) => row !== here)].slice(0, MOST_SEEN);
    try { localStorage.setItem(KEY, JSON.stringify(rows)); } catch { /* private browsing */ }
  }
  remember();
  if (!dialog) return;

  const input = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const options = () => [...list.querySelectorAll("[role=option]")];
  let current = -1;
  let timer;
  let asking;
  let answered = null;
  let enterWaits = false;

  function mark(index) {
    const rows = options();
    current = rows.length ? (index + rows.length) % rows.length : -1;
    rows.forEach((row, place) => {
      row.id = `palette-${place}`;
      row.setAttribute("aria-selected", String(place === current));
    });
    const row = rows[current];
    if (row) {
      input.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  async function ask() {
    clearTimeout(timer);
    asking?.abort();
    asking = new AbortController();
    const words = input.value.trim();
    const query = new URLSearchParams({ q: words, at: location.pathname, seen: seen().join(",") });
    try {
      const answer = await fetch(`${dialog.dataset.url}?${query}`, {
        headers: { "HX-Request": "true" }, credentials: "same-origin", signal: asking.signal,
      });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      list.innerHTML = await answer.text();
      answered = words;
      mark(0);
      if (enterWaits) choose();
    } catch (error) {
      if (error.name !== "AbortError") list.textContent = document.body.dataset.offline;
    }
  }

  function choose(event) {
    if (answered !== input.value.trim()) { enterWaits = true; ask(); return; }
    enterWaits = false;
    const row = options()[current];
    if (!row) { dialog.querySelector("form").submit(); return; }
    const target = row.matches("form") ? row.querySelector("button") : row;
    if (event && (event.ctrlKey || event.metaKey) && target.href) { window.open(target.href, "_blank", "noopener"); return; }
    dialog.close();
    target.click();
  }

  document.addEventListener("palette", (event) => {
    event.preventDefault();
    if (dialog.open) { input.select(); return; }
    if (document.querySelector("dialog[open]")) return;
    enterWaits = false;
    dialog.showModal();
    input.focus();
    input.select();
    ask();
  });

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT_MS); });
  dialog.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") mark(current + (key === "ArrowDown" ? 1 : -1));
    else if (key === "Enter" && !event.isComposing && event.target === input) choose(event);
    else if (key === "Escape") dialog.close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("pointermove", (event) => {
    const place = options().indexOf(event.target.closest("[role=option]"));
    if (place >= 0 && place !== current) mark(place);
  });
  // Closed first: what the click opens may be a dialog itself.
  list.addEventListener("click", (event) => {
    if (event.target.closest("[role=option]") && !event.ctrlKey && !event.metaKey) dialog.close();
  }, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-palette]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (location.hash === "#menu") location.hash = "#content";
    document.dispatchEvent(new CustomEvent("palette", { cancelable: true }));
  });
})();
