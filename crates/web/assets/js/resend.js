// @ts-check
// Counts down the seconds until a code or link can be sent again. The server keeps the real time.

for (const form of document.querySelectorAll("form[data-resend]")) {
  if (!(form instanceof HTMLFormElement)) continue;
  const button = form.querySelector("button");
  const note = form.querySelector("[data-countdown]");
  if (!button || !(note instanceof HTMLElement)) continue;
  const ready = Date.now() + Number(form.dataset.resend) * 1000;

  const show = () => {
    const left = Math.ceil((ready - Date.now()) / 1000);
    const waiting = left > 0;
    button.setAttribute("aria-disabled", String(waiting));
    note.hidden = !waiting;
    note.textContent = (note.dataset.countdown ?? "#").replace("#", String(left));
    if (!waiting) clearInterval(timer);
  };
  const timer = setInterval(show, 1000);
  show();
  form.addEventListener("submit", (event) => {
    if (button.getAttribute("aria-disabled") === "true") event.preventDefault();
  });
}
