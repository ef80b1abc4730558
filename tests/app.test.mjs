// Stories of the companion app, told on a phone's screen against a stand-in for the site's side (`devices.mjs`): connecting,
// every way that a prompt can end, signing out, no network, two tabs, a wrong clock, and a push message that says nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Devices } from "./devices.mjs";
import { browser, product, story } from "./stage.mjs";
import { Visitor } from "./visitor.mjs";

// A phone in somebody's hand, and the site's side of it.
async function holds(options, told) {
  const devices = await Devices.before(product.url);
  const who = await Visitor.comes(browser, devices.url, { screen: "phone", ...options });
  try {
    await told(who, devices);
    await who.leaves();
  } finally {
    await devices.stops();
  }
}

const visible = (locator) => locator.filter({ visible: true });
const shows = (who, text) => visible(who.page.getByText(text)).first().waitFor();
const types = (who, key, text) => visible(who.page.getByLabel(who.say(key), { exact: true })).fill(text);
const button = (who, key) => who.page.getByRole("button", { name: who.say(key), exact: true });

async function connects(who, devices) {
  await who.opens(`/app/#pair=${devices.code}`);
  await who.sees("companion-pair-title", { site: "Vestibule" });
  await who.presses("companion-connect");
  await who.sees("companion-waiting-title");
  devices.confirms();
  await who.sees("companion-home-title");
}

async function confirms(who, number) {
  await types(who, "companion-number", number);
  await who.presses("companion-yes");
}

test("Ana connects her phone by the link of the code, and confirms with the number and a key that nobody can take out", () =>
  holds({}, async (who, devices) => {
    await who.opens(`/app/#pair=${devices.code}`);
    await who.sees("companion-pair-title", { site: "Vestibule" });
    assert.equal(new URL(who.page.url()).hash, "", "the code stays in no address bar");
    await types(who, "companion-pair-name", "Ana’s Pixel");
    await who.presses("companion-connect");
    await who.sees("companion-waiting-title");
    assert.equal(devices.phone.name, "Ana’s Pixel");
    devices.confirms();
    await who.sees("companion-home-title");
    await who.reads("companion-recent-none");

    devices.asks("47");
    await who.sees("companion-ask-title");
    assert.equal(await who.page.evaluate(() => document.activeElement?.textContent), who.say("companion-ask-title"));
    await shows(who, "Firefox on Linux");
    await shows(who, "Portugal · 203.0.113.7");
    await types(who, "companion-number", "4");
    assert.ok(await button(who, "companion-yes").isDisabled());
    await types(who, "companion-number", "４7");
    await who.looks();
    await who.presses("companion-yes");
    await who.sees("companion-approved-title");
    assert.deepEqual(devices.given, [["approve", "its_me", "47", "approved"]]);
    await who.presses("done");
    await who.sees("companion-home-title");
    await shows(who, who.say("companion-recent-approved"));

    const taken = await who.page.evaluate(async () => {
      const opening = indexedDB.open("companion");
      await new Promise((resolve) => (opening.onsuccess = resolve));
      const asked = opening.result.transaction("kept").objectStore("kept").get("phone");
      await new Promise((resolve) => (asked.onsuccess = resolve));
      const { privateKey } = asked.result.keys;
      const out = await crypto.subtle.exportKey("pkcs8", privateKey).then(() => "out", (fault) => fault.name);
      return [privateKey.extractable, out];
    });
    assert.deepEqual(taken, [false, "InvalidAccessError"]);
  }));

test("a code that is pasted works once; nonsense, a used one and a link of another site do not", () =>
  holds({ language: "es", colorScheme: "dark" }, async (who, devices) => {
    await who.opens("/app/");
    await who.sees("companion-welcome-title");
    await who.presses("companion-paste");
    await who.sees("companion-paste-title");
    for (const wrong of ["nonsense", `https://other.example/app/#pair=${devices.code}`]) {
      await types(who, "companion-paste-label", wrong);
      await who.presses("continue");
      await shows(who, who.say("companion-paste-wrong"));
      await types(who, "companion-paste-label", "");
    }
    await types(who, "companion-paste-label", "a-code-that-somebody-used-before");
    await who.presses("continue");
    await who.sees("companion-pair-title", { site: "Vestibule" });
    await who.presses("companion-connect");
    await shows(who, who.say("companion-pair-old"));
    await who.looks();
    await who.presses("cancel");
    await who.presses("companion-paste");
    await types(who, "companion-paste-label", `${devices.url}/app/#pair=${devices.code}`);
    await who.presses("continue");
    await who.presses("companion-connect");
    await who.sees("companion-waiting-title");
  }));

test("a wrong number, a newer prompt, a time that ran out: each ends its prompt and says so", () =>
  holds({ language: "es", colorScheme: "dark" }, async (who, devices) => {
    await connects(who, devices);
    devices.asks("47");
    await who.sees("companion-ask-title");
    await confirms(who, "74");
    await who.sees("companion-wrong-title");

    // Whoever starts again on the other screen need not press anything here first.
    const old = devices.asks("112233", { ago: 5 });
    await who.sees("companion-ask-title");
    assert.ok(await button(who, "companion-yes").isDisabled());
    devices.asks("445566");
    await shows(who, who.say("companion-ask-of-two"));
    await who.looks();
    devices.leaves(devices.prompts.filter((prompt) => prompt !== old));
    await who.sees("companion-replaced-title");
    await who.presses("companion-next");
    await who.sees("companion-ask-title");
    await confirms(who, "445566");
    await who.sees("companion-approved-title");
    await who.presses("done");

    devices.asks("47", { lasts: 2 });
    await who.sees("companion-ask-title");
    await who.sees("companion-expired-title");
    assert.deepEqual(devices.given.map(([, , , outcome]) => outcome), ["wrong_number", "approved"]);
  }));

test("“not me” is asked once more, and leads to a new password, also while another prompt waits", () =>
  holds({}, async (who, devices) => {
    await connects(who, devices);
    devices.asks("47");
    await who.sees("companion-ask-title");
    await who.presses("companion-no");
    await who.sees("companion-deny-title");
    await who.presses("companion-go-back");
    await who.sees("companion-ask-title");
    await who.presses("companion-no");
    await who.presses("companion-deny-yes");
    await who.sees("companion-denied-title");
    assert.deepEqual(devices.given, [["deny", "not_me", "", "denied"]]);
    devices.asks("48");
    await button(who, "companion-next").waitFor();
    await who.sees("companion-denied-title");
    await who.follows("companion-denied-password");
    await who.sees("signin-title");

    await who.opens("/app/");
    await who.sees("companion-ask-title");
    await who.presses("cancel");
    await who.sees("companion-cancelled-title");
    assert.deepEqual(devices.given[1], ["cancel", "changed_my_mind", "", "cancelled"]);
  }));

test("what was answered in one tab closes in the other, and both are the same phone", () =>
  holds({}, async (who, devices) => {
    await connects(who, devices);
    const other = await who.anotherTab();
    await other.opens("/app/");
    await other.sees("companion-home-title");
    devices.asks("47");
    await other.sees("companion-ask-title");
    await who.sees("companion-ask-title");
    await confirms(who, "47");
    await who.sees("companion-approved-title");
    await other.sees("companion-elsewhere-title");
  }));

test("signing out warns of the last way in, and deletes key and token", () =>
  holds({ language: "es", colorScheme: "dark" }, async (who, devices) => {
    devices.lastWayIn = true;
    await connects(who, devices);
    await who.presses("rename");
    await who.sees("companion-rename-title");
    await types(who, "companion-pair-name", "Old Pixel");
    await who.presses("save");
    await who.sees("companion-home-title");
    assert.equal(devices.phone.name, "Old Pixel");
    await who.presses("sign-out");
    await who.sees("companion-leave-title");
    await shows(who, who.say("companion-leave-last"));
    await who.presses("companion-stay");
    await who.presses("sign-out");
    await who.presses("companion-leave-anyway");
    await who.sees("companion-signed-out-title");
    assert.equal(devices.phone, undefined);
    await who.opens("/app/");
    await who.sees("companion-welcome-title");
  }));

test("a phone that is removed in the browser says so, even in the middle of a prompt, and keeps nothing", () =>
  holds({ language: "es", colorScheme: "dark" }, async (who, devices) => {
    await connects(who, devices);
    devices.asks("47");
    await who.sees("companion-ask-title");
    devices.revokes();
    await who.sees("companion-ended-title");
    await who.presses("companion-connect-again");
    await who.sees("companion-welcome-title");
  }));

test("without network the app still opens and says so, and is there again by itself", () =>
  holds({}, async (who, devices) => {
    await connects(who, devices);
    await who.page.evaluate(() => navigator.serviceWorker.ready);
    await who.page.waitForFunction(async () => (await caches.match("/app/")) && navigator.serviceWorker.controller);
    await who.context.setOffline(true);
    await shows(who, who.say("companion-offline"));
    await who.page.reload();
    await who.sees("companion-home-title");
    await shows(who, who.say("companion-offline"));
    const kept = await who.page.evaluate(async () => (await (await caches.open("companion")).keys()).map((one) => new URL(one.url).pathname));
    assert.ok(kept.length > 15 && kept.every((path) => path === "/app/" || path.startsWith("/assets/")), kept.join(" "));
    await who.context.setOffline(false);
    devices.asks("47");
    await who.sees("companion-ask-title");
    who.complaints.splice(0, Infinity, ...who.complaints.filter((text) => !text.includes("ERR_INTERNET_DISCONNECTED")));
  }));

test("a phone whose clock is hours off counts the site’s seconds, also where no event stream comes through", () =>
  holds({}, async (who, devices) => {
    devices.streaming = false;
    await who.context.addInitScript(() => {
      const now = Date.now.bind(Date);
      Date.now = () => now() - 5 * 3_600_000;
    });
    await connects(who, devices);
    devices.asks("47");
    await who.sees("companion-ask-title");
    await shows(who, /^(2:00|1:5\d)$/);
    await confirms(who, "47");
    await who.sees("companion-approved-title");
    who.complaints.length = 0;
  }));

test("a push message shows a notification without any detail or button, and none that is over stays", () =>
  holds({}, async (who, devices) => {
    await who.context.grantPermissions(["notifications"], { origin: devices.url });
    await connects(who, devices);
    const devtools = await who.context.newCDPSession(who.page);
    const registered = new Promise((resolve) =>
      devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        const ours = registrations.find(({ scopeURL }) => scopeURL === `${devices.url}/app/`);
        if (ours) resolve(ours.registrationId);
      }),
    );
    await devtools.send("ServiceWorker.enable");
    const registrationId = await registered;
    // Nobody looks at the app.
    await who.opens("/signin");
    const push = () => devtools.send("ServiceWorker.deliverPushMessage", { origin: devices.url, registrationId, data: "" });
    // Those that show, once there are so many.
    const notifications = async (count) => {
      const shown = await who.page.waitForFunction(async (count) => {
        const found = await (await navigator.serviceWorker.getRegistration("/app/")).getNotifications();
        const told = found.map(({ title, body, tag, actions, data }) => ({ title, body, tag, actions, data }));
        return told.length === count && { told };
      }, count);
      return (await shown.jsonValue()).told;
    };
    devices.asks("47");
    await push();
    await push();
    const body = who.say("companion-notification");
    assert.deepEqual(await notifications(1), [{ title: "Vestibule", body, tag: "prompt", actions: [], data: null }]);
    devices.leaves([]);
    await push();
    await notifications(0);
  }));

// A browser that can read codes, and a camera of this story's: `sees` is what stands before it.
const hasCamera = (who) =>
  who.page.addInitScript(() => {
    const before = { sees: [], opened: [] };
    Object.assign(window, { before });
    window.BarcodeDetector = class {
      detect = async () => before.sees.map((rawValue) => ({ rawValue }));
    };
    navigator.mediaDevices.getUserMedia = async () => {
      const canvas = document.createElement("canvas");
      setInterval(() => canvas.getContext("2d").fillRect(0, 0, 9, 9), 50);
      const stream = canvas.captureStream();
      before.opened.push(stream);
      return stream;
    };
  });

test("a code is scanned with the camera, another one is told to be none, and the camera closes behind it", () =>
  holds({}, async (who, devices) => {
    await hasCamera(who);
    const puts = (code) => who.page.evaluate((code) => (window.before.sees = [code]), code);
    const filming = () =>
      who.page.evaluate(() => window.before.opened.flatMap((one) => one.getTracks()).filter((one) => one.readyState === "live").length);
    await who.opens("/app/");
    await who.sees("companion-welcome-title");
    await who.presses("companion-scan");
    await who.sees("companion-scan-title");
    await puts("https://other.example/menu");
    await shows(who, who.say("companion-scan-other"));
    assert.equal(await filming(), 1);
    await who.presses("cancel");
    await who.sees("companion-welcome-title");
    assert.equal(await filming(), 0, "nobody is filmed who gave it up");
    await who.presses("companion-scan");
    await puts(`${devices.url}/app/#pair=${devices.code}`);
    await who.sees("companion-pair-title", { site: "Vestibule" });
    assert.equal(await filming(), 0);
    await who.presses("companion-connect");
    await who.sees("companion-waiting-title");
  }));

// What a browser tells the app's worker; it is no trusted event, so what it waits for is kept here.
const tells = (worker, name, more) =>
  worker.evaluate(
    async ([name, more]) => {
      const waits = [];
      const event = Object.assign(new Event(name), { waitUntil: (work) => waits.push(work) });
      if (more.notification) event.notification = { close: () => waits.push("closed") };
      if (more.keys) event.newSubscription = { toJSON: () => more };
      const calls = [];
      const focus = WindowClient.prototype.focus;
      WindowClient.prototype.focus = async function () {
        calls.push(`focus ${new URL(this.url).pathname}`);
      };
      clients.openWindow = async (url) => calls.push(`open ${url}`);
      dispatchEvent(event);
      await Promise.all(waits);
      WindowClient.prototype.focus = focus;
      return [...waits.filter((one) => one === "closed"), ...calls];
    },
    [name, more],
  );

test("pressing the notification brings the app before its reader, and a subscription that changes is told", () =>
  holds({}, async (who, devices) => {
    await connects(who, devices);
    await who.page.evaluate(() => navigator.serviceWorker.ready);
    const worker = who.context.serviceWorkers()[0];
    assert.deepEqual(await tells(worker, "notificationclick", { notification: true }), ["closed", "focus /app/"]);
    await who.opens("/signin");
    assert.deepEqual(await tells(worker, "notificationclick", { notification: true }), ["closed", "open /app/"]);
    const fresh = { endpoint: "https://push.example.org/2", keys: { p256dh: "B".repeat(87), auth: "A".repeat(22) } };
    await tells(worker, "pushsubscriptionchange", fresh);
    assert.deepEqual(devices.subscribed, [fresh]);
    devices.revokes();
    await tells(worker, "pushsubscriptionchange", fresh);
    assert.equal(devices.subscribed.length, 1, "nobody listens to a phone that is gone");
  }));

test("without JavaScript the app says that it needs it, and what works without", () =>
  story({ screen: "phone", javascript: false }, async (who) => {
    await who.opens("/app/");
    await who.sees("companion-title");
    await who.reads("companion-needs-script");
    await who.reads("companion-other-methods");
    assert.equal(await who.page.locator("button:visible").count(), 0, "no button that does nothing");
  }));
