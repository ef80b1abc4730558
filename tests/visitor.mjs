// A person at the pages, in their language, on their screen, with or without JavaScript. Whatever page they see is
// looked at: accessible in light and dark, no wider than its screen or than 320 px, targets big enough for a thumb, and
// nothing that the page's own policy stopped.

import assert from "node:assert/strict";
import { SCREENS, checkAccessibility, checkReflow, checkTargets, takePicture, visitor } from "./harness.mjs";
import { wordsOf } from "./words.mjs";

const PATIENCE_MS = 20_000;

// What a page that says what is wrong, or is not there, makes Chromium note.
const EXPECTED = /the server responded with a status of 4\d\d/;

const lookedAt = new Set();

export class Visitor {
  static async comes(browser, site, { language = "en", screen = "desktop", javascript = true, colorScheme = "light", from, userAgent } = {}) {
    // Where they come from, as a proxy would say it.
    const extraHTTPHeaders = from && { "x-forwarded-for": from };
    const context = await visitor(browser, { screen, javascript, colorScheme, locale: language, extraHTTPHeaders, userAgent });
    context.setDefaultTimeout(PATIENCE_MS);
    const complaints = [];
    context.on("console", (message) => {
      if (message.type() === "error" && !EXPECTED.test(message.text())) complaints.push(message.text());
    });
    context.on("weberror", (fault) => complaints.push(String(fault.error())));
    const who = new Visitor();
    Object.assign(who, { browser, site, context, screen, javascript, colorScheme, say: wordsOf(language), complaints });
    who.page = await context.newPage();
    return who;
  }

  // The same person at another tab.
  async anotherTab() {
    const tab = Object.assign(new Visitor(), this);
    tab.page = await this.context.newPage();
    return tab;
  }

  async leaves() {
    await this.context.close();
    assert.deepEqual(this.complaints, [], "the browser complained");
  }

  async opens(path) {
    await this.page.goto(path.startsWith("http") ? path : this.site + path);
  }

  // Waits for the page whose heading says this, and looks at it.
  async sees(key, values) {
    await this.page.getByRole("heading", { level: 1, name: this.say(key, values), exact: true }).waitFor();
    await this.looks();
  }

  // Waits until the page says this somewhere, and looks at it.
  async reads(key, values) {
    await this.page.getByText(this.say(key, values)).first().waitFor();
    await this.looks();
  }

  async doesNotRead(key, values) {
    assert.equal(await this.page.getByText(this.say(key, values)).count(), 0, this.say(key, values));
  }

  async doesNotReadText(text) {
    assert.equal(await this.page.getByText(text).count(), 0, text);
  }

  // The same page in the same state on the same screen is looked at once.
  async looks() {
    const { page } = this;
    const state = await page.evaluate(() => {
      const path = location.pathname.replace(/[0-9a-z]{26}/g, "id");
      return [path, document.documentElement.lang, document.title, document.querySelectorAll("*").length].join(" ");
    });
    const look = [state, this.screen, this.javascript, this.colorScheme].join(" ");
    if (lookedAt.has(look)) return;
    lookedAt.add(look);
    if (process.env.PICTURES) await this.isPictured(state);
    await checkAccessibility(page);
    await checkTargets(page);
    await checkReflow(page);
    await page.setViewportSize(SCREENS.narrow);
    await checkReflow(page);
    await page.setViewportSize(SCREENS[this.screen]);
    if (!this.javascript) return;
    await page.emulateMedia({ colorScheme: this.colorScheme === "dark" ? "light" : "dark" });
    await checkAccessibility(page, { only: ["color-contrast"] });
    await page.emulateMedia({ colorScheme: this.colorScheme });
  }

  // `PICTURES=1` keeps a picture of everything that is looked at in tests/results/, for a look by people.
  async isPictured(state) {
    const name = `${state} ${this.screen} ${this.colorScheme}`.replace(/[^\p{L}\p{N}]+/gu, "-");
    await takePicture(this.page, name.replace(/^-/, ""));
  }

  field(key) {
    return this.page.getByLabel(this.say(key), { exact: true });
  }

  async types(key, text) {
    await this.field(key).fill(text);
  }

  // Types a code; where there is JavaScript, the whole code sends itself.
  async typesCode(code) {
    await this.types("code-label", code);
    if (!this.javascript) await this.presses("continue");
  }

  async ticks(key, values) {
    await this.page.getByLabel(this.say(key, values)).check();
  }

  async presses(key, values) {
    await this.page.getByRole("button", { name: this.say(key, values), exact: true }).click();
  }

  // As an impatient person does.
  async pressesTwice(key, values) {
    await this.page.getByRole("button", { name: this.say(key, values), exact: true }).dblclick();
  }

  async follows(key, values) {
    const link = this.page.getByRole("link", { name: this.say(key, values), exact: true }).first();
    const before = this.page.url();
    const leads = new URL(await link.getAttribute("href"), before).href.split("#")[0] !== before.split("#")[0];
    await link.click();
    if (!leads) return;
    // A click that falls while the page is laid out anew (its size was changed to look at it) is lost at times: once more.
    await this.page.waitForURL((url) => url.href !== before, { waitUntil: "commit", timeout: 5_000 }).catch(() => link.click());
  }
}
