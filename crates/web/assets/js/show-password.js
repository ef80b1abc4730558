// @ts-check
// A button beside each password field that shows what was typed; hidden again before the form goes out.

for (const button of document.querySelectorAll("button[data-shows]")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  const field = document.getElementById(button.dataset.shows ?? "");
  if (!(field instanceof HTMLInputElement)) continue;

  /** @param {boolean} shown */
  const reveal = (shown) => {
    field.type = shown ? "text" : "password";
    const { show, hide, showName, hideName } = button.dataset;
    button.textContent = (shown ? hide : show) ?? "";
    button.ariaLabel = (shown ? hideName : showName) ?? "";
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    reveal(field.type === "password");
    field.focus();
  });
  field.form?.addEventListener("submit", () => reveal(false));
}
