// The demo's second window is a phone. One browser plays both parts, as it does for whoever tries the demo.

import assert from "node:assert/strict";
import { test } from "node:test";
import { story } from "./stage.mjs";
import { PEOPLE } from "./steps.mjs";
import { Visitor } from "./visitor.mjs";

// The window that opens when somebody's phone is asked for.
async function opensPhone(who, name) {
  const [page] = await Promise.all([who.context.waitForEvent("page"), who.presses("demo-open-phone", { name })]);
  const phone = Object.assign(new Visitor(), who, { page });
  await phone.sees("companion-pair-title", { site: "Vestibule" });
  await phone.presses("companion-connect");
  await phone.sees("companion-home-title");
  return phone;
}

test("a newcomer opens Ana's phone beside the demo, signs in as Ana and types the number there", async () => {
  await story({}, async (who) => {
    await who.opens("/demo");
    await who.sees("demo-title");
    const phone = await opensPhone(who, "Ana");
    await who.follows("demo-sign-in-as", { name: "Ana" });
    await who.sees("signin-title");
    assert.equal(await who.page.getByLabel(who.say("user-name")).inputValue(), "ana");
    await who.types("password", PEOPLE.ana.password);
    await who.presses("signin-button");
    await who.sees("verify-title-prompt");
    const number = (await who.page.locator(".number").textContent()).replace(/\D/g, "");
    await phone.sees("companion-ask-title");
    await phone.page.locator("#number").fill(number);
    await phone.presses("companion-yes");
    await phone.sees("companion-approved-title");
    await who.sees("security-title");
  });
});
