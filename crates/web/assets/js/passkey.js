// @ts-check
// Has the browser make a passkey, or use one, and sends what it brings with the form. Until it runs, the form says that it
// is needed; what the server makes of the answer is not decided here.

/** @param {HTMLFormElement} form */
const ask = (form) => {
  const asked = JSON.parse(form.dataset.options ?? "{}");
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
};

const able = "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!(form instanceof HTMLFormElement) || !able) continue;
  const button = form.querySelector("button");
  const field = form.elements.namedItem("credential");
  const none = form.querySelector("[data-passkey-none]");
  if (!button || !(field instanceof HTMLInputElement) || !(none instanceof HTMLElement)) continue;
  let asking = false;

  /** @param {string} text */
  const say = (text) => {
    none.hidden = !text;
    none.textContent = text;
  };
  form.querySelector("[data-passkey-unable]")?.remove();
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (asking) return;
    asking = true;
    say("");
    try {
      const brought = await ask(form);
      if (!(brought instanceof PublicKeyCredential)) throw new Error("no passkey");
      field.value = JSON.stringify(brought.toJSON());
      form.submit();
    } catch (refused) {
      const known = refused instanceof DOMException && refused.name === "InvalidStateError";
      say((known && none.dataset.known) || none.dataset.text || "");
    } finally {
      asking = false;
    }
  });
}
