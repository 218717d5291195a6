// Send the files of a form with data-pieces one by one in pieces that resume, with a bar for each.
// The form works without this script: it then sends everything in one request.
(() => {
  "use strict";
  const AT_ONCE = 3;
  const PIECE = 512 * 1024; // bytes
  const PAUSES = [0, 1000, 3000, 5000, 10000, 20000]; // milliseconds between tries

  class Uploads {
    constructor(form) {
      this.form = form;
      this.words = form.dataset;
      this.list = form.querySelector("[data-uploads]");
      this.fields = [...form.querySelectorAll("input[type=file]")];
      this.waiting = [];
      this.running = 0;
      this.announcing = false;
      form.addEventListener("submit", (event) => this.start(event));
      if ("atOnce" in form.dataset) form.addEventListener("change", (event) => event.target.files?.length && form.requestSubmit());
    }

    start(event) {
      if (event.submitter?.hasAttribute("formaction") || !globalThis.tus?.isSupported) return;
      const files = this.fields.flatMap((field) => [...field.files]);
      const title = this.form.elements.title.value.trim();
      if (!files.length || !title) return; // the server says what is missing
      event.preventDefault();
      for (const file of files) this.waiting.push(this.line(file, title, files.length > 1));
      for (const field of this.fields) field.value = "";
      this.next();
    }

    /** A line with name, bar and words for a file, and its upload. */
    line(file, title, several) {
      const item = document.createElement("li");
      item.className = "arrival";
      const words = document.createElement("div");
      words.className = "arrival-words";
      const name = document.createElement("div");
      name.textContent = file.name;
      const bar = document.createElement("progress");
      bar.max = file.size || 1;
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      const told = document.createElement("div");
      told.className = "text-secondary";
      told.setAttribute("role", "status");
      told.textContent = this.words.wordsWaiting;
      words.append(name, bar, told);
      item.append(words);
      this.list.append(item);
      const one = { item, bar, told };
      one.upload = new tus.Upload(file, {
        endpoint: this.words.pieces,
        chunkSize: PIECE,
        retryDelays: PAUSES,
        metadata: { filename: file.name, title, several: several ? "1" : "0" },
        fingerprint: async () => ["zhicheng", this.words.pieces, file.name, file.size, file.lastModified].join("|"),
        removeFingerprintOnSuccess: true,
        onBeforeRequest: (request) =>
          request.setHeader("X-CSRFToken", this.form.elements.csrfmiddlewaretoken.value),
        onShouldRetry: (error) => {
          const status = error.originalResponse?.getStatus() ?? 0;
          return navigator.onLine && (status < 400 || status >= 500 || status === 409);
        },
        onProgress: (sent, size) => {
          bar.max = size;
          bar.value = sent;
          told.textContent = `${Math.floor((100 * sent) / size)}%`;
        },
        onUploadUrlAvailable: () => this.announced(),
        onSuccess: () => this.done(one),
        onError: (error) => this.failed(one, error),
      });
      return one;
    }

    /** Begin another where there is room; one at a time announces itself, so that the images keep the order of choice. */
    next() {
      if (this.announcing || this.running >= AT_ONCE || !this.waiting.length) return;
      this.announcing = true;
      this.running += 1;
      this.begin(this.waiting.shift());
    }

    announced() {
      this.announcing = false;
      this.next();
    }

    async begin(one) {
      one.told.textContent = this.words.wordsSending;
      const before = await one.upload.findPreviousUploads();
      if (before.length) one.upload.resumeFromPreviousUpload(before[0]);
      one.upload.start();
    }

    done(one) {
      one.item.remove();
      this.running -= 1;
      this.refresh();
      this.next();
    }

    failed(one, error) {
      const answered = error.originalResponse;
      if (!answered || answered.getStatus() >= 500) {
        // the line is broken: go on where it ended as soon as it is back
        one.told.textContent = this.words.wordsBroken;
        const again = () => one.upload.start();
        if (navigator.onLine) setTimeout(again, PAUSES.at(-1));
        else addEventListener("online", again, { once: true });
        return;
      }
      const kind = answered.getHeader("Content-Type") ?? "";
      const text = kind.startsWith("text/plain") ? answered.getBody() : "";
      one.told.textContent = text || this.words.wordsFailed;
      one.told.className = "arrival-failed";
      one.bar.remove();
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.textContent = this.words.wordsAway;
      button.addEventListener("click", () => one.item.remove());
      one.item.append(button);
      this.running -= 1;
      this.announced();
    }

    /** Ask for the list of images anew; it goes on asking by itself while something is on its way. */
    refresh() {
      const panel = document.getElementById("evidence-panel");
      if (panel && globalThis.htmx) {
        htmx.ajax("GET", this.words.panel, { target: panel, swap: "outerHTML" });
      }
    }
  }

  for (const form of document.querySelectorAll("form[data-pieces]")) new Uploads(form);
})();
