// Passkeys: one is made, and one confirms wherever a code of the second factor is asked. Forms work without this script, by
// the code. The server says what is asked of the device (options as JSON, bytes as base64url) and checks what it answers.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const listed = (many = []) => many.map((one) => ({ ...one, id: bytes(one.id) }));

const post = async (form, address, values) => {
  const answer = await fetch(address, {
    method: "POST",
    body: new URLSearchParams(values),
    headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" },
    redirect: "manual",
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said.message ?? "");
  return said;
};

/** What the device answered, as the server reads it. */
const written = (credential, ...parts) =>
  JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(
      parts.filter((part) => credential.response[part]).map((part) => [part, text(credential.response[part])]),
    ),
  });

const make = async (form, part) => {
  const { name, code } = form.elements;
  const told = await post(form, part.dataset.begin, { name: name.value, code: code?.value ?? "" });
  const publicKey = {
    ...told,
    challenge: bytes(told.challenge),
    user: { ...told.user, id: bytes(told.user.id) },
    excludeCredentials: listed(told.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  form.elements.said.value = written(made, "clientDataJSON", "attestationObject");
  form.submit(); // what was typed was looked at by the server
};

const confirm = async (form, part) => {
  const told = await post(form, part.dataset.ask, {});
  const publicKey = { ...told, challenge: bytes(told.challenge), allowCredentials: listed(told.allowCredentials) };
  const given = await navigator.credentials.get({ publicKey });
  const said = written(given, "clientDataJSON", "authenticatorData", "signature", "userHandle");
  form.elements[part.dataset.passkey].value = (await post(form, part.dataset.answer, { said })).code;
  const buttons = [...form.elements].filter((one) => one.type === "submit");
  if (buttons.length === 1) form.requestSubmit(buttons[0]); // where there are several, who confirms chooses
};

const offer = (part, act) => {
  const form = part.closest("form");
  const button = part.querySelector("button");
  const line = part.querySelector("[role=status]");
  part.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    line.textContent = line.dataset.waiting;
    try {
      await act(form, part);
      line.textContent = line.dataset.given;
    } catch (error) {
      // what the server refused is told; what device or browser say is not in words for people
      line.textContent = (!(error instanceof DOMException) && error.message) || line.dataset.failed;
    }
    button.disabled = false;
  });
};

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-passkey]")) offer(part, confirm);
  for (const part of document.querySelectorAll("[data-begin]")) {
    part.closest("form").addEventListener("submit", (event) => event.preventDefault()); // Enter in a field
    offer(part, make);
  }
} else {
  for (const part of document.querySelectorAll(".no-passkeys")) part.hidden = false;
}
