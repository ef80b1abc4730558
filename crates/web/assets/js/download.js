// @ts-check
// A button that saves a list as a text file, made in the page so that nothing is sent anywhere.

for (const button of document.querySelectorAll("button[data-downloads]")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  const source = document.getElementById(button.dataset.downloads ?? "");
  if (!source) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const lines = [...source.querySelectorAll("p, li")].map((line) => line.textContent?.trim() ?? "");
    const address = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = button.dataset.file ?? "codes.txt";
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });
}
