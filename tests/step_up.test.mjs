// Stories of people whom a site sends to `/step-up` before an action of its own: they confirm it and are back where they came
// from, on a phone and on a desktop without JavaScript; a site that is not this one is gone back to by nobody. Not here: which
// proof suffices for what (`crates/rules/src/action_tests.rs`).

import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticatorApp } from "./phone.mjs";
import { post, story } from "./stage.mjs";
import { PEOPLE, SEED, givesPassword, signsInByText, takes } from "./steps.mjs";

const { dev, emi } = PEOPLE;

// The demo's one action: it takes a strong method, used within five minutes.
const ASKED = "/step-up?action=withdrawal";

const app = authenticatorApp(SEED);

// Emi's session rests on a text message, which is too weak for the action.
async function signsInWeakly(who) {
  await givesPassword(who, emi);
  await who.sees("verify-title-authenticator-app");
  await takes(who, "act-text-message");
  await who.sees("verify-title-text-message");
  await who.typesCode(await post.code(emi.number));
  await who.sees("security-title");
}

async function confirmsByApp(who) {
  await who.sees("step-up-title");
  await who.presses("continue");
  await who.sees("verify-title-authenticator-app");
  await who.reads("reason-fresh-check");
  await who.follows("try-another-way");
  await who.sees("methods-title");
  await who.reads("why-too-weak-for-this");
  await who.page.goBack();
  await who.sees("verify-title-authenticator-app");
  await who.typesCode(await app.code());
}

test("Emi’s weak session is asked before an action, by her app, and she is back where she came from; then it is fresh", async () => {
  await story({ screen: "phone" }, async (who) => {
    await signsInWeakly(who);
    await who.opens(`${ASKED}&return_to=/activity`);
    await confirmsByApp(who);
    await who.sees("activity-title");
    await who.opens(`${ASKED}&return_to=/activity`);
    await who.sees("activity-title");
  });
});

test("on a desktop without JavaScript too; and nobody is sent back to another site", async () => {
  await story({ javascript: false }, async (who) => {
    await signsInWeakly(who);
    await who.opens(`${ASKED}&return_to=https://evil.example/`);
    assert.equal(await who.page.locator("[href*='evil.example'], [value*='evil.example']").count(), 0);
    await confirmsByApp(who);
    await who.sees("security-title");
    assert.equal(new URL(who.page.url()).pathname, "/settings/security");
  });
});

test("Dev, who has nothing strong, takes his phone and a link mailed to him, and goes on in the same browser", async () => {
  await story({ screen: "phone" }, async (who) => {
    await signsInByText(who, dev, post);
    await who.opens(`${ASKED}&return_to=/activity`);
    await who.sees("step-up-title");
    await who.presses("continue");
    await who.sees("verify-title-text-message");
    await who.typesCode(await post.code(dev.number));
    await who.sees("verify-title-mailed-link");
    const mail = await who.anotherTab();
    await mail.opens(await post.link(dev.address, "/links/sign-in"));
    await mail.sees("link-sign-in-title");
    await mail.presses("link-sign-in-button");
    await mail.sees("link-end-sign-in-title");
    await mail.page.close();
    await who.sees("activity-title");
  });
});
