// The draw's page: numbers are made, sealed and opened here; forms send no more than what their hidden fields hold.
import * as deposit from "./deposit.js";

const SHORTEST = 12;
const root = document.getElementById("ceremony");
const { roster, key } = root.dataset;
const word = (name) => root.querySelector(`[data-word=${name}]`).textContent;
const part = (form, name) => form.querySelector(`[data-part=${name}]`);

const say = (form, text) => {
  part(form, "problem").textContent = text;
  part(form, "problem").hidden = !text;
};

const download = (text, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  link.download = name;
  link.click();
};

/** What is wrong is said in the form; nothing is sent then. */
class Wrong extends Error {}

const numberOf = (form) => {
  const number = deposit.numberIn(part(form, "number").value);
  if (!number) throw new Wrong(word("number"));
  return number;
};

/** The seed from the supervisor's file, if it is the one of this draw. */
const seedOf = async (form) => {
  const [chosen] = part(form, "file").files;
  if (!chosen) throw new Wrong(word("file"));
  let seed = null;
  try {
    seed = await deposit.seedIn(JSON.parse(await chosen.text()), part(form, "pass").value);
  } catch {
    throw new Wrong(word("wrong"));
  }
  if (deposit.publicKey(roster, seed) !== key) throw new Wrong(word("wrong"));
  return seed;
};

const sharesOf = (form) => JSON.parse(form.dataset.shares);
const placeOf = (position) => ({ roster, key, position });

/** What each form sends: the value of its hidden field. */
const STEPS = {
  commit: async (form) => deposit.commitment(numberOf(form), form.dataset.salt),
  deposit: async (form) => {
    const number = numberOf(form);
    if (deposit.commitment(number, form.dataset.salt) !== form.dataset.commitment) throw new Wrong(word("other"));
    return deposit.sealed(number, placeOf(form.dataset.position));
  },
  key: async (form) => {
    if (!form.elements.key.value) throw new Wrong(word("first"));
    return form.elements.key.value;
  },
  check: async (form) => {
    const seed = await seedOf(form);
    const holding = sharesOf(form).filter((share) => deposit.opened(share, placeOf(share.position), seed));
    return holding.map((share) => share.position).join(",") || "0";
  },
  open: async (form) => {
    const [seed, position] = [await seedOf(form), Number(form.elements.position.value)];
    const share = sharesOf(form).find((one) => one.position === position);
    const number = share ? deposit.opened(share, placeOf(position), seed) : "";
    if (!number) throw new Wrong(word("whose"));
    return number;
  },
};

const send = (form) => async (event) => {
  event.preventDefault();
  say(form, "");
  try {
    form.elements[form.dataset.sends].value = await STEPS[form.dataset.step](form);
  } catch (error) {
    return say(form, error instanceof Wrong ? error.message : word("failed"));
  }
  return form.submit();
};

const newNumber = (form) => () => {
  const number = deposit.newNumber();
  part(form, "number").value = number.match(/.{4}/g).join(" ");
  download(`${number}\n`, `zhicheng-number-${form.dataset.position}.txt`);
};

const newKey = (form) => async () => {
  const [one, other] = [part(form, "pass-1").value, part(form, "pass-2").value];
  if (one.length < SHORTEST) return say(form, word("short"));
  if (one !== other) return say(form, word("mismatch"));
  say(form, "");
  const seed = deposit.newSeed();
  download(JSON.stringify(await deposit.fileOf(roster, seed, one)), "zhicheng-deposit-key.json");
  form.elements.key.value = deposit.publicKey(roster, seed);
  part(form, "register").disabled = false;
  return part(form, "register").focus();
};

const fromFile = (form) => async (event) => {
  part(form, "number").value = (await event.target.files[0].text()).trim();
};

for (const form of root.querySelectorAll("form[data-step]")) {
  form.addEventListener("submit", send(form));
  part(form, "new-number")?.addEventListener("click", newNumber(form));
  part(form, "new-key")?.addEventListener("click", newKey(form));
  part(form, "number-file")?.addEventListener("change", fromFile(form));
  form.hidden = false;
}
