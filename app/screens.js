// @ts-check
// Which screen shows, and the texts in it. All screens and words stand in the page as the server made it; here one is
// shown, its heading takes the focus, and values are filled in as text. Not here: what any screen does.

/** @param {string} selector @param {ParentNode} [within] @returns {any} */
export const part = (selector, within = document) => {
  const found = within.querySelector(selector);
  if (found) return found;
  throw new Error(`no ${selector} in this page`);
};

/** @param {string} name @returns {HTMLInputElement} */
export const field = (name) => /** @type {HTMLInputElement} */ (part(`#${name}`));

/** @param {string} name */
const screen = (name) => part(`[data-screen="${name}"]`);

const words = /** @type {HTMLTemplateElement} */ (part("#words")).content;

/** Words of the page by name, with up to two values in them. @param {string} name @param {string} [first] @param {string} [second] */
export const word = (name, first = "", second = "") => {
  const text = words.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
  return text.replace(/[#%]/g, (mark) => (mark === "#" ? first : second));
};

export const shown = () => part("main").dataset.shows ?? "";

/** @param {string} name */
export const show = (name) => {
  const next = screen(name);
  const heading = part("h1", next);
  for (const other of document.querySelectorAll("[data-screen]")) /** @type {HTMLElement} */ (other).hidden = other !== next;
  const before = shown();
  part("main").dataset.shows = name;
  part(".doorway").className = `doorway ${next.dataset.light ?? "lit"}`;
  document.title = `${heading.textContent} · ${part(".site").textContent}`;
  trouble(name, "");
  if (before === name) return;
  scrollTo(0, 0);
  heading.focus({ preventScroll: true });
};

/** Fills every place of this name, on all screens. @param {string} name @param {string} text */
export const fill = (name, text) => {
  for (const place of document.querySelectorAll(`[data-fill="${name}"]`)) if (place.textContent !== text) place.textContent = text;
};

/** Shows or hides what is marked so. @param {string} name @param {boolean} is */
export const reveal = (name, is) => {
  for (const place of document.querySelectorAll(`[data-if="${name}"]`)) /** @type {HTMLElement} */ (place).hidden = !is;
};

/** Read out, and not seen. @param {string} text */
export const say = (text) => {
  part("#said").textContent = text;
};

/** What went wrong on a screen, read out where it stands; "": nothing. @param {string} name @param {string} text */
export const trouble = (name, text) => {
  const place = screen(name).querySelector("[data-trouble]");
  if (!(place instanceof HTMLElement)) return;
  place.hidden = !text;
  part("span", place).textContent = text;
};
