// @ts-check
// A button beside each password field that shows what was typed; hidden again before the form goes out.

for (const button of document.querySelectorAll("button[data-shows]")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  const field = document.getElementById(button.dataset.shows ?? "");
  if (!(field instanceof HTMLInputElement)) continue;

  /** @param {boolean} shown */
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    button.textContent = (shown ? button.dataset.hide : button.dataset.show) ?? "";
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    show(field.type === "password");
    field.focus();
  });
  field.form?.addEventListener("submit", () => show(false));
}
