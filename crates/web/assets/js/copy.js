// @ts-check
// Buttons that copy the text of another element; shown only where the browser can copy.

/** @param {HTMLElement} source */
const textOf = (source) => {
  const items = [...source.querySelectorAll("li")].map((item) => item.textContent?.trim() ?? "");
  return items.length > 0 ? items.join("\n") : (source.textContent?.trim() ?? "");
};

for (const button of document.querySelectorAll("button[data-copies]")) {
  if (!(button instanceof HTMLButtonElement) || !navigator.clipboard) continue;
  const source = document.getElementById(button.dataset.copies ?? "");
  if (!source) continue;
  const label = button.textContent;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(textOf(source));
    button.textContent = button.dataset.done ?? label;
    setTimeout(() => {
      button.textContent = label;
    }, 2500);
  });
}
