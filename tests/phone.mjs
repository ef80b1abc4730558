// What people hold in their hands while they sign in: an authenticator app, and the demo's outbox for their texts and
// letters.

import { createHmac } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

const PERIOD_MS = 30_000;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const PATIENCE_MS = 20_000;

function bytesOf(base32) {
  let bits = "";
  for (const letter of base32.replace(/\s/g, "")) bits += LETTERS.indexOf(letter).toString(2).padStart(5, "0");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

function codeOfStep(key, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", key).update(counter).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

// An authenticator app that holds this key. No code is given twice: whoever asks again waits for the next one.
export function authenticatorApp(base32) {
  const key = bytesOf(base32);
  let last = 0;
  return {
    code: async () => {
      last = Math.max(last + 1, Math.floor(Date.now() / PERIOD_MS));
      await pause(Math.max(0, last * PERIOD_MS - Date.now()));
      return codeOfStep(key, last);
    },
  };
}

// Reads the demo's outbox in a tab of its own. `next` gives the first message to somebody that no story has taken yet.
export function outbox(page, site) {
  const taken = new Map();
  const messages = async () => {
    await page.goto(`${site}/demo/outbox`);
    const cards = await page.locator("ol.outbox > li").evaluateAll((items) =>
      items.map((item) => ({
        to: item.querySelector(".head bdi").textContent,
        subject: item.querySelector("h2").textContent,
        text: item.querySelector(".prose").textContent,
        code: item.querySelector(".code-piece")?.textContent,
        link: item.querySelector(".prose a")?.href,
      })),
    );
    return cards.reverse();
  };
  const next = async (to, wanted) => {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const theirs = (await messages()).filter((message) => message.to.replaceAll(" ", "") === to);
      const at = theirs.findIndex((message, at) => at >= (taken.get(to) ?? 0) && wanted(message));
      if (at >= 0) {
        taken.set(to, at + 1);
        return theirs[at];
      }
      if (Date.now() > until) {
        throw new Error(`nothing like it came to ${to}; there is: ${JSON.stringify(theirs, null, 1)}`);
      }
      await pause(100);
    }
  };
  return {
    all: async (to) => (await messages()).filter((message) => message.to.replaceAll(" ", "") === to),
    code: async (number) => (await next(number, (message) => message.code)).code,
    link: async (address, path) => (await next(address, (message) => message.link?.includes(path))).link,
    letter: async (address, subject) => next(address, (message) => message.subject.includes(subject)),
  };
}
