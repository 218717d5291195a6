// Show the photo as the three sliders frame it, while they are moved. The form works without this script.
(() => {
  "use strict";
  const PAUSE = 150; // milliseconds after the last move
  const form = document.querySelector("form.mend");
  const image = form?.querySelector("img");
  let waiting;
  form?.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const frame = new URLSearchParams();
      for (const name of ["x", "y", "zoom"]) frame.set(name, form.elements[name].value);
      image.src = `${form.dataset.preview}?${frame}`;
    }, PAUSE);
  });
})();
