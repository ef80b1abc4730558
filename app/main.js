// @ts-check
// The companion app begins here: which screen is first, and what is told to whom. Each screen's work is in the file that is
// named after it.

import { call } from "./api.js";
import { follow } from "./follow.js";
import { greet, refresh } from "./home.js";
import { disconnected, leaving } from "./leaving.js";
import { codeIn, offer, pairing } from "./pairing.js";
import { listen } from "./presses.js";
import { next, update } from "./prompts.js";
import { startPush } from "./push.js";
import { fill, reveal, show, shown, trouble, word } from "./screens.js";
import { closeNotifications, startWorker } from "./shell.js";
import { load } from "./vault.js";

// Other tabs of this app hear when the phone is connected or ended, and begin again.
const tabs = new BroadcastChannel("companion");
tabs.onmessage = () => location.reload();

/** @type {ReturnType<typeof follow> | undefined} */
let following;
let waiting = 0;

const over = () => {
  following?.stop();
  clearTimeout(waiting);
  tabs.postMessage("over");
};

/** @param {boolean} is */
const online = (is) => {
  reveal("offline", !is);
  reveal("ready", is);
};

/** Follows this phone's prompts. @param {import("./vault.js").Phone} phone */
const live = (phone) => {
  next();
  refresh();
  startPush(phone.token).catch(() => {});
  const heard = (/** @type {import("./follow.js").List} */ list) => {
    if (list.state === "waiting") return following?.stop(), attend(phone);
    update(phone, list);
    if (!document.hidden) closeNotifications();
  };
  following = follow(phone.token, { prompts: heard, online, ended: () => disconnected(over) });
};

const LOOK_EVERY_MS = 1_000;

/** Waits until its owner confirms it in the browser. @param {import("./vault.js").Phone} phone */
const attend = async (phone) => {
  greet(phone);
  const state = await call("/me", { token: phone.token }).then((me) => me.state, (fault) => fault.code);
  if (state === "device-signed-out") return disconnected(over);
  online(state !== "offline");
  const lost = !["waiting", "signed_in", "quiet"].includes(state);
  if (state !== "waiting" && !(lost && shown() === "waiting")) return live(phone);
  if (shown() !== "waiting") show("waiting");
  waiting = window.setTimeout(() => attend(phone), LOOK_EVERY_MS);
};

const start = async () => {
  const code = codeIn(`#pair=${new URLSearchParams(location.hash.slice(1)).get("pair") ?? ""}`);
  // The code stays in no address bar and no history.
  if (location.hash) history.replaceState(null, "", location.pathname);
  const phone = await load();
  if (phone) await attend(phone);
  const taken = phone && shown() !== "waiting";
  if (taken && code) trouble(shown(), word("pair-other"));
  else if (code) {
    clearTimeout(waiting);
    await offer(code);
  } else if (!phone) show("welcome");
};

listen();
pairing((phone) => {
  tabs.postMessage("connected");
  attend(phone);
});
leaving(over);
for (const moment of ["online", "pageshow", "visibilitychange"]) {
  (moment === "visibilitychange" ? document : window).addEventListener(moment, () => !document.hidden && following?.hurry());
}
window.addEventListener("offline", () => online(false));
window.addEventListener("hashchange", () => location.hash && location.reload());
startWorker(() => following?.look());
fill("host", location.host);
start().catch(() => show("unable"));
