// @ts-check
// Follows a prompt that is answered on the phone: goes on by itself once it is approved, and loads the page anew when it
// ended otherwise. Without events (an old browser, a proxy that holds them back) it asks every few seconds.

const waiting = document.querySelector("[data-wait-for-phone]");
const form = document.querySelector("form[data-finish]");

if (waiting instanceof HTMLElement && form instanceof HTMLFormElement) {
  const { waitForPhone: id = "", state = "", stage = "", stageAt = "" } = waiting.dataset;
  let over = false;

  /** @param {string} now */
  const moved = (now) => {
    if (over || now === state) return;
    over = true;
    if (now === "approved") form.submit();
    else location.reload();
  };

  // Approved before the page was there: it goes on at once.
  if (state === "approved") {
    over = true;
    form.submit();
  }

  const look = async () => {
    try {
      const answer = await fetch(stageAt, { headers: { Accept: "text/plain" }, cache: "no-store" });
      const now = answer.ok ? (await answer.text()).trim() : stage;
      if (now !== stage) moved(now.startsWith("prompt-approved") ? "approved" : "other");
    } catch {
      // No network for a moment; the next look may have it.
    }
  };

  const events = new EventSource(`/api/v1/sign-ins/${encodeURIComponent(id)}/events`);
  events.addEventListener("step", (event) => {
    /** @type {{ next: string, challenge?: { prompt?: string } }} */
    const step = JSON.parse(event.data);
    if (step.next === "finish") moved("approved");
    else moved(step.challenge?.prompt ?? step.next);
  });
  setInterval(look, 4000);
  document.addEventListener("visibilitychange", look);
}
