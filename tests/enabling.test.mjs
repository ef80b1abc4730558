// Stories of setting up: from a password alone to a question, an app, recovery codes and a phone, and then in again by
// each of them on a browser that nobody knows. Told on both screens, with and without JavaScript, in both languages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticatorApp } from "./phone.mjs";
import { browser, post, product } from "./stage.mjs";
import { ANSWER, PEOPLE, givesPassword, on, signsOut, signsUp, takes } from "./steps.mjs";
import { Visitor } from "./visitor.mjs";

// "Enable" on the app, which asks for the question first and goes on to the app. Whoever verified their address in this
// browser just now is mailed no second link.
async function enablesApp(who, { address, verifiedHere }) {
  await who.presses("enable-named", { name: who.say("kind-authenticator-app") });
  await who.sees("question-title");
  await who.reads("step-1-of-2", { name: who.say("kind-authenticator-app") });
  await who.field("question-label").selectOption("odd-gift");
  await who.types("answer-label", ANSWER);
  await who.presses("continue");
  if (!verifiedHere) await opensStepLink(who, address);
  await who.sees("app-title");
  await who.reads("step-2-of-2");
  const shown = async () => (await who.page.locator("#key").textContent()).replaceAll(" ", "");
  const key = await shown();
  await who.page.reload();
  assert.equal(await shown(), key, "a reload shows the same key");
  await who.types("code-label", "000000");
  await who.presses("app-turn-on");
  await who.reads("error-wrong-code");
  assert.equal(await shown(), key, "and so does a wrong code");
  const app = authenticatorApp(key);
  await who.types("code-label", await app.code());
  await who.presses("app-turn-on");
  return app;
}

// The mailed link that is one of the proofs before the first strong method.
async function opensStepLink(who, address) {
  await who.sees("confirm-title");
  await who.reads("confirm-progress", { done: 2, all: 3 });
  const tab = await who.anotherTab();
  await tab.opens(await post.link(address, "/links/confirm"));
  await tab.sees("link-confirm-title");
  await tab.presses("link-confirm-button");
  await tab.sees("link-end-confirm-title");
  await tab.page.close();
  // The page that waits notices by itself; without JavaScript there is "Check again".
  if (!who.javascript) await who.follows("check-again");
  await who.reads("confirm-all-done");
  await who.presses("confirm-go-on", { name: who.say("kind-authenticator-app") });
}

async function savesCodes(who) {
  await who.sees("codes-title");
  const codes = await who.page.locator("#codes li").allTextContents();
  assert.equal(codes.length, 10);
  await who.ticks("codes-saved");
  await who.presses("done");
  await who.sees("security-title");
  await who.reads("codes-left", { n: 10 });
  await who.doesNotRead("codes-unsaved");
  return codes;
}

async function enablesPhone(who, number) {
  await who.presses("enable-named", { name: who.say("kind-text-message") });
  await who.sees("phone-title");
  await who.types("phone-label", "12");
  await who.presses("phone-send");
  await who.reads("error-phone-invalid");
  await who.types("phone-label", number);
  await who.presses("phone-send");
  await who.sees("phone-code-title");
  await who.types("code-label", await post.code(number));
  if (!who.javascript) await who.presses("phone-turn-on");
  await who.sees("security-title");
  await who.reads("health-ways-in", { n: 3 });
  assert.ok(!(await who.page.content()).includes(number.slice(-9)), "the number stands there masked");
}

// On a browser of their own each, which nobody knows and which is therefore asked.
async function signInByEach(options, person, { app, codes, number }) {
  const ways = {
    text: async (who) => {
      await takes(who, "act-text-message");
      await who.sees("verify-title-text-message");
      await who.typesCode(await post.code(number));
    },
    code: async (who) => {
      await takes(who, "act-recovery-code");
      await who.sees("verify-title-recovery-code");
      await who.types("recovery-code-label", codes[0]);
      await who.presses("continue");
      await who.sees("security-title");
      await who.reads("codes-left", { n: 9 });
    },
    // Last, so that the app has had time to make another code.
    app: async (who) => who.typesCode(await app.code()),
  };
  for (const way of Object.values(ways)) {
    await on(browser, product.url, options, async (who) => {
      await givesPassword(who, person);
      await who.sees("verify-title-authenticator-app");
      await who.reads("reason-new-browser");
      await way(who);
      await who.sees("security-title");
      await signsOut(who);
    });
  }
}

const newcomer = (name, called) => ({
  name,
  called,
  address: `${name}@example.org`,
  password: `${name} and seven calm otters`,
  verifiedHere: true,
});

for (const [told, options, person, number] of [
  ["on a phone", { screen: "phone" }, PEOPLE.ana, "+351911000001"],
  ["on a desktop without JavaScript, in Spanish", { javascript: false, language: "es" }, newcomer("lucia", "Lucía Fernández"), "+34612345601"],
  ["on a dark phone without JavaScript", { screen: "phone", javascript: false, colorScheme: "dark" }, newcomer("omar", "Omar Haddad"), "+34612345602"],
  ["on a dark desktop, in Spanish", { language: "es", colorScheme: "dark" }, newcomer("ines", "Inés"), "+34612345603"],
]) {
  test(`${person.name}, ${told}, sets up a question, an app, codes and a phone, and comes in again by each`, async () => {
    const who = await Visitor.comes(browser, product.url, options);
    if (person !== PEOPLE.ana) await signsUp(who, person, post);
    await givesPassword(who, person);
    await who.sees("security-title");
    await who.reads("health-ways-in", { n: 0 });
    const app = await enablesApp(who, person);
    const codes = await savesCodes(who);
    await enablesPhone(who, number);
    await signsOut(who);
    await who.leaves();
    await signInByEach(options, person, { app, codes, number });
  });
}
