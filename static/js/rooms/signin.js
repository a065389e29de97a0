// Passkeys: asks the browser for one and puts the answer into the form. Without this file the authenticator app works.
(() => {
  "use strict";

  const form = document.querySelector("[data-passkey]");
  const options = document.getElementById("passkey-options");
  if (!form || !options || !window.PublicKeyCredential) return;
  const said = form.querySelector("[data-passkey-said]");
  const isNew = form.dataset.passkey === "new";

  // The server writes bytes as base64url; the browser wants buffers.
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const ask = () => {
    const data = JSON.parse(options.textContent);
    const key = (data.creation_options || data.request_options).publicKey;
    key.challenge = bytes(key.challenge);
    if (!isNew)
      return navigator.credentials.get({ publicKey: { ...key, allowCredentials: known(key.allowCredentials) } });
    key.user.id = bytes(key.user.id);
    return navigator.credentials.create({ publicKey: { ...key, excludeCredentials: known(key.excludeCredentials) } });
  };

  const written = (credential) => {
    const { response } = credential;
    const fields = isNew
      ? { attestationObject: text(response.attestationObject), transports: response.getTransports?.() || [] }
      : {
          authenticatorData: text(response.authenticatorData),
          signature: text(response.signature),
          userHandle: response.userHandle ? text(response.userHandle) : null,
        };
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: { clientDataJSON: text(response.clientDataJSON), ...fields },
    });
  };

  const why = (error) => {
    if (error.name === "InvalidStateError") return "This device is added already.";
    if (error.name === "SecurityError") return "Passkeys do not work at this address. Use the app instead.";
    return "That was stopped or took too long. Try again.";
  };

  form.querySelector("[data-passkey-go]").addEventListener("click", async () => {
    said.textContent = "Follow what your device asks.";
    try {
      form.elements.credential.value = written(await ask());
      form.submit();
    } catch (error) {
      said.textContent = why(error);
    }
  });
  form.hidden = false;
})();
