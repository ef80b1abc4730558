// @ts-check
// Looks every few seconds whether there is another page to see: a mailed link was opened in another tab, or a text
// message could not be sent.

const waiting = document.querySelector("[data-wait-for-link]");

if (waiting instanceof HTMLElement) {
  const address = waiting.dataset.waitForLink ?? "";
  const stage = waiting.dataset.stage ?? "";
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(address, { headers: { Accept: "text/plain" }, cache: "no-store" });
      if (answer.ok && (await answer.text()).trim() !== stage) location.reload();
    } catch {
      // No network for a moment; the next look may have it.
    }
  };
  setInterval(look, 3000);
  document.addEventListener("visibilitychange", look);
}
