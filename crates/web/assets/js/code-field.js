// @ts-check
// The code field keeps only digits, whatever is pasted, and sends the form once the code is complete.
// A form is sent by itself only once, and only where nothing else is left to fill in. While it is under way it is not sent
// again (Enter right behind the last digit): the answer to the first would be thrown away, and with it the session.

/** After how many milliseconds a form may be sent again whose answer does not come. */
const PATIENCE = 5000;

/** Full-width digits become plain ones; everything else goes. @param {string} text */
const digitsOf = (text) => text.normalize("NFKC").replace(/\D/gu, "");

for (const field of document.querySelectorAll("input[data-digits]")) {
  if (!(field instanceof HTMLInputElement) || !field.form) continue;
  const form = field.form;
  const length = Number(field.dataset.digits);
  let sent = false;
  let underWay = 0;

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
  form.addEventListener("submit", (event) => {
    if (underWay && Date.now() - underWay < PATIENCE) {
      event.preventDefault();
      return;
    }
    underWay = Date.now();
    field.value = digitsOf(field.value);
  });
  window.addEventListener("pageshow", () => {
    sent = false;
    underWay = 0;
  });
}
