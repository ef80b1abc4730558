// @ts-check
// A form that is under way is not sent again (a second click, Enter right behind the last digit): the browser would throw away
// the answer to the first, and with it the session.

/** After how many milliseconds a form may be sent again whose answer does not come. */
const PATIENCE = 5000;

/** When each form was sent. @type {WeakMap<HTMLFormElement, number>} */
let underWay = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
  const sent = underWay.get(form);
  if (sent !== undefined && Date.now() - sent < PATIENCE) {
    event.preventDefault();
  } else {
    underWay.set(form, Date.now());
  }
});

// Whoever comes back to the page may send it anew.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) underWay = new WeakMap();
});
