// @ts-check
// Has the browser make a passkey, or use one, and sends what it brings with the form. Until it runs, the form says that it
// is needed; what the server makes of the answer is not decided here.

/** @param {HTMLFormElement} form @param {CredentialRequestOptions} [more] */
const ask = (form, more) => {
  const asked = JSON.parse(form.dataset.options ?? "{}");
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked), ...more });
};

const able = "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!(form instanceof HTMLFormElement) || !able) continue;
  const button = form.querySelector("button");
  const field = form.elements.namedItem("credential");
  const none = form.querySelector("[data-passkey-none]");
  if (!button || !(field instanceof HTMLInputElement) || !(none instanceof HTMLElement)) continue;
  const waiting = new AbortController();
  let asking = false;

  /** @param {string} text */
  const say = (text) => {
    none.hidden = !text;
    none.textContent = text;
  };
  /** @param {Credential | null} brought */
  const send = (brought) => {
    if (!(brought instanceof PublicKeyCredential)) throw new Error("no passkey");
    field.value = JSON.stringify(brought.toJSON());
    // The tick of the sign-in page counts for a passkey too.
    const tick = document.querySelector("input[type=checkbox][name=shared]");
    const shared = form.elements.namedItem("shared");
    if (shared instanceof HTMLInputElement && tick instanceof HTMLInputElement) shared.value = tick.checked ? "on" : "";
    form.submit();
  };
  // Passkeys among the names that the browser knows, for whoever touches the field of the name.
  const offer = async () => {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    try {
      send(await ask(form, { mediation: "conditional", signal: waiting.signal }));
    } catch {
      // Nobody chose one; the button and the password are still there.
    }
  };
  form.querySelector("[data-passkey-unable]")?.remove();
  form.hidden = false;
  button.hidden = false;
  if ("conditional" in form.dataset) offer();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (asking) return;
    asking = true;
    waiting.abort();
    say("");
    try {
      send(await ask(form));
    } catch (refused) {
      const known = refused instanceof DOMException && refused.name === "InvalidStateError";
      say((known && none.dataset.known) || none.dataset.text || "");
    } finally {
      asking = false;
    }
  });
}
