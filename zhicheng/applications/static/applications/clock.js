// The server's clock runs on while the page is open; without this script it stands as of the page's answer.
(() => {
  "use strict";
  const begun = performance.now();
  const two = (number) => String(number).padStart(2, "0");
  for (const shown of document.querySelectorAll("[data-server-clock]")) {
    const at = Date.parse(shown.dateTime);
    const draw = () => {
      const now = new Date(at + performance.now() - begun + 8 * 3600 * 1000); // China has one zone and no summer time
      const day = `${now.getUTCFullYear()}年${now.getUTCMonth() + 1}月${now.getUTCDate()}日`;
      shown.textContent = `${day} ${two(now.getUTCHours())}:${two(now.getUTCMinutes())}:${two(now.getUTCSeconds())}`;
    };
    draw();
    setInterval(draw, 1000);
  }
})();
