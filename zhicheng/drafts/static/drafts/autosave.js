// Keep what is typed in a form that holds a .autosave part: on the server, in this browser while the line is broken.
// The form works without this script; nothing here hands anything in.
(() => {
  "use strict";
  const QUIET = 1000; // milliseconds after the last key
  const RETRY = 5000;
  const MARK = "kept_draft";

  /** The fields that a person fills; hidden fields, files, passwords and codes are left alone. */
  const fieldsOf = (form) =>
    [...form.elements].filter(
      (one) =>
        one.name &&
        !one.disabled &&
        !["hidden", "file", "password", "submit", "button", "reset", "image"].includes(one.type) &&
        one.autocomplete !== "one-time-code" &&
        one.tagName !== "FIELDSET",
    );

  const valuesOf = (form) => {
    const found = {};
    for (const one of fieldsOf(form)) {
      found[one.name] ??= [];
      if (["checkbox", "radio"].includes(one.type)) {
        if (one.checked) found[one.name].push(one.value);
      } else if (one.tagName === "SELECT") {
        found[one.name].push(...[...one.selectedOptions].map((option) => option.value));
      } else {
        found[one.name].push(one.value);
      }
    }
    return found;
  };

  const fill = (form, values) => {
    const left = Object.fromEntries(Object.entries(values).map(([name, texts]) => [name, [...texts]]));
    for (const one of fieldsOf(form)) {
      const texts = left[one.name];
      if (!texts) continue;
      if (["checkbox", "radio"].includes(one.type)) one.checked = texts.includes(one.value);
      else if (one.tagName === "SELECT") {
        for (const option of one.options) option.selected = texts.includes(option.value);
      } else one.value = texts.shift() ?? "";
    }
  };

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  /** A short mark of what the form held before anything was typed (FNV-1a, 32 bits). */
  const markOf = (values) => {
    let mark = 0x811c9dc5;
    for (const letter of JSON.stringify(values)) {
      mark = Math.imul(mark ^ letter.codePointAt(0), 0x01000193);
    }
    return (mark >>> 0).toString(16);
  };

  const labelOf = (form, name) => {
    const one = fieldsOf(form).find((field) => field.name === name);
    const label = one?.labels?.[0] ?? one?.closest("fieldset")?.querySelector("legend");
    return (label?.firstChild?.textContent ?? name).trim();
  };

  /** A value as a person reads it: the words of an option, not its key. */
  const shown = (form, name, texts, nothing) =>
    (texts ?? [])
      .map((text) => {
        const option = fieldsOf(form)
          .filter((one) => one.name === name && one.tagName === "SELECT")
          .flatMap((one) => [...one.options])
          .find((one) => one.value === text && text);
        return option ? option.textContent : text;
      })
      .join("、") || nothing;

  class Keeper {
    constructor(part) {
      this.part = part;
      this.words = part.dataset;
      this.form = part.closest("form");
      this.address = new URL(this.form.action || location.href).pathname;
      this.store = `typed:${this.words.owner}:${this.address}`;
      this.first = valuesOf(this.form);
      this.base = markOf(this.first);
      this.kept = this.first; // what is safe on the server, or was there at the beginning
      this.seen = 0;
      this.handedIn = false;
      this.busy = false;
      this.open = false; // a question to the person is open: nothing is sent
    }

    async start() {
      this.form.addEventListener("input", () => this.soon());
      this.form.addEventListener("change", () => this.soon());
      this.form.addEventListener("submit", () => this.handIn());
      window.addEventListener("online", () => this.save());
      document.addEventListener("visibilitychange", () => document.hidden && this.save(true));
      window.addEventListener("pageshow", (event) => {
        if (event.persisted) this.handedIn = false;
      });
      this.part.addEventListener("click", (event) => event.target.dataset.do === "drop" && this.drop());
      await this.restore();
    }

    async restore() {
      const answer = await this.ask(`?address=${encodeURIComponent(this.address)}`).catch(() => null);
      const draft = answer?.ok ? await answer.json() : null;
      if (draft) this.version(draft.version);
      const now = valuesOf(this.form);
      if (!same(now, this.first)) return this.soon(); // somebody types already
      const local = this.local();
      const arrived = draft?.version && same(draft.typed, local?.typed); // sent as the page was closed
      if (local && !arrived && local.base === this.base && !same(local.typed, now)) {
        fill(this.form, local.typed);
        this.say("local");
        this.offerDrop();
        if (draft?.version && local.seen !== draft.version) return this.differ(draft);
        return this.save();
      }
      this.forget();
      if (!draft?.version || same(draft.typed, now)) return undefined;
      if ("typed" in this.words) return this.save();
      if (draft.base !== this.base) return this.differ(draft);
      fill(this.form, draft.typed);
      this.kept = draft.typed;
      this.say("restored", draft.saved);
      this.offerDrop();
      return undefined;
    }

    soon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), QUIET);
    }

    handIn() {
      this.handedIn = true;
      clearTimeout(this.timer);
      this.stop?.abort();
      let mark = this.form.querySelector(`[name=${MARK}]`);
      if (!mark) {
        mark = Object.assign(document.createElement("input"), { type: "hidden", name: MARK });
        this.form.append(mark);
      }
      mark.value = this.seen;
    }

    async save(last = false) {
      const typed = valuesOf(this.form);
      if (this.handedIn || this.open || same(typed, this.kept)) return;
      if (this.busy) {
        this.soon();
        return;
      }
      this.busy = true;
      this.say("saving");
      this.remember(typed);
      try {
        const answer = await this.ask("", { typed: JSON.stringify(typed), base: this.base, seen: this.seen }, last);
        await this.answered(answer, typed);
      } catch (failed) {
        if (failed.name !== "AbortError") {
          this.say("offline");
          this.timer = setTimeout(() => this.save(), RETRY);
        }
      } finally {
        this.busy = false;
      }
    }

    async answered(answer, typed) {
      const ended = answer.type === "opaqueredirect" || (answer.status === 403 && !(await this.freshToken()));
      if (ended) {
        this.say("ended");
        this.enterAgain();
        return;
      }
      if (answer.status === 403) {
        this.soon();
        return;
      }
      if (answer.status >= 500) throw new Error("the server has failed");
      const told = await answer.json();
      if (answer.ok) {
        this.kept = typed;
        this.version(told.version);
        this.forget();
        this.say("saved", told.saved);
        this.offerDrop();
        if (!same(valuesOf(this.form), typed)) this.soon();
      } else if (told.newer?.version) {
        this.differ(told.newer);
      } else if (told.newer) {
        this.version(0);
        this.kept = typed;
        this.say("gone");
      } else {
        this.line(told.message);
      }
    }

    /** Two versions: show where they differ and let the person choose. */
    differ(draft) {
      this.open = true;
      this.panel?.remove();
      const part = this.part.querySelector("[data-part=difference]").content.cloneNode(true).firstElementChild;
      const here = valuesOf(this.form);
      if (draft.saved) part.querySelector("[data-when]").append(`（${draft.saved}）`);
      const heads = [...part.querySelectorAll("th")].map((head) => head.textContent);
      for (const name of new Set([...Object.keys(here), ...Object.keys(draft.typed)])) {
        if (same(here[name] ?? [], draft.typed[name] ?? [])) continue;
        const row = part.querySelector("tbody").insertRow();
        const texts = [
          labelOf(this.form, name),
          shown(this.form, name, here[name], this.words.nothing),
          shown(this.form, name, draft.typed[name], this.words.nothing),
        ];
        texts.forEach((text, at) => {
          const cell = row.insertCell();
          cell.dataset.label = heads[at];
          cell.append(text);
        });
      }
      const choose = (mine) => {
        this.open = false;
        part.remove();
        this.version(draft.version);
        if (!mine) fill(this.form, draft.typed);
        this.kept = null; // in any case a new version, on the base of what the page shows now
        this.save();
        fieldsOf(this.form)[0]?.focus();
      };
      part.querySelector("[data-do=mine]").addEventListener("click", () => choose(true));
      part.querySelector("[data-do=theirs]").addEventListener("click", () => choose(false));
      this.form.before(part);
      this.panel = part;
      part.focus();
      part.scrollIntoView({ block: "nearest" });
    }

    async drop() {
      const answer = await this.ask("", { drop: "1" }).catch(() => null);
      if (!answer?.ok) return this.say("offline");
      this.forget();
      fill(this.form, this.first);
      this.kept = valuesOf(this.form);
      this.version(0);
      this.part.querySelector("[data-do=drop]").hidden = true;
      return this.say("dropped");
    }

    /** Log in again without leaving the page. */
    enterAgain() {
      if (this.dialog) return;
      this.open = true;
      const dialog = this.part.querySelector("[data-part=login]").content.cloneNode(true).firstElementChild;
      const close = () => {
        this.open = false;
        this.dialog = null;
        dialog.close();
        dialog.remove();
        this.freshToken()
          .then(() => this.save())
          .catch(() => this.say("offline"));
      };
      const enter = async () => {
        const [login, password] = dialog.querySelectorAll("input");
        const wrong = await this.logIn(login.value, password.value).catch(() => this.words.offline);
        password.value = "";
        dialog.querySelector("[role=alert]").textContent = wrong;
        if (!wrong) close();
      };
      dialog.querySelector("[data-do=enter]").addEventListener("click", enter);
      dialog.querySelector("[data-do=later]").addEventListener("click", close);
      dialog.addEventListener("keydown", (event) => event.key === "Enter" && event.target.tagName === "INPUT" && enter());
      dialog.addEventListener("cancel", close);
      document.body.append(dialog);
      this.dialog = dialog;
      dialog.showModal();
    }

    /** The empty text where it worked, else what is wrong. */
    async logIn(login, password) {
      const page = await (await fetch(this.words.login)).text();
      const token = tokenIn(page);
      if (token) {
        const sent = new URLSearchParams({ csrfmiddlewaretoken: token, login, password });
        const answer = await fetch(this.words.login, { method: "POST", body: sent, redirect: "manual" });
        if (answer.type !== "opaqueredirect") return this.words.wrong;
      }
      const mine = await fetch(location.href, { redirect: "manual" });
      return mine.ok ? "" : this.words.other;
    }

    /** After a new log-in the forms of this page need the new session's token; whether the page still answers. */
    async freshToken() {
      const answer = await fetch(location.href, { redirect: "manual" });
      if (!answer.ok) return false;
      const token = tokenIn(await answer.text());
      for (const one of document.querySelectorAll("[name=csrfmiddlewaretoken]")) one.value = token;
      return true;
    }

    ask(query, sent = null, last = false) {
      const where = `${this.words.autosave}${query}`;
      if (!sent) return fetch(where, { redirect: "manual", headers: { Accept: "application/json" } });
      this.stop = new AbortController();
      return fetch(where, {
        method: "POST",
        body: new URLSearchParams({ address: this.address, ...sent }),
        headers: { "X-CSRFToken": this.form.querySelector("[name=csrfmiddlewaretoken]").value },
        redirect: "manual",
        keepalive: last,
        signal: this.stop.signal,
      });
    }

    version(number) {
      this.seen = number;
    }

    remember(typed) {
      try {
        localStorage.setItem(this.store, JSON.stringify({ typed, base: this.base, seen: this.seen }));
      } catch {
        // a full or forbidden store: the server keeps the text all the same
      }
    }

    local() {
      try {
        return JSON.parse(localStorage.getItem(this.store));
      } catch {
        return null;
      }
    }

    forget() {
      try {
        localStorage.removeItem(this.store);
      } catch {
        // nothing was kept there
      }
    }

    offerDrop() {
      this.part.querySelector("[data-do=drop]").hidden = false;
    }

    say(word, at = "") {
      this.line(this.words[word].replace("{at}", at));
    }

    line(text) {
      this.part.querySelector(".autosave-line").textContent = text;
    }
  }

  const tokenIn = (page) =>
    new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

  for (const part of document.querySelectorAll("[data-autosave]")) new Keeper(part).start();
})();
