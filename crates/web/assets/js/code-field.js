// @ts-check
// The code field keeps only digits, whatever is pasted, and sends the form once the code is complete.
// A form is sent by itself only once, and only where nothing else is left to fill in.

/** Full-width digits become plain ones; everything else goes. @param {string} text */
const digitsOf = (text) => text.normalize("NFKC").replace(/\D/gu, "");

for (const field of document.querySelectorAll("input[data-digits]")) {
  if (!(field instanceof HTMLInputElement) || !field.form) continue;
  const form = field.form;
  const length = Number(field.dataset.digits);
  let sent = false;

  field.addEventListener("paste", (event) => {
    const digits = digitsOf(event.clipboardData?.getData("text") ?? "");
    if (digits.length !== length) return;
    event.preventDefault();
    field.value = digits;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  field.addEventListener("input", () => {
    const whole = digitsOf(field.value).length === length;
    if (sent || !whole || !("codeForm" in form.dataset)) return;
    sent = true;
    form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    field.value = digitsOf(field.value);
  });
  window.addEventListener("pageshow", () => {
    sent = false;
  });
}
