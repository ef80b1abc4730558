// @ts-check
// Connecting this phone: by the link it was opened with, by a scanned code, or by what is pasted; then waiting until its owner
// confirms it in the browser.

import { Problem, call } from "./api.js";
import { makeKeys, publicKey } from "./key.js";
import { on } from "./presses.js";
import { closeCamera, openCamera } from "./scan.js";
import { field, part, reveal, show, trouble, word } from "./screens.js";
import { keep } from "./vault.js";

let code = "";

/** The pairing code in a link of this site, or alone; "": there is none. @param {string} text */
export const codeIn = (text) => {
  const [link, fragment] = text.trim().split("#pair=");
  const ours = !link || (URL.canParse(link) && new URL(link).origin === location.origin);
  const found = fragment === undefined ? link : ours ? fragment : "";
  return /^[\w.~-]{16,256}$/.test(found) ? found : "";
};

const nameOf = async () => {
  const agent = /** @type {any} */ (navigator).userAgentData;
  const { model } = (await agent?.getHighEntropyValues(["model"]).catch(() => null)) ?? { model: "" };
  // "K" is what reduced user agents call every Android phone.
  const android = /; Android [^;)]+; ([^;)]+?)(?: Build|\))/.exec(navigator.userAgent)?.[1];
  const apple = /\((iPhone|iPad)/.exec(navigator.userAgent)?.[1];
  return model || apple || (android && android !== "K" && android) || word("my-phone");
};

/** Asks whether to connect by this code. @param {string} found */
export const offer = async (found) => {
  code = found;
  show("pair");
  if (!field("phone-name").value) field("phone-name").value = (await nameOf()).slice(0, 64);
};

/** @param {(phone: import("./vault.js").Phone) => void} connected */
export const pairing = (connected) => {
  on("pair", async () => {
    const name = field("phone-name").value.trim();
    if (!name) return trouble("pair", word("no-name"));
    const keys = await makeKeys();
    try {
      const body = { code, public_key: await publicKey(keys), name };
      const told = await call("", { method: "POST", body });
      const phone = { id: told.id, token: told.token, name: told.name, keys, account: told.account };
      await keep(phone);
      // What was made here should not be cleared away to make room.
      navigator.storage?.persist?.().catch(() => false);
      connected(phone);
    } catch (fault) {
      if (!(fault instanceof Problem && fault.code === "not-found")) throw fault;
      trouble("pair", word("pair-old"));
    }
  });
  on("paste", () => {
    const found = codeIn(field("pasted").value);
    if (!found) return trouble("paste", word("paste-wrong"));
    field("pasted").value = "";
    return offer(found);
  });
  on("scan", async () => {
    show("scan");
    const video = /** @type {HTMLVideoElement} */ (part("video"));
    const saw = (/** @type {string} */ text) => {
      const found = codeIn(text);
      if (found) offer(found);
      else trouble("scan", word("scan-other"));
      return Boolean(found);
    };
    await openCamera(video, saw).catch(() => trouble("scan", word("scan-closed")));
  });
  on("stop-scan", () => {
    closeCamera();
    show("welcome");
  });
  // Whoever came from the page with the code has it on this phone, one step back.
  reveal("here", document.referrer.startsWith(`${location.origin}/settings/`));
  reveal("camera", "BarcodeDetector" in window && Boolean(navigator.mediaDevices));
};
