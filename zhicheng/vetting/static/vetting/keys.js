// Keys on the page of a case: next, previous, evidence, pass, return. Each presses a link or button that stands on the page.
(() => {
  "use strict";
  const panel = document.getElementById("keys");
  const help = document.getElementById("keys-help");
  const off = document.getElementById("keys-off");
  if (!panel) return;

  const order = JSON.parse(sessionStorage.getItem("desk-order") || '{"cases": [], "more": ""}');
  const here = order.cases.indexOf(location.pathname);
  const lead = (key, address) => {
    const link = panel.querySelector(`[data-key="${key}"]`);
    link.hidden = !address;
    if (address) link.href = address;
  };
  lead("j", here >= 0 ? order.cases[here + 1] || order.more : "");
  lead("k", here > 0 ? order.cases[here - 1] : "");
  panel.hidden = false;

  const show = (open) => {
    help.hidden = !open;
    panel.querySelector("button").setAttribute("aria-expanded", String(open));
  };
  panel.querySelector("button").addEventListener("click", () => show(help.hidden));
  off.checked = localStorage.getItem("keys-off") === "1";
  off.addEventListener("change", () => localStorage.setItem("keys-off", off.checked ? "1" : "0"));

  const evidence = () => {
    const proofs = [...document.querySelectorAll(".proofs a")];
    return proofs[(proofs.findIndex((one) => one.hasAttribute("aria-current")) + 1) % proofs.length];
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "Escape") return show(false);
    if (off.checked) return;
    if (event.key === "?") return show(help.hidden);
    const link = event.key === "e" ? evidence() : document.querySelector(`[data-key="${CSS.escape(event.key)}"]:not([hidden])`);
    if (link) {
      event.preventDefault();
      link.click();
    }
  });
})();
