// @ts-check
// The phone's own affairs: another name, signing out (with a warning where it is the last way in), and its end when the site
// ended it. Key and token are deleted in every case.

import { Problem, call } from "./api.js";
import { greet, told } from "./home.js";
import { on } from "./presses.js";
import { stopPush } from "./push.js";
import { field, reveal, show, trouble, word } from "./screens.js";
import { forget, keep, load } from "./vault.js";

/** @param {string} screen says why @param {() => void} ended */
const end = async (screen, ended) => {
  await forget();
  await stopPush().catch(() => {});
  ended();
  show(screen);
};

let leavingNow = false;

/** The site ended it, unless it was ended here just now. @param {() => void} ended */
export const disconnected = async (ended) => {
  if (!leavingNow) await end("ended", ended);
};

/** @param {boolean} last */
const warn = (last) => {
  reveal("leave-last", last);
  reveal("leave-free", !last);
};

/** @param {() => void} ended */
export const leaving = (ended) => {
  /** @param {string} how */
  const leave = async (how) => {
    const phone = await load();
    leavingNow = true;
    try {
      if (phone) await call(`/me${how}`, { method: "DELETE", token: phone.token });
    } catch (fault) {
      const code = fault instanceof Problem ? fault.code : "";
      leavingNow = false;
      if (code === "refused") return warn(true);
      if (!["device-signed-out", "not-signed-in", "not-found"].includes(code)) throw fault;
    }
    await end("signed-out", ended);
    leavingNow = false;
  };
  on("leave", () => {
    warn(Boolean(told?.security.last_way_in));
    show("leave");
  });
  on("really-leave", () => leave(""));
  on("leave-anyway", () => leave("?even_if=last_way_in"));
  // Not confirmed yet, so that nobody loses a way in.
  on("start-again", async () => {
    const phone = await load();
    if (phone) await call("/me", { method: "DELETE", token: phone.token }).catch(() => {});
    await forget();
    ended();
    show("welcome");
  });
  on("rename", async () => {
    field("new-name").value = (await load())?.name ?? "";
    show("rename");
  });
  on("save-name", async () => {
    const phone = await load();
    const name = field("new-name").value.trim();
    if (!phone || !name) return trouble("rename", word("no-name"));
    await call("/me", { method: "PATCH", token: phone.token, body: { name } });
    await keep({ ...phone, name });
    greet({ ...phone, name });
    show("home");
  });
};
