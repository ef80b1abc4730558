// @ts-check
// Follows the phone's prompts: by event stream while one stands, by asking every few seconds while none does. Not here: what
// is done with them.

import { Problem, ask, call } from "./api.js";

const ASK_EVERY_MS = 5_000;
const RETRY_MS = { first: 1_000, most: 60_000 };
// A stream whose first event does not come (a proxy may hold it back), or that later says nothing at all, is dead.
const SILENCE_MS = { first: 8_000, later: 60_000 };

/** The data of each whole `prompts` event in the text, and what is left of it. @param {string} text */
const eventsIn = (text) => {
  const parts = text.replace(/\r\n?/g, "\n").split("\n\n");
  const rest = parts.pop() ?? "";
  const fields = parts.map((part) => part.split("\n"));
  const prompts = fields.filter((lines) => lines.some((line) => /^event: ?prompts$/.test(line)));
  const data = prompts.map((lines) => lines.filter((line) => line.startsWith("data:")).map((line) => line.slice(5)).join("\n"));
  return { data, rest };
};

/** @typedef {{ state: string, prompts: import("./key.js").Prompt[], ended: { id: string, reason: string }[] }} List */

/**
 * @param {string} token
 * @param {{ prompts: (list: List) => void, online: (is: boolean) => void,
 *   ended: () => void }} tell
 */
export const follow = (token, tell) => {
  let over = false;
  let streaming = new AbortController();
  let wake = () => {};

  const stream = async () => {
    streaming = new AbortController();
    let silence = setTimeout(() => streaming.abort(), SILENCE_MS.first);
    try {
      const answer = await ask("/me/events", { token, accept: "text/event-stream", signal: streaming.signal });
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let text = ""; reader; ) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(silence);
        silence = setTimeout(() => streaming.abort(), SILENCE_MS.later);
        const { data, rest } = eventsIn(text + value);
        text = rest;
        if (data.length > 0) wait = RETRY_MS.first;
        for (const told of data) hear(JSON.parse(told));
      }
    } finally {
      clearTimeout(silence);
    }
  };
  /** @param {any} list */
  const hear = (list) => {
    if (over) return;
    tell.online(true);
    tell.prompts(list);
  };
  /** @param {unknown} fault */
  const failed = (fault) => {
    if (over) return;
    if (fault instanceof Problem && fault.code === "device-signed-out") {
      over = true;
      tell.ended();
    } else if (fault instanceof Problem && fault.code === "offline") tell.online(false);
  };
  const look = () => call("/me/prompts", { token }).then(hear, failed);

  let wait = RETRY_MS.first;
  const run = async () => {
    while (!over) {
      await stream().catch(() => {});
      const next = performance.now() + wait;
      wait = Math.min(wait * 2, RETRY_MS.most);
      do {
        if (!over) await look();
        const pause = Math.min(ASK_EVERY_MS, Math.max(next - performance.now(), 500));
        await new Promise((resolve) => setTimeout((wake = () => resolve(undefined)), pause));
      } while (!over && performance.now() < next && navigator.onLine);
    }
  };
  run();
  return {
    look,
    /** The network is back, or the app is seen again: no more waiting. */
    hurry: () => {
      wait = RETRY_MS.first;
      wake();
      look();
    },
    stop: () => {
      over = true;
      streaming.abort();
      wake();
    },
  };
};
