// @ts-check
// A button that prints the page; the style sheet leaves only the codes on paper.

for (const button of document.querySelectorAll("button[data-prints]")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
