// Send the files of a form with data-pieces one by one in pieces that resume, with a bar for each. With data-straight they
// go to the store by a signed address; where that fails, in pieces.
// The form works without this script: it then sends everything in one request.
(() => {
  "use strict";
  const AT_ONCE = 3;
  const PIECE = 512 * 1024; // bytes
  const PATIENCE = 15000; // milliseconds without progress after which the store counts as away
  const KIND = "application/octet-stream"; // part of what is signed
  const PAUSES = [0, 1000, 3000, 5000, 10000, 20000]; // milliseconds between tries

  const base64 = (text) => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));

  /** Put a file at a signed address of the store; whether the store has taken it. */
  function put(address, file, progress) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      let watch;
      const hope = () => {
        clearTimeout(watch);
        watch = setTimeout(() => request.abort(), PATIENCE);
      };
      request.upload.addEventListener("progress", (event) => {
        hope();
        progress(event.loaded, file.size);
      });
      request.addEventListener("loadend", () => {
        clearTimeout(watch);
        resolve(request.status >= 200 && request.status < 300);
      });
      request.open("PUT", address);
      request.setRequestHeader("Content-Type", KIND);
      hope();
      request.send(file);
    });
  }

  class Uploads {
    constructor(form) {
      this.form = form;
      this.words = form.dataset;
      this.list = form.querySelector("[data-uploads]");
      this.fields = [...form.querySelectorAll("input[type=file]")];
      this.waiting = [];
      this.running = 0;
      this.announcing = false;
      this.straight = "straight" in form.dataset;
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
      const progress = (sent, size) => {
        bar.max = size;
        bar.value = sent;
        told.textContent = `${Math.floor((100 * sent) / size)}%`;
      };
      const metadata = { filename: file.name, title, several: several ? "1" : "0" };
      const one = { item, bar, told, file, metadata, progress };
      one.upload = new tus.Upload(file, {
        endpoint: this.words.pieces,
        chunkSize: PIECE,
        retryDelays: PAUSES,
        metadata,
        fingerprint: async () => ["zhicheng", this.words.pieces, file.name, file.size, file.lastModified].join("|"),
        removeFingerprintOnSuccess: true,
        onBeforeRequest: (request) =>
          request.setHeader("X-CSRFToken", this.form.elements.csrfmiddlewaretoken.value),
        onShouldRetry: (error) => {
          const status = error.originalResponse?.getStatus() ?? 0;
          return navigator.onLine && (status < 400 || status >= 500 || status === 409);
        },
        onProgress: progress,
        onUploadUrlAvailable: () => one.upload.options.uploadUrl || this.announced(),
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
      else if (this.straight && (await this.sendStraight(one))) return this.done(one);
      one.upload.start();
    }

    /** Announce the file, put it at the signed address, say so; whether all of it worked. What did not goes in pieces. */
    async sendStraight(one) {
      const told = { ...one.metadata, direct: "1" };
      const coded = Object.entries(told).map(([name, text]) => `${name} ${base64(text)}`);
      const asked = { "Upload-Length": String(one.file.size), "Upload-Metadata": coded.join(",") };
      const made = await this.ask("POST", this.words.pieces, asked);
      if (made?.status !== 201) return false; // the announcement of the pieces tells why
      one.upload.options.uploadUrl = made.headers.get("Location");
      this.announced();
      const address = made.headers.get("Signed-Address");
      if (address && (await put(address, one.file, one.progress))) {
        const answer = await this.ask("PUT", one.upload.options.uploadUrl);
        if (answer?.ok) return true;
      }
      this.straight = false;
      return false;
    }

    /** The server's answer by the protocol; null where the line is broken. */
    ask(method, address, headers = {}) {
      const token = this.form.elements.csrfmiddlewaretoken.value;
      const all = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token, ...headers };
      return fetch(address, { method, headers: all }).catch(() => null);
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
