// The page of the ballots' key: make the own file, exchange with the other two, open sums. The seed stays in here.
import { Trustee, WrongShare, fileOf, fingerprint, jointKey, newSeed, seedIn } from "./scheme.js";

const PAUSE = 2000; // milliseconds between two looks at what the others have done
const SHORTEST = 12;
const at = (id) => document.getElementById(id);
const root = at("trustee");
const PANELS = ["make", "use", "busy", "done", "count"];
let trustee = null;

const show = (...panels) => PANELS.forEach((one) => (at(one).hidden = !panels.includes(one)));
const say = (text) => {
  at("problem").textContent = text;
  at("problem").hidden = !text;
};
const word = (name) => root.querySelector(`[data-word=${name}]`).textContent;
const rest = () => new Promise((go) => setTimeout(go, PAUSE));

/** What the server refuses, in its own words. */
class Refused extends Error {}

const get = async (address) => {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
};
const post = async (address, values) => {
  const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ ...values, csrfmiddlewaretoken: token });
  const answer = await fetch(address, { method: "POST", body });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(said.error ?? word("failed"));
  return said;
};
const send = (message) => post(root.dataset.message, { message });
const all = (messages) => Object.keys(messages).length === 3;

/** Run a step; what goes wrong is said on the page. */
const guarded = (step) => async () => {
  say("");
  try {
    await step();
  } catch (error) {
    if (error instanceof Refused) say(error.message);
    else if (error instanceof WrongShare) say(word("share"));
    else if (error.message === "too few ballots") say(word("few"));
    else say(word("failed"));
    if (!trustee) return;
    trustee = null; // the file can be opened again
    show("use");
  }
};

/** Exchange with the other two until the key is made; then what is left to do. */
const goOn = async () => {
  for (;;) {
    const state = await get(root.dataset.state);
    const mine = trustee.position;
    if (!state.deals[mine]) await send(trustee.deal());
    else if (all(state.deals) && !state.shares[mine]) await send(trustee.shares(state.deals));
    else if (all(state.shares) && !state.confirmed.includes(mine)) {
      await send(trustee.confirmation(state.deals, state.shares));
    } else if (state.confirmed.length === 3) return finish(state);
    else {
      show("busy");
      await rest();
    }
  }
};

const finish = (state) => {
  at("own-fingerprint").textContent = fingerprint(state.deals, state.shares);
  at("count-button").disabled = false;
  show("done", ...(Number(at("count-button").dataset.many) ? ["count"] : []));
};

const make = async () => {
  const [one, other] = [at("pass-1").value, at("pass-2").value];
  if (one.length < SHORTEST) return say(word("short"));
  if (one !== other) return say(word("mismatch"));
  const state = await get(root.dataset.state);
  const [which, seed] = [{ session: state.session, key: state.key }, newSeed()];
  const made = new Trustee(which, state.position, seed);
  download(await fileOf(made, seed, one), `zhicheng-key-${state.position}.json`);
  at("pass-1").value = at("pass-2").value = "";
  trustee = made;
  show("busy");
  return goOn();
};

const download = (content, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(content)], { type: "application/json" }));
  link.download = name;
  link.click();
};

const use = async () => {
  const [chosen] = at("file").files;
  if (!chosen) return say(word("file"));
  const state = await get(root.dataset.state);
  let opened = null;
  try {
    const file = JSON.parse(await chosen.text());
    if (file.key === state.key && file.position === state.position) {
      opened = new Trustee({ session: file.session, key: file.key }, file.position, await seedIn(file, at("pass").value));
    }
  } catch {
    opened = null;
  }
  const deal = state.deals[state.position];
  if (!opened || (deal && !opened.dealt(deal))) return say(word("wrong"));
  at("pass").value = "";
  trustee = opened;
  return goOn();
};

const count = async () => {
  at("count-button").disabled = true;
  const [state, { waiting }] = [await get(root.dataset.state), await get(root.dataset.waiting)];
  const [held, key, parts] = [trustee.held(state.deals, state.shares), jointKey(state.deals), {}];
  for (const [done, { id, place, ballots }] of waiting.entries()) {
    if (place.key !== key || place.session !== state.session) throw new Error("another key");
    parts[id] = trustee.open(held, place, ballots);
    at("progress").textContent = `${done + 1} / ${waiting.length}`;
    if (done % 5 === 0) await new Promise(requestAnimationFrame);
  }
  await post(root.dataset.open, { parts: JSON.stringify(parts) });
  location.reload();
};

at("make-button").addEventListener("click", guarded(make));
at("use-button").addEventListener("click", guarded(use));
at("count-button").addEventListener("click", guarded(count));
guarded(async () => {
  const state = await get(root.dataset.state);
  show(state.deals[state.position] ? "use" : "make");
  root.hidden = false;
})();
