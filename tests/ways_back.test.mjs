// Stories of what goes wrong in a life: a password that was forgotten, a phone that was lost, a sign-in that was somebody
// else's, and a new account that begins from nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticatorApp } from "./phone.mjs";
import { browser, post, product, story } from "./stage.mjs";
import { PEOPLE, SEED, givesPassword, recoveryCodes, signsInByApp, signsInByText, signsUp } from "./steps.mjs";
import { Visitor } from "./visitor.mjs";

const { chloe, dev, emi } = PEOPLE;

const apps = { chloe: authenticatorApp(SEED), emi: authenticatorApp(SEED) };

test("a forgotten password is set anew by a mailed link, which does not skip the second step", async () => {
  await story({ screen: "phone", javascript: false }, async (who) => {
    await who.opens("/signin");
    await who.follows("forgot-password");
    await who.sees("reset-title");
    await who.types("user-name", chloe.name);
    await who.presses("reset-send");
    await who.sees("reset-sent-title");
    const link = await post.link(chloe.address, "/reset/new");
    await who.opens(link);
    await who.sees("reset-new-title");
    await who.types("new-password", "short");
    await who.presses("reset-save");
    await who.reads("error-password-short", { n: 12 });
    await who.types("new-password", "seven quiet copper pianos");
    await who.presses("reset-save");
    await who.sees("reset-done-title");
    await who.opens(link);
    await who.sees("link-end-used-title");
    await givesPassword(who, { ...chloe, password: "seven quiet copper pianos" });
    await who.sees("verify-title-authenticator-app");
    await who.opens("/settings/security");
    await who.sees("signin-title");
    await who.opens("/verify");
    await who.typesCode(await apps.chloe.code());
    await who.sees("security-title");
  });
});

test("a forgotten password of a name that nobody has looks the same", async () => {
  await story({ language: "es" }, async (who) => {
    await who.opens("/reset");
    await who.types("user-name", "nobody.at.all");
    await who.presses("reset-send");
    await who.sees("reset-sent-title");
  });
});

test("“This wasn’t me” in the letter about a new browser signs it out", async () => {
  const thief = await Visitor.comes(browser, product.url);
  await signsInByText(thief, dev, post);
  const letter = await post.letter(dev.address, "New browser");
  await story({ screen: "phone" }, async (owner) => {
    await owner.opens(letter.link);
    await owner.sees("link-not-me-title");
    await owner.presses("link-not-me-button");
    await owner.sees("link-end-not-me-title");
    await owner.opens(letter.link);
    await owner.sees("link-end-used-title");
  });
  await thief.page.reload();
  await thief.sees("signin-title");
  await thief.leaves();
});

test("a lost phone is switched off with the password alone, the next sign-in asks for something else, and what is found counts again", async () => {
  await story({ screen: "phone", language: "es" }, async (who) => {
    await who.opens("/signin");
    await who.follows("lost-my-phone");
    await who.sees("lost-title");
    await who.types("user-name", emi.name);
    await who.types("password", emi.password);
    await who.presses("continue");
    await who.sees("lost-done-title");
    // What was proved in the same second may have been proved before the phone was lost, and would not count.
    const lost = Math.floor(Date.now() / 1000);
    await who.page.waitForFunction((second) => Math.floor(Date.now() / 1000) > second, lost);
    await givesPassword(who, emi);
    await who.sees("verify-title-recovery-code");
    await who.types("recovery-code-label", recoveryCodes(product, emi)[3]);
    await who.presses("continue");
    await who.sees("security-title");
    await who.reads("entry-suspended-provable");
    await who.follows("reactivate-named", { name: "Demo app" });
    await who.sees("reactivate-title");
    await who.typesCode("000000");
    await who.reads("error-wrong-code");
    await who.typesCode(await apps.emi.code());
    await who.sees("security-title");
    await who.reads("notice-method-added", { name: "Demo app" });
    await who.follows("reactivate-named", { name: (await who.page.locator("#text_message .name").textContent()).trim() });
    await who.presses("phone-send");
    await who.typesCode(await post.code(emi.number));
    await who.sees("security-title");
    await who.doesNotRead("entry-suspended-provable");
  });
});

test("a new account is made, with what is wrong said beside each field", async () => {
  await story({ screen: "narrow" }, async (who) => {
    await who.opens("/signup");
    await who.sees("signup-title");
    await who.types("display-name", "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh the Younger");
    await who.types("user-name", "ana");
    await who.types("email-label", "somebody@example.org");
    await who.types("password", "wolves and featherstones 42");
    await who.presses("create-account");
    await who.reads("error-name-taken");
    const person = {
      called: "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh the Younger",
      name: "wolfeschlegelsteinhausenbergerdorff",
      address: "wolfeschlegelsteinhausenbergerdorff.featherstonehaugh@example.org",
      password: "many small brass elephants",
    };
    await signsUp(who, person, post);
    await givesPassword(who, person);
    await who.sees("security-title");
    await who.reads("locked-question-first");
    assert.match(await who.page.content(), /Wolfeschlegel/);
  });
});

test("a second address is used once its letter was answered", async () => {
  await story({}, async (who) => {
    await signsInByApp(who, { ...chloe, password: "seven quiet copper pianos" }, apps.chloe);
    await who.follows("add-email-link");
    await who.sees("add-email-title");
    await who.types("email-label", "chloe@elsewhere.example");
    await who.presses("add-email-button");
    await who.sees("security-title");
    await who.reads("address-unverified");
    await who.opens(await post.link("chloe@elsewhere.example", "/links/address"));
    await who.sees("link-address-title");
    await who.presses("link-address-button");
    await who.sees("link-end-address-title");
  });
});
