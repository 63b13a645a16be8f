// Arrow keys inside a list go from one request to the next; Alt with an arrow follows the page's own
// "next" and "previous". Single letters stay free for screen readers and speech (WCAG 2.1.4).
"use strict";
document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, textarea, select");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || field || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.altKey) {
    const way = document.querySelector(step > 0 ? "a[rel=next]" : "a[rel=prev]");
    if (way) { event.preventDefault(); way.click(); }
    return;
  }
  const list = event.target.closest("[data-keys]");
  if (!list) return;
  const links = [...list.querySelectorAll("tbody th a")];
  const here = links.findIndex((one) => one.closest("tr").contains(event.target));
  const next = links[here + step];
  if (next) { event.preventDefault(); next.focus(); }
});
