// A form in a frame tells its page how high it is; sent twice by a double click, it goes once.
(() => {
  "use strict";
  const form = document.querySelector("form[data-once]");
  form?.addEventListener("submit", () => {
    setTimeout(() => form.querySelector("button").setAttribute("disabled", ""));
  });
  document.querySelector("[aria-invalid=true]")?.focus();
  if (parent === window) return;
  document.documentElement.dataset.framed = "";
  const tell = () => {
    const height = Math.ceil(document.querySelector("main").getBoundingClientRect().height);
    parent.postMessage({ tandemFormHeight: height }, "*");
  };
  new ResizeObserver(tell).observe(document.querySelector("main"));
})();
