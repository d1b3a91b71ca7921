// Meeting mode: arrows and space turn the cards; without this script the links do.
const typing = (node) => node.closest("input, select, textarea");
const pressing = (node) => node.closest("button, a");
const turn = (way) => document.querySelector(`[data-turn="${way}"]`)?.click();

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const arrow = event.key === "ArrowRight" || event.key === "ArrowLeft";
  if (!arrow && event.key !== " ") return;
  if (typing(event.target) || (!arrow && pressing(event.target))) return;
  event.preventDefault();
  turn(event.key === "ArrowLeft" ? "back" : "on");
});

document.querySelector("[data-fullscreen]")?.addEventListener("click", () => {
  document.documentElement.requestFullscreen?.();
});
