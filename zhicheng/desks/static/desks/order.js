// The order of the list that was opened last, so that the page of a case knows the next and the previous one.
(() => {
  "use strict";
  const cases = [...document.querySelectorAll("[data-case]")].map((link) => link.pathname);
  const next = document.querySelector("a[rel=next]");
  sessionStorage.setItem("desk-order", JSON.stringify({ cases, more: next ? next.href : "" }));
})();
