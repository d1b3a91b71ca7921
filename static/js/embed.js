// For sites that embed a form of Tandem: hands the UTM words of the visit to the form and fits the
// height of its frame. Nothing is loaded from elsewhere, nobody is followed.
//
// The words of the first page seen are kept until the tab is closed (sessionStorage), so that they
// survive a walk through the site. data-keep="30" on the script keeps them that many days in the
// browser instead: ask your visitors first.
(() => {
  "use strict";
  const me = document.currentScript;
  const WORDS = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];
  const KEY = "tandem-first-touch";
  const days = Number((me && me.dataset.keep) || 0);
  const home = me ? new URL(me.src).origin : "";

  const here = () => {
    const asked = new URLSearchParams(location.search);
    const found = {};
    for (const word of WORDS) {
      const value = (asked.get(word) || "").slice(0, 100);
      if (value) found[word] = value;
    }
    return found;
  };

  const kept = (now) => {
    try {
      const store = days > 0 ? localStorage : sessionStorage;
      const old = JSON.parse(store.getItem(KEY) || "null");
      if (old && (!days || Date.now() - old.at < days * 86400000)) {
        const last = Object.keys(now).length ? now : old.last || {};
        store.setItem(KEY, JSON.stringify({ ...old, last }));
        return { first: old.first || {}, last };
      }
      if (Object.keys(now).length) {
        store.setItem(KEY, JSON.stringify({ first: now, last: now, at: Date.now() }));
      }
    } catch { /* storage is shut: this page's words are enough */ }
    return { first: now, last: now };
  };

  const dress = (frame, marks) => {
    const address = new URL(frame.src, location.href);
    if (address.origin !== home || address.searchParams.has("page")) return;
    for (const word of WORDS) {
      if (marks.last[word]) address.searchParams.set(word, marks.last[word]);
      if (marks.first[word]) address.searchParams.set(`first_${word}`, marks.first[word]);
    }
    address.searchParams.set("page", (location.origin + location.pathname).slice(0, 300));
    frame.src = address.href;
  };

  const run = () => {
    const marks = kept(here());
    for (const frame of document.querySelectorAll("iframe[data-tandem-form]")) dress(frame, marks);
  };

  addEventListener("message", (event) => {
    const height = event.data && event.data.tandemFormHeight;
    if (event.origin !== home || !Number.isFinite(height)) return;
    for (const frame of document.querySelectorAll("iframe[data-tandem-form]")) {
      if (frame.contentWindow === event.source) frame.height = Math.min(Math.max(height, 200), 4000);
    }
  });
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", run);
  else run();
})();
