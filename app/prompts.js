// @ts-check
// The live prompts: which one shows, until when, and what became of it. What shows is never exchanged under a thumb: a prompt
// that is gone is said to be gone, and the next one is shown when its reader is ready.

import { refresh } from "./home.js";
import { isBusy, on } from "./presses.js";
import { answering, ask, screenOf, tick } from "./question.js";
import { reveal, say, show, shown, word } from "./screens.js";

/** @typedef {{ prompt: import("./key.js").Prompt, until: number }} Live `until`: by this page's own clock, in milliseconds */

/** @type {Map<string, Live>} */
let live = new Map();
/** Every prompt that was here once. @type {Set<string>} */
const known = new Set();
/** Those that were answered here. @type {Set<string>} */
const answered = new Set();
/** @type {Live | undefined} */
let current;
/** @type {import("./follow.js").List["ended"]} */
let ended = [];
/** @type {import("./vault.js").Phone | undefined} */
let phone;

const newest = () => [...live.values()].sort((a, b) => Date.parse(b.prompt.asked_at) - Date.parse(a.prompt.asked_at))[0];

const asking = () => shown() === "prompt" || shown() === "deny";

/** Shows the newest prompt, or that there is none. */
export const next = () => {
  current = newest();
  if (!current) return show("home");
  ask(current.prompt);
  reveal("two", live.size > 1);
  show("prompt");
  say(word("said-prompt"));
  beat();
};

/** The end of the prompt that shows. @param {string} outcome */
const end = (outcome) => {
  if (current) answered.add(current.prompt.id);
  if (current) live.delete(current.prompt.id);
  current = undefined;
  reveal("next", live.size > 0);
  show(outcome);
  refresh();
};

/** Why a prompt is no longer there. The site names the last of each kind; one that it names no more was replaced. @param {Live} gone */
const fateOf = ({ prompt }) => screenOf(ended.find(({ id }) => id === prompt.id)?.reason ?? "replaced");

/** The list as it is now. @param {import("./vault.js").Phone} whose @param {import("./follow.js").List} list */
export const update = (whose, list) => {
  phone = whose;
  ended = list.ended;
  const now = performance.now();
  const waiting = list.prompts.filter((prompt) => !answered.has(prompt.id));
  live = new Map(waiting.map((prompt) => [prompt.id, { prompt, until: now + prompt.expires_in * 1000 }]));
  const fresh = waiting.some((prompt) => !known.has(prompt.id));
  for (const prompt of waiting) known.add(prompt.id);
  reveal("two", live.size > 1);
  reveal("next", live.size > 0);
  if (current && asking()) {
    const still = live.get(current.prompt.id);
    const gone = current;
    if (still) current = still;
    // An answer that is on its way hears by itself what became of it.
    else if (!isBusy()) end(fateOf(gone));
    // Whoever reads that somebody may know their password reads that to its end.
  } else if (fresh && shown() !== "denied") next();
};

/** Once a second: how long is left. */
const beat = () => {
  if (!current || !asking()) return;
  const left = Math.ceil((current.until - performance.now()) / 1000);
  if (left > 0) tick(left, current.prompt.expires_in);
  else if (!isBusy()) end("expired");
};
setInterval(beat, 500);

on("later", () => {
  current = undefined;
  show("home");
});
for (const action of ["next", "done"]) on(action, next);
answering(() => (phone && current ? { phone, prompt: current.prompt } : undefined), end);
