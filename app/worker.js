// @ts-check
// The app's service worker: keeps the page and its files for a moment without network, and shows a notification without any
// detail when a push message comes. Nothing of the API is ever kept, and nothing is answered from here.

const worker = /** @type {any} */ (self);
const PAGE = "/app/";
const SHELF = "companion";
const TAG = "prompt";
const PATIENCE_MS = 5_000;

/** Keeps a fresh page and the files that it names, and throws away the others. @param {Response} page */
const keep = async (page) => {
  const shelf = await caches.open(SHELF);
  const files = new Set([...(await page.clone().text()).matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path));
  for (const file of files) if (!(await shelf.match(file))) await shelf.add(file);
  await shelf.put(PAGE, page);
  for (const kept of await shelf.keys()) {
    const { pathname } = new URL(kept.url);
    if (pathname !== PAGE && !files.has(pathname)) await shelf.delete(kept);
  }
};

/** The page from the network, or as it was last. @param {any} event */
const page = async (event) => {
  try {
    const answer = await fetch(event.request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok && !answer.redirected) event.waitUntil(keep(answer.clone()).catch(() => {}));
    return answer;
  } catch (fault) {
    const kept = await caches.match(PAGE);
    if (!kept) throw fault;
    return kept;
  }
};

worker.addEventListener("install", (/** @type {any} */ event) => {
  worker.skipWaiting();
  event.waitUntil(fetch(PAGE, { cache: "no-store" }).then(keep));
});
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== location.origin || event.request.method !== "GET") return;
  if (event.request.mode === "navigate" && pathname === PAGE) event.respondWith(page(event));
  else if (pathname.startsWith("/assets/")) event.respondWith(caches.match(event.request).then((kept) => kept ?? fetch(event.request)));
});

/** What the app keeps. @param {string} name @returns {Promise<any>} */
const kept = (name) =>
  new Promise((resolve) => {
    const opening = indexedDB.open("companion", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
    opening.onerror = () => resolve(undefined);
    opening.onsuccess = () => {
      const asked = opening.result.transaction("kept").objectStore("kept").get(name);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => resolve(undefined);
      asked.transaction?.addEventListener("complete", () => opening.result.close());
    };
  });

/** @param {string} path @param {RequestInit} [how] */
const call = async (path, how) => {
  const phone = await kept("phone");
  if (!phone) return undefined;
  const headers = { Authorization: `Device ${phone.token}`, "Content-Type": "application/json" };
  return fetch(`/api/v1/devices/me${path}`, { ...how, headers, credentials: "omit", cache: "no-store" });
};

const windows = () => worker.clients.matchAll({ type: "window", includeUncontrolled: true });

worker.addEventListener("push", (/** @type {any} */ event) => event.waitUntil(woken()));
const woken = async () => {
  const { title = "", ...words } = (await kept("words")) ?? {};
  await worker.registration.showNotification(title, { ...words, tag: TAG, renotify: true });
  for (const open of await windows()) open.postMessage("woken");
  // A prompt that is over before it was seen leaves no notification.
  const list = await call("/prompts").then((answer) => (answer?.ok ? answer.json() : undefined), () => undefined);
  if (list?.prompts?.length !== 0) return;
  for (const shown of await worker.registration.getNotifications({ tag: TAG })) shown.close();
};

worker.addEventListener("notificationclick", (/** @type {any} */ event) => {
  event.notification.close();
  const open = async () => {
    const [app] = (await windows()).filter((/** @type {any} */ one) => new URL(one.url).pathname === PAGE);
    return app ? app.focus() : worker.clients.openWindow(PAGE);
  };
  event.waitUntil(open());
});

worker.addEventListener("pushsubscriptionchange", (/** @type {any} */ event) => {
  const again = async () => {
    const options = event.oldSubscription?.options;
    const fresh = event.newSubscription ?? (options && (await worker.registration.pushManager.subscribe(options)));
    if (!fresh) return;
    const { endpoint, keys } = fresh.toJSON();
    await call("/push", { method: "PUT", body: JSON.stringify({ endpoint, keys }) });
  };
  event.waitUntil(again());
});
