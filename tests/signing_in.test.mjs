// Stories of the second step: why it is asked, another way, by keyboard alone, and what reloads, the back button and other
// tabs do to it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticatorApp } from "./phone.mjs";
import { browser, post, story } from "./stage.mjs";
import { ANSWER, PEOPLE, SEED, givesPassword, signsInByApp, signsOut, takes } from "./steps.mjs";

const { ben, chloe, dev, emi, fay, gil } = PEOPLE;

const apps = { chloe: authenticatorApp(SEED), gil: authenticatorApp(SEED) };

for (const javascript of [true, false]) {
  const how = javascript ? "with" : "without";

  test(`Ben has only a question, and it is asked ${how} JavaScript`, async () => {
    await story({ screen: "phone", javascript }, async (who) => {
      await givesPassword(who, ben);
      await who.sees("verify-title-security-question");
      await who.reads("reason-new-browser");
      await who.types("question-first-meal", "porridge");
      await who.presses("continue");
      await who.reads("error-wrong-answer");
      await who.types("question-first-meal", `  ${ANSWER.toUpperCase()} `);
      await who.presses("continue");
      await who.sees("security-title");
      await signsOut(who);
    });
  });
}

test("a known browser is let in with the password alone, and a shared computer is not known", async () => {
  await story({}, async (who) => {
    await signsInByApp(who, chloe, apps.chloe);
    await signsOut(who);
    await givesPassword(who, chloe);
    await who.sees("security-title");
    await signsOut(who);
  });
  await story({ screen: "phone" }, async (who) => {
    for (const _ of ["once", "again"]) {
      await who.opens("/signin");
      await who.types("user-name", chloe.name);
      await who.types("password", chloe.password);
      await who.ticks("shared-computer");
      await who.presses("signin-button");
      await who.sees("verify-title-authenticator-app");
    }
  });
});

test("Emi chose to be asked every time; a wrong code, another way and the app again lead in by keyboard alone", async () => {
  await story({}, async (who) => {
    const { keyboard } = who.page;
    const reaches = async (role, key) => {
      const target = who.page.getByRole(role, { name: who.say(key), exact: role !== "button" || !key.startsWith("act-") });
      for (let tabs = 0; tabs < 30; tabs += 1) {
        if (await target.evaluate((element) => element === document.activeElement)) return;
        await keyboard.press("Tab");
      }
      assert.fail(`30 tabs do not lead to ${who.say(key)}`);
    };
    await who.opens("/signin");
    await reaches("textbox", "user-name");
    await keyboard.type(emi.name);
    await keyboard.press("Tab");
    await keyboard.type(emi.password);
    await keyboard.press("Enter");
    await who.sees("verify-title-authenticator-app");
    await who.reads("reason-every-sign-in");
    await keyboard.type("000000");
    await who.reads("error-wrong-code");
    await reaches("link", "try-another-way");
    await keyboard.press("Enter");
    await who.sees("methods-title");
    await reaches("button", "act-text-message");
    await keyboard.press("Enter");
    await who.sees("verify-title-text-message");
    await keyboard.type(await post.code(emi.number));
    await who.sees("security-title");
    await reaches("button", "sign-out");
    await keyboard.press("Enter");
    await who.sees("signin-title");
  });
});

test("Enter right behind the last digit sends a code once, so that its answer and the session arrive", async () => {
  await story({}, async (who) => {
    const sent = [];
    who.page.on("request", (request) => {
      if (request.method() === "POST" && request.url().endsWith("/verify")) sent.push(request.url());
    });
    await givesPassword(who, gil);
    await who.sees("verify-title-authenticator-app");
    const code = await apps.gil.code();
    await who.page.keyboard.type(code);
    await who.page.keyboard.press("Enter");
    await who.sees("security-title");
    assert.equal(sent.length, 1);
  });
});

test("a button that is pressed twice sends its form once, on every page of a sign-in", async () => {
  await story({}, async (who) => {
    const sent = [];
    who.page.on("request", (request) => {
      if (request.method() === "POST") sent.push(new URL(request.url()).pathname);
    });
    await who.opens("/signin");
    await who.types("user-name", ben.name);
    await who.types("password", ben.password);
    await who.pressesTwice("signin-button");
    await who.sees("verify-title-security-question");
    await who.types("question-first-meal", "porridge");
    await who.pressesTwice("continue");
    await who.reads("error-wrong-answer");
    await who.types("question-first-meal", ANSWER);
    await who.pressesTwice("continue");
    await who.sees("security-title");
    assert.deepEqual(sent, ["/signin", "/verify", "/verify"]);
  });
});

test("the list of ways says which cannot be used and why", async () => {
  await story({ screen: "phone", language: "es" }, async (who) => {
    await givesPassword(who, emi);
    await who.sees("verify-title-authenticator-app");
    await who.follows("try-another-way");
    await who.sees("methods-title");
    await who.reads("not-now");
    await who.reads("why-other-method-works");
    await who.follows("get-help");
    await who.sees("locked-out-title");
  });
});

test("a reload and the back button lead to the same step, and switching cancels the code that was sent", async () => {
  await story({ screen: "phone", javascript: false }, async (who) => {
    await givesPassword(who, emi);
    await who.sees("verify-title-authenticator-app");
    await takes(who, "act-text-message");
    await who.sees("verify-title-text-message");
    const stale = await post.code(emi.number);
    await who.page.reload();
    await who.sees("verify-title-text-message");
    assert.equal((await post.all(emi.number)).filter(({ code }) => code === stale).length, 1, "a reload sends nothing");
    const tab = await who.anotherTab();
    await tab.opens("/verify");
    await tab.sees("verify-title-text-message");
    await takes(who, "act-recovery-code");
    await who.sees("verify-title-recovery-code");
    await tab.typesCode(stale);
    await tab.sees("verify-title-recovery-code");
    await tab.reads("error-wrong-recovery-code");
    await who.page.goBack();
    await who.sees("methods-title");
    await who.page.goBack();
    await who.sees("verify-title-recovery-code");
    await who.presses("cancel");
    await who.sees("signin-title");
  });
});

test("the code that Dev is texted is sent again, unchanged, once some time has passed", async () => {
  await story({ javascript: false }, async (who) => {
    await givesPassword(who, dev);
    await who.sees("verify-title-text-message");
    await who.presses("resend-text");
    await who.page.getByText(/The last one is still on its way/).first().waitFor();
    await who.looks();
    await who.typesCode(await post.code(dev.number));
    await who.sees("security-title");
    await signsOut(who);
  });
});

test("two tabs: the one that comes second is told that all is done", async () => {
  await story({}, async (who) => {
    await givesPassword(who, fay);
    await who.sees("verify-title-text-message");
    const tab = await who.anotherTab();
    await tab.opens("/verify");
    await tab.sees("verify-title-text-message");
    const code = await post.code(fay.number);
    await who.typesCode(code);
    await who.page.waitForURL("**/settings/security");
    // At once: the second tab looks every few seconds whether all is done, and would go on by itself.
    await tab.typesCode(code);
    await tab.sees("elsewhere-title");
    await who.sees("security-title");
  });
});

test("two sign-ins in two tabs of one browser do not answer for each other", async () => {
  await story({}, async (who) => {
    await givesPassword(who, fay);
    await who.sees("verify-title-text-message");
    const tab = await who.anotherTab();
    await givesPassword(tab, chloe);
    await tab.sees("verify-title-authenticator-app");
    await who.typesCode("000000");
    await who.reads("error-wrong-code");
    await who.sees("verify-title-text-message");
    await tab.typesCode(await apps.chloe.code());
    await tab.sees("security-title");
    assert.match(await tab.page.content(), /Chloé Martin/);
  });
});

test("a wrong password, an empty field and a page that is not there say what to do", async () => {
  await story({ screen: "phone", language: "es" }, async (who) => {
    await givesPassword(who, { name: "nobody", password: "not the password" });
    await who.reads("error-wrong-name-or-password");
    await who.opens("/no/such/page");
    await who.sees("not-found-title");
    await who.opens("/demo");
    await who.sees("demo-title");
    await who.opens("/demo/outbox");
    await who.sees("outbox-title");
  });
});
