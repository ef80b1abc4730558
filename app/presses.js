// @ts-check
// Buttons: what each does when it is pressed, one thing at a time. Not here: the doing.

import { Problem } from "./api.js";
import { show, shown, trouble, word } from "./screens.js";

let busy = false;

/** What went wrong, in words. @param {unknown} fault */
const sayWhy = (fault) => {
  const code = fault instanceof Problem ? fault.code : "";
  if (code === "offline") return word("no-connection");
  return code.startsWith("too-many") ? word("busy") : word("trouble");
};

/** While something is on its way, nothing else begins. */
export const isBusy = () => busy;

/**
 * @param {string} action what buttons name in `data-do`
 * @param {() => Promise<void> | void} act
 */
export const on = (action, act) => {
  const press = async () => {
    if (busy) return;
    busy = true;
    const screen = shown();
    document.body.classList.add("busy");
    try {
      await act();
    } catch (fault) {
      trouble(screen, sayWhy(fault));
    } finally {
      busy = false;
      document.body.classList.remove("busy");
    }
  };
  for (const button of document.querySelectorAll(`[data-do="${action}"]`)) button.addEventListener("click", press);
};

/** Enter in a field presses the main button of its screen. */
export const listen = () => {
  for (const button of document.querySelectorAll("[data-go]")) {
    button.addEventListener("click", () => show(/** @type {HTMLElement} */ (button).dataset.go ?? "home"));
  }
  for (const field of document.querySelectorAll("[data-screen] input")) {
    field.addEventListener("keydown", (event) => {
      if (!(event instanceof KeyboardEvent) || event.key !== "Enter" || event.isComposing) return;
      const main = field.closest("[data-screen]")?.querySelector("button.main");
      if (main instanceof HTMLElement) main.click();
    });
  }
};
