// The vote page: the choice is made, shown once more and sealed here; only the sealed ballot is sent.
import { seal } from "./scheme.js";

const at = (id) => document.getElementById(id);
const ballot = at("ballot");
let choice = "";

const show = (chosen) => {
  choice = chosen?.dataset.choice ?? "";
  at("chosen").textContent = chosen?.textContent ?? "";
  at("sure").hidden = !choice;
  at("choices").hidden = Boolean(choice);
};

const cast = (event) => {
  event.preventDefault();
  const button = at("cast");
  if (!choice || button.disabled) return;
  button.disabled = true;
  try {
    at("sure").elements.sealed.value = seal(choice, JSON.parse(ballot.dataset.place), ballot.dataset.voter);
    show(null);
    at("choices").hidden = true;
    at("sure").submit();
  } catch {
    at("failed").hidden = false;
    button.disabled = false;
  }
};

for (const one of document.querySelectorAll("[data-choice]")) one.addEventListener("click", () => show(one));
at("again").addEventListener("click", () => show(null));
at("sure").addEventListener("submit", cast);
// A page taken back from the browser's memory begins anew.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  at("cast").disabled = false;
  at("sure").elements.sealed.value = "";
  show(null);
});
ballot.hidden = false;
