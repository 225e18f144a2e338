// Passkeys: what the server asks is handed to the browser, and what the browser says is handed back. Without support for
// them the buttons stay hidden, and every other way is there as before.
import { token } from "./sheet/post.js";
import { word } from "./words.js";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

function opened(options) {
  const made = { ...options, challenge: bytes(options.challenge) };
  if (options.user) made.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) made.excludeCredentials = named(options.excludeCredentials);
  if (options.allowCredentials) made.allowCredentials = named(options.allowCredentials);
  return made;
}

function written(credential) {
  const { response } = credential;
  const told = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) if (response[name]) told[name] = text(response[name]);
  if (response.getTransports) told.transports = response.getTransports();
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: told, clientExtensionResults: credential.getClientExtensionResults() };
}

async function post(address, body) {
  const answer = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() }, body: JSON.stringify(body), credentials: "same-origin", redirect: "error" });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.error || word("requestRefused"));
  return told;
}

async function run(box) {
  const said = box.querySelector("[data-passkey-said]");
  const button = box.querySelector("[data-passkey-go]");
  const { passkey: address, passkeyKind: kind } = box.dataset;
  const field = (name) => box.querySelector(`[name=${name}]`)?.value || "";
  const body = kind === "second" ? { second: true } : {};
  said.textContent = "";
  button.disabled = true;
  try {
    const options = opened(await post(address, { ...body, password: field("password") }));
    const credential = kind === "add" ? await navigator.credentials.create({ publicKey: options }) : await navigator.credentials.get({ publicKey: options });
    const { to } = await post(address, { ...body, name: field("name"), answer: written(credential) });
    location.assign(to);
  } catch (problem) {
    // What the browser says is English, and the same for whoever changed her mind and for a device that was not there.
    said.textContent = problem instanceof DOMException ? word(problem.name === "InvalidStateError" ? "passkeyKnown" : "passkeyNone") : problem.message;
    button.disabled = false;
  }
}

for (const box of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  box.hidden = false;
  const form = box.matches("form") ? box : null;
  if (form) form.addEventListener("submit", (event) => { event.preventDefault(); run(box); });
  else box.querySelector("[data-passkey-go]").addEventListener("click", () => run(box));
}
