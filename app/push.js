// @ts-check
// Notifications while the app is closed: asking leave, subscribing with the site's key, telling the site where to knock.

import { call } from "./api.js";
import { on } from "./presses.js";
import { reveal, trouble, word } from "./screens.js";

const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

let key = "";
let token = "";

/** @param {string} text base64url */
const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

/** @param {PushSubscription} subscription */
const isOurs = (subscription) => {
  const with_ = new Uint8Array(subscription.options.applicationServerKey ?? new ArrayBuffer(0));
  return bytesOf(key).every((byte, at) => byte === with_[at]);
};

/** Tells the site where this browser is woken; made anew where the site has another key. */
const subscribe = async () => {
  const { pushManager } = await navigator.serviceWorker.ready;
  let found = await pushManager.getSubscription();
  if (found && !isOurs(found)) {
    await found.unsubscribe();
    found = null;
  }
  found ??= await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
  const { endpoint, keys } = found.toJSON();
  await call("/me/push", { method: "PUT", token, body: { endpoint, keys } });
};

/** @param {boolean} subscribed */
const showState = (subscribed) => {
  const state = !able ? "cannot" : Notification.permission === "denied" ? "blocked" : subscribed ? "on" : "off";
  for (const each of ["cannot", "blocked", "on", "off"]) reveal(`push-${each}`, each === state);
  reveal("push", Boolean(key));
};

/** @param {{ key: string, subscribed: boolean }} push what the site told */
export const showPush = (push) => {
  key = push.key;
  showState(push.subscribed && able && Notification.permission === "granted");
};

/** At each start: the subscription is told again, since browsers exchange it at times. @param {string} as the phone's token */
export const startPush = async (as) => {
  token = as;
  const { push } = await call("/me", { token });
  showPush(push);
  if (!able || !key || Notification.permission !== "granted") return;
  await subscribe();
  showState(true);
};

/** After signing out: nobody knocks any more. */
export const stopPush = async () => {
  if (!able) return;
  const registration = await navigator.serviceWorker.getRegistration("/app/");
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
};

on("push", async () => {
  try {
    if ((await Notification.requestPermission()) !== "granted") return showState(false);
    await subscribe();
    showState(true);
  } catch {
    trouble("home", word("push-failed"));
  }
});
