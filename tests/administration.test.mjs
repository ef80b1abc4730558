// Stories of administration: the first administrator from the one-time link to the overview, one account's events, and that
// there is nothing to be found for anybody else.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startProgram } from "./harness.mjs";
import { authenticatorApp } from "./phone.mjs";
import { browser, product, story } from "./stage.mjs";
import { ANSWER, PEOPLE, SEED, givesPassword, on, signsInByApp, signsOut } from "./steps.mjs";

const { ben, chloe, gil } = PEOPLE;
const apps = { chloe: authenticatorApp(SEED), gil: authenticatorApp(SEED) };

// The fresh check that administration takes, by the app.
async function confirms(who, app) {
  await who.sees("step-up-title");
  await who.reads("step-up-administration");
  await who.presses("continue");
  await who.sees("verify-title-authenticator-app");
  await who.typesCode(await app.code());
}

async function looksAt(who, name) {
  await who.sees("admin-find-title");
  await who.types("admin-find-label", name);
  await who.presses("admin-find-button");
}

test("Gil signs in with his app, sees how the site stands, and why Chloé was asked; she reads that he looked", async () => {
  await story({ screen: "phone" }, async (who) => {
    await signsInByApp(who, chloe, apps.chloe);
    await signsOut(who);
  });
  await story({ screen: "desktop" }, async (who) => {
    await signsInByApp(who, gil, apps.gil);
    await who.follows("admin-title");
    await who.sees("admin-title");
    await who.reads("admin-enforced");
    await who.reads("learning-so-far", { from: "0", needed: "1,000" });
    await who.reads("admin-no-places");
    await who.reads("node-here");
    await who.follows("admin-look-link");
    await looksAt(who, "nobody at all");
    await who.reads("error-no-such-account");
    await who.types("admin-find-label", chloe.address);
    await who.presses("admin-find-button");
    await who.sees("admin-activity-title", { name: "chloe" });
    await who.reads("audit-second-step-asked", { name: who.say("asked-any-method") });
    await who.reads("audit-rules", { verdict: who.say("asked-any-method"), reasons: who.say("why-asked-new-browser") });
    await who.follows("admin-another");
    await who.sees("admin-find-title");
  });
  await story({ screen: "phone" }, async (who) => {
    await signsInByApp(who, chloe, apps.chloe);
    await who.follows("activity-all");
    await who.sees("activity-title");
    await who.reads("event-administrator-looked");
    const nowhere = await who.page.goto(`${product.url}/nowhere`);
    await who.sees("not-found-title");
    const hidden = await who.page.goto(`${product.url}/admin`);
    await who.sees("not-found-title");
    assert.deepEqual([hidden.status(), nowhere.status()], [404, 404]);
  });
});

test("without JavaScript, on a phone, in Spanish: the same pages", async () => {
  await story({ screen: "phone", javascript: false, language: "es" }, async (who) => {
    await signsInByApp(who, gil, apps.gil);
    await who.opens("/admin");
    await who.sees("admin-title");
    await who.follows("admin-look-link");
    await looksAt(who, ben.name);
    await who.sees("admin-activity-title", { name: "ben" });
    await who.reads("audit-account-created");
  });
});

test("a known browser that is let in by the password alone is asked before administration, and goes on to it", async () => {
  await story({ screen: "desktop", colorScheme: "dark" }, async (who) => {
    await signsInByApp(who, gil, apps.gil);
    await signsOut(who);
    await givesPassword(who, gil);
    await who.sees("security-title");
    await who.follows("admin-title");
    await confirms(who, apps.gil);
    await who.sees("admin-title");
  });
});

test("the first administrator: the one-time link, a password, a question, one thing first, the app, and in", async () => {
  const data = await mkdtemp(join(tmpdir(), "vestibule-first-"));
  // A site without mail: its operator's link stands for the mailed one.
  const site = await startProgram(process.env.VESTIBULE_BIN, ["serve", "--listen", "127.0.0.1:0", "--data", data]);
  try {
    const { url } = site;
    const [, path] = /https?:\/\/[^/\s]+(\/reset\/new\?token=\S+)/.exec(site.output());
    await on(browser, url, { screen: "phone" }, async (who) => {
      await who.opens(path);
      await who.types("new-password", "seven quiet lanterns");
      await who.presses("reset-save");
      await givesPassword(who, { name: "admin", password: "seven quiet lanterns" });
      await who.sees("security-title");
      await who.follows("admin-title");
      await who.sees("admin-method-title");
      await who.presses("admin-method-app");
      await who.sees("question-title");
      await who.page.getByLabel(who.say("question-label")).selectOption({ index: 4 });
      await who.types("answer-label", ANSWER);
      await who.presses("continue");
      await who.sees("app-title");
      const app = authenticatorApp(await who.page.locator("#key").textContent());
      await who.types("code-label", await app.code());
      await who.presses("app-turn-on");
      await who.sees("codes-title");
      await who.opens("/admin");
      await confirms(who, app);
      await who.sees("admin-title");
      await who.reads("way-none");
    });
  } finally {
    await site.stop();
    await rm(data, { recursive: true, force: true });
  }
});
