// Meeting mode: arrows and space turn the cards and walk the rows, d begins a decision; without this script the links do.
const typing = (node) => node.closest("input, select, textarea");
const pressing = (node) => node.closest("button, a");
const turn = (way) => document.querySelector(`[data-turn="${way}"]`)?.click();

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  const row = { ArrowDown: "j", ArrowUp: "k" }[event.key];
  if (row && !typing(event.target)) {
    event.preventDefault();
    document.dispatchEvent(new KeyboardEvent("keydown", { key: row, bubbles: true }));
    return;
  }
  if (event.key === "d" && !typing(event.target)) {
    const field = document.querySelector("[data-decide] input[name=text]");
    if (field) { event.preventDefault(); field.focus(); }
    return;
  }
  const arrow = event.key === "ArrowRight" || event.key === "ArrowLeft";
  if (!arrow && event.key !== " ") return;
  if (typing(event.target) || (!arrow && pressing(event.target))) return;
  event.preventDefault();
  turn(event.key === "ArrowLeft" ? "back" : "on");
});

document.querySelector("[data-fullscreen]")?.addEventListener("click", () => {
  document.documentElement.requestFullscreen?.();
});
