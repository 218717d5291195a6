// Ticks of the list: all of the page at once, and how many there are. Without it each is ticked by itself.
(() => {
  "use strict";
  const boxes = [...document.querySelectorAll("input[name=case]")];
  const head = document.querySelector("th.tick");
  const many = document.getElementById("ticked");
  const scope = document.querySelector("#batch input[value=ticked]");
  if (!boxes.length || !head || !many || !scope) return;
  const all = Object.assign(document.createElement("input"), { type: "checkbox", className: "form-check-input" });
  all.setAttribute("aria-label", "勾选本页全部");
  head.append(all);
  const count = () => {
    const on = boxes.filter((box) => box.checked).length;
    many.textContent = on ? `（${on}）` : "";
    all.checked = on === boxes.length;
    all.indeterminate = on > 0 && on < boxes.length;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    scope.checked = true;
    count();
  });
  for (const box of boxes) {
    box.addEventListener("change", () => {
      scope.checked = true;
      count();
    });
  }
  count();
})();
