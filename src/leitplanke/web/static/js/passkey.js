// Passkeys: ask the browser for a key, put its answer into the form and send it. The options come with the page, or from an address.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function readable(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (read.user) { read.user = { ...read.user, id: bytes(read.user.id) }; }
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (read[list]) { read[list] = read[list].map((one) => ({ ...one, id: bytes(one.id) })); }
  }
  return read;
}

function told(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) { response[name] = text(credential.response[name]); }
  }
  return {
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined, clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function optionsOf(form) {
  if (!form.dataset.passkeyFrom) { return JSON.parse(document.getElementById("passkey-options").textContent).publicKey; }
  const answer = await fetch(form.dataset.passkeyFrom, { headers: { Accept: "application/json" } });
  if (!answer.ok) { throw new Error(answer.statusText); }
  return (await answer.json()).request_options.publicKey;
}

async function ask(form) {
  const publicKey = readable(await optionsOf(form));
  if (form.dataset.passkey === "get") { return navigator.credentials.get({ publicKey }); }
  // A key that stands for the password must stay on the device and ask for finger, face or PIN.
  publicKey.authenticatorSelection = { ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
  return navigator.credentials.create({ publicKey });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) { form.hidden = form.dataset.passkey === "get" && Boolean(form.dataset.passkeyFrom); }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(told(await ask(form)));
    } catch {
      failed.hidden = false;
      return;
    }
    form.submit();
  });
}
