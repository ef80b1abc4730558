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
  const name = button.ariaLabel;
  /** @param {string | null} text @param {string | null} spoken */
  const say = (text, spoken) => {
    button.textContent = text;
    button.ariaLabel = spoken;
  };
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(textOf(source));
    const done = button.dataset.done ?? label;
    say(done, name && done);
    setTimeout(() => say(label, name), 2500);
  });
}
