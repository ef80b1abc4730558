// @ts-check
// One prompt as it is asked, and the answer: the number and "yes", "no" asked once more, or "cancel". Only here is anything
// signed, and only what shows.

import { Problem, call } from "./api.js";
import { browserOf, clockOf, hostOf, momentOf, placeOf } from "./facts.js";
import { sign } from "./key.js";
import { on } from "./presses.js";
import { field, fill, part, say, show, word } from "./screens.js";

let digits = 2;

/** @typedef {{ phone: import("./vault.js").Phone, prompt: import("./key.js").Prompt }} Hand whose answer, to what */

/** Full-width digits become plain ones; everything else goes. @param {string} text */
const digitsOf = (text) => text.normalize("NFKC").replace(/\D/gu, "");

const typed = () => digitsOf(field("number").value);

const yes = () => /** @type {HTMLButtonElement} */ (part('[data-do="approve"]'));

/** @param {import("./key.js").Prompt} prompt */
export const ask = (prompt) => {
  digits = prompt.digits;
  fill("asks", word(`ask-${prompt.purpose}`));
  fill("asking-site", hostOf(prompt.site));
  fill("asking-browser", browserOf(prompt));
  fill("asking-place", placeOf(prompt));
  fill("asking-time", momentOf(prompt.asked_at));
  fill("digits", word("digits", String(digits)));
  field("number").value = "";
  field("number").dataset.length = String(digits);
  yes().disabled = true;
};

/** @param {number} left seconds @param {number} whole seconds */
export const tick = (left, whole) => {
  fill("left", clockOf(left));
  const bar = /** @type {HTMLProgressElement} */ (part("progress"));
  bar.max = Math.max(whole, left);
  bar.value = left;
  if (left === 30) say(word("said-hurry"));
};

/** Problems that end a prompt, and the screen that says so. @type {Record<string, string>} */
const ENDS = { "wrong-answer": "wrong", "prompt-over": "over", "not-found": "over", "wrong-signature": "failed" };
/** Why a prompt is over that was not answered here, and the screen that says so. @type {Record<string, string>} */
const FATES = { expired: "expired", replaced: "replaced", approved: "elsewhere", denied: "elsewhere", cancelled: "elsewhere", wrong_number: "elsewhere" };

/** @param {string} reason of the protocol */
export const screenOf = (reason) => FATES[reason] ?? "over";

/** @param {Hand | undefined} hand @param {(screen: string) => void} end @param {import("./key.js").Answer} answer */
const give = async (hand, end, answer) => {
  if (!hand) return;
  const { phone, prompt } = hand;
  const signature = await sign(phone, prompt, answer);
  const body = { ...answer, nonce: prompt.nonce, expires_at: prompt.expires_at, signature };
  try {
    const { outcome } = await call(`/me/prompts/${encodeURIComponent(prompt.id)}/answers`, { method: "POST", token: phone.token, body });
    end(outcome);
  } catch (fault) {
    const screen = fault instanceof Problem && ENDS[fault.code];
    if (!screen) throw fault;
    end(screen === "over" ? screenOf(fault.reason) : screen);
  }
};

/** @param {() => Hand | undefined} hand @param {(screen: string) => void} end which screen says what became of it */
export const answering = (hand, end) => {
  on("approve", async () => {
    if (typed().length === digits) await give(hand(), end, { decision: "approve", reason: "its_me", number: typed() });
  });
  on("deny", () => show("deny"));
  on("really-deny", () => give(hand(), end, { decision: "deny", reason: "not_me", number: "" }));
  on("cancel", () => give(hand(), end, { decision: "cancel", reason: "changed_my_mind", number: "" }));
};
field("number").addEventListener("input", () => {
  yes().disabled = typed().length !== digits;
});
