// Stories of Password & Security: what can be changed, what each change takes, and what cannot be removed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticatorApp } from "./phone.mjs";
import { browser, post, product, story } from "./stage.mjs";
import { PEOPLE, SEED, givesPassword, signsInByApp, signsInByRecoveryCode, signsInByText, signsOut, takes } from "./steps.mjs";
import { Visitor } from "./visitor.mjs";

const { chloe, dev, emi } = PEOPLE;

const apps = { chloe: authenticatorApp(SEED), emi: authenticatorApp(SEED) };

// The card, or the line of a list, that speaks of something.
const line = (who, text) => who.page.locator("li", { hasText: text });

test("the last way in is not removed; the page names what to set up instead", async () => {
  await story({ screen: "phone" }, async (who) => {
    await signsInByText(who, dev, post);
    await who.page.locator("#text_message .entries").getByRole("link", { name: /^Remove/ }).click();
    await who.page.getByRole("heading", { level: 1, name: /stays for now/ }).waitFor();
    await who.reads("remove-last-way");
    await who.presses("enable-named", { name: who.say("kind-authenticator-app") });
    await who.sees("app-title");
    await who.presses("cancel");
    await who.sees("security-title");
    await who.page.locator("#security_question .entries").getByRole("link", { name: /^Remove/ }).click();
    await who.reads("remove-others-depend");
    await who.follows("security-title");
    await who.sees("security-title");
  });
});

test("Chloe changes her password, and is signed out everywhere else", async () => {
  const home = await Visitor.comes(browser, product.url, { screen: "phone" });
  await signsInByRecoveryCode(home, chloe, product);
  await story({ javascript: false }, async (who) => {
    await signsInByApp(who, chloe, apps.chloe);
    await who.follows("change-password");
    await who.sees("password-title");
    const change = async (current, next) => {
      await who.types("current-password", current);
      await who.types("new-password", next);
      await who.presses("change-password");
    };
    await change("not the password", "nine tiny brass elephants");
    await who.reads("error-wrong-password");
    await change(chloe.password, "password1234");
    await who.reads("error-password-common");
    await change(chloe.password, "nine tiny brass elephants");
    await who.sees("security-title");
    await who.reads("notice-password-changed");
    await post.letter(chloe.address, "Password");
    await signsOut(who);
    await givesPassword(who, chloe);
    await who.reads("error-wrong-name-or-password");
    await givesPassword(who, { ...chloe, password: "nine tiny brass elephants" });
    await who.sees("security-title");
  });
  await home.page.reload();
  await home.sees("signin-title");
  await home.leaves();
});

test("Emi is asked only when it looks risky, forgets a browser, ends a session, and renames and removes a method", async () => {
  const home = await Visitor.comes(browser, product.url, { screen: "phone" });
  await givesPassword(home, emi);
  await home.sees("verify-title-authenticator-app");
  await takes(home, "act-text-message");
  await home.sees("verify-title-text-message");
  await home.typesCode(await post.code(emi.number));
  await home.sees("security-title");
  await story({ language: "es" }, async (who) => {
    await signsInByApp(who, emi, apps.emi);
    await who.page.getByRole("radio", { name: who.say("when-risky") }).check();
    await who.page.locator("form[action$='/when']").getByRole("button").click();
    await who.reads("notice-when-saved");
    await who.page.locator("form[action$='/preferred']").getByRole("radio").last().check();
    await who.page.locator("form[action$='/preferred']").getByRole("button").click();
    await who.reads("notice-preferred-saved");

    await line(who, "Demo app").getByRole("link", { name: /^Cambiar/ }).click();
    await who.sees("rename-title");
    await who.types("name-label", "El teléfono viejo de la abuela en la cocina");
    await who.presses("save");
    await who.sees("security-title");

    const others = who.page.locator("form[action$='/end']");
    assert.equal(await others.count(), 1);
    await others.getByRole("button").click();
    await who.reads("notice-session-ended");
    assert.equal(await others.count(), 0);
    const forget = who.page.locator("form[action$='/forget']");
    assert.equal(await forget.count(), 2);
    await forget.last().getByRole("button").click();
    await who.reads("notice-browser-forgotten");
    assert.equal(await forget.count(), 1);

    await who.page.locator("#text_message .entries").getByRole("link", { name: /^Quitar/ }).click();
    await who.reads("remove-method-lead");
    await who.presses("remove-button");
    await who.sees("security-title");
    await who.reads("health-ways-in", { n: 2 });
    await who.follows("activity-all");
    await who.sees("activity-title");
  });
  await home.page.reload();
  await home.sees("signin-title");
  await home.leaves();
});
