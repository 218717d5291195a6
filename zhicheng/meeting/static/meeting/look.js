// The reader's desk tells what is opened and that it is still in sight; supervisors alone see it.
(() => {
  const EVERY = 15000;
  const desk = document.getElementById("desk");
  const tell = (item, more = {}) =>
    fetch(desk.dataset.look, {
      method: "POST",
      body: new URLSearchParams({ item, ...more }),
      headers: { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
      redirect: "manual",
      keepalive: true,
    }).catch(() => null); // reading goes on without a line

  tell(desk.dataset.item);
  setInterval(() => document.hidden || tell(desk.dataset.item, { still: "1" }), EVERY);
  for (const link of desk.querySelectorAll("a[data-item]")) {
    link.addEventListener("click", () => tell(link.dataset.item));
  }
})();
