// Send an attachment in pieces that resume, named by the SHA-256 of its content before the first piece.
// The form works without this script: it then sends the file in one request.
(() => {
  "use strict";
  const PIECE = 512 * 1024; // bytes
  const PAUSES = [0, 1000, 3000, 5000, 10000, 20000]; // milliseconds between tries
  const running = new Set();

  const hash = async (file) => {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  class Sending {
    constructor(form, file) {
      this.form = form;
      this.words = form.dataset;
      this.file = file;
      this.told = document.createElement("p");
      this.told.setAttribute("role", "status");
      this.bar = document.createElement("progress");
      this.bar.className = "w-100";
      this.bar.max = file.size || 1;
      this.bar.value = 0;
      this.bar.setAttribute("aria-label", file.name);
      const button = form.querySelector("button");
      button.before(this.bar, this.told);
      this.buttons = form.querySelectorAll("button");
      for (const one of this.buttons) one.disabled = true;
      running.add(this);
    }

    async start() {
      this.told.textContent = this.words.wordsNaming;
      const value = (name) => this.form.elements[name]?.value ?? "";
      const metadata = { filename: this.file.name, key: value("key"), title: value("title"), number: value("number") };
      metadata.issued_on = value("issued_on");
      try {
        metadata.sha256 = await hash(this.file);
      } catch {
        this.failed(this.words.wordsFailed); // the file was moved or is on a stick that is gone
        return;
      }
      this.upload = new tus.Upload(this.file, {
        endpoint: this.words.named,
        chunkSize: PIECE,
        retryDelays: PAUSES,
        metadata,
        fingerprint: async () => ["zhicheng", this.words.named, metadata.key, metadata.sha256].join("|"),
        removeFingerprintOnSuccess: true,
        onBeforeRequest: (request) => request.setHeader("X-CSRFToken", this.form.elements.csrfmiddlewaretoken.value),
        onShouldRetry: (error) => {
          const status = error.originalResponse?.getStatus() ?? 0;
          return navigator.onLine && (status < 400 || status >= 500 || status === 409);
        },
        onProgress: (sent, size) => {
          this.bar.value = sent;
          this.told.textContent = `${Math.floor((100 * sent) / size)}% ${this.words.wordsSending}`;
        },
        onSuccess: () => this.done(),
        onError: (error) => this.broken(error),
      });
      const before = await this.upload.findPreviousUploads();
      if (before.length) this.upload.resumeFromPreviousUpload(before[0]);
      this.upload.start();
    }

    broken(error) {
      const answered = error.originalResponse;
      if (!answered || answered.getStatus() >= 500) {
        // the line is broken: go on where it ended as soon as it is back
        this.told.textContent = this.words.wordsBroken;
        const again = () => this.upload.start();
        if (navigator.onLine) setTimeout(again, PAUSES.at(-1));
        else addEventListener("online", again, { once: true });
        return;
      }
      const kind = answered.getHeader("Content-Type") ?? "";
      this.failed((kind.startsWith("text/plain") && answered.getBody()) || this.words.wordsFailed);
    }

    failed(words) {
      running.delete(this);
      this.bar.remove();
      this.told.textContent = words;
      this.told.className = "invalid-feedback d-block";
      this.told.setAttribute("role", "alert");
      for (const one of this.buttons) one.disabled = false;
    }

    done() {
      running.delete(this);
      this.told.textContent = this.words.wordsDone;
      if (running.size) return;
      location.hash = this.form.elements.key.value;
      location.reload();
    }
  }

  for (const form of document.querySelectorAll("form[data-named]")) {
    form.addEventListener("submit", (event) => {
      const file = form.elements.file.files[0];
      if (!file || !globalThis.tus?.isSupported || !globalThis.crypto?.subtle) return; // the server says what is missing
      event.preventDefault();
      new Sending(form, file).start();
    });
  }
  addEventListener("beforeunload", (event) => {
    if (running.size) event.preventDefault();
  });
})();
