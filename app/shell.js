// @ts-check
// What surrounds the app: its service worker, the words of its notifications, and "add to home screen".

import { on } from "./presses.js";
import { part, reveal, word } from "./screens.js";
import { keepWords } from "./vault.js";

const WORKER = "/app/worker.js";

/** The site's policy lets only trusted values name a script; this one is the only one. @returns {any} */
const address = () => {
  const types = /** @type {any} */ (window).trustedTypes;
  if (!types) return WORKER;
  return types.createPolicy("companion-worker", { createScriptURL: () => WORKER }).createScriptURL(WORKER);
};

/** @param {() => void} woken a push message came */
export const startWorker = (woken) => {
  const { lang, dir } = document.documentElement;
  const icon = part('link[rel="apple-touch-icon"]').getAttribute("href") ?? "";
  const said = { title: part(".site").textContent ?? "", body: word("notification"), icon };
  const told = { ...said, lang, dir: /** @type {"ltr" | "rtl"} */ (dir) };
  keepWords(told).catch(() => {});
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register(address(), { scope: "/app/", updateViaCache: "none" }).catch(() => {});
  navigator.serviceWorker.addEventListener("message", woken);
};

/** Whoever sees the app needs no notification. */
export const closeNotifications = async () => {
  const registration = await navigator.serviceWorker?.getRegistration("/app/");
  for (const shown of (await registration?.getNotifications()) ?? []) shown.close();
};

/** @type {any} */
let installing;
window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  installing = event;
  reveal("install", true);
});
on("install", async () => {
  await installing?.prompt();
  reveal("install", false);
});
