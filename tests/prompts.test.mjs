// Stories of prompts with a desktop and a phone, two real browsers on one site: connecting, the number, "it's not me", two
// phones, signing out in the middle, a desktop without JavaScript, and a phone that is its own desktop.

import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticatorApp } from "./phone.mjs";
import { browser, post, product } from "./stage.mjs";
import { PEOPLE, SEED, givesPassword, signsInByApp, signsInByRecoveryCode, signsInByText, signsOut, takes } from "./steps.mjs";
import { Visitor } from "./visitor.mjs";

// As a phone's browser names itself; the site offers to connect what it takes for a phone.
const PIXEL = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";

const comes = (options) => Visitor.comes(browser, product.url, options);
const aPhone = (options) => comes({ screen: "phone", ...options });

// The desktop shows a code, the phone opens its link, the desktop says that this is the phone.
async function connects(laptop, phone, name) {
  await laptop.sees("pair-title");
  // What the picture of the code holds, which the phone's camera opens.
  await phone.opens(await laptop.page.locator("#key").textContent());
  await phone.sees("companion-pair-title", { site: "Vestibule" });
  await phone.page.locator("#phone-name").fill(name);
  await phone.presses("companion-connect");
  await phone.sees("companion-waiting-title");
  await laptop.sees("pair-confirm-title");
  await laptop.reads("pair-confirm-lead-named", { name });
  await laptop.presses("pair-confirm");
  await phone.sees("companion-home-title");
}

async function enables(laptop) {
  await laptop.presses("enable-named", { name: laptop.say("kind-mobile-prompt") });
}

// The desktop's browser is new to the site from now on.
async function isForgotten(laptop) {
  await laptop.context.clearCookies();
}

async function numberOn(laptop) {
  await laptop.sees("verify-title-prompt");
  return numberShown(laptop);
}

// Only read: a page without JavaScript loads itself anew every few seconds, which a look at it would take amiss.
async function numberShown(laptop) {
  return (await laptop.page.locator(".number").textContent()).replace(/\D/g, "");
}

async function confirms(phone, number) {
  await phone.sees("companion-ask-title");
  await phone.page.locator("#number").fill(number);
  await phone.presses("companion-yes");
}

test("Chloe connects her phone, signs in by its prompt, stops a stranger, and is asked for six digits after that", async () => {
  const [laptop, phone] = [await comes(), await aPhone()];
  await signsInByApp(laptop, PEOPLE.chloe, authenticatorApp(SEED));
  await enables(laptop);
  await connects(laptop, phone, "Chloe’s Pixel");
  await laptop.opens("/settings/security");
  await laptop.sees("security-title");
  await signsOut(laptop);
  await isForgotten(laptop);

  await givesPassword(laptop, PEOPLE.chloe);
  const number = await numberOn(laptop);
  assert.equal(number.length, 2);
  await confirms(phone, number);
  await phone.sees("companion-approved-title");
  await laptop.sees("security-title");
  await signsOut(laptop);

  const stranger = await comes();
  await givesPassword(stranger, PEOPLE.chloe);
  await numberOn(stranger);
  await phone.sees("companion-ask-title");
  await phone.presses("companion-no");
  await phone.presses("companion-deny-yes");
  await phone.sees("companion-denied-title");
  await stranger.sees("denied-title");
  await stranger.leaves();

  await isForgotten(laptop);
  await givesPassword(laptop, PEOPLE.chloe);
  const longer = await numberOn(laptop);
  assert.equal(longer.length, 6);
  await phone.presses("companion-next");
  await confirms(phone, longer);
  await phone.sees("companion-approved-title");
  await laptop.sees("security-title");
  await Promise.all([laptop.leaves(), phone.leaves()]);
});

test("the first of Emi’s two phones answers for both; once both are signed out, her authenticator app goes on", async () => {
  const [laptop, pixel, tablet] = [await comes({ colorScheme: "dark" }), await aPhone(), await aPhone()];
  await signsInByRecoveryCode(laptop, PEOPLE.emi, product);
  await enables(laptop);
  await connects(laptop, pixel, "Pixel");
  await laptop.opens("/settings/security");
  await laptop.presses("add-phone-app");
  await connects(laptop, tablet, "Tablet");
  await laptop.opens("/settings/security");
  await laptop.sees("security-title");
  await signsOut(laptop);
  await isForgotten(laptop);

  await givesPassword(laptop, PEOPLE.emi);
  const number = await numberOn(laptop);
  await tablet.sees("companion-ask-title");
  await confirms(pixel, number);
  await tablet.sees("companion-elsewhere-title");
  await laptop.sees("security-title");
  await signsOut(laptop);
  await isForgotten(laptop);

  const signsOutOf = async (phone) => {
    await phone.presses("sign-out");
    await phone.sees("companion-leave-title");
    await phone.presses("sign-out");
    await phone.sees("companion-signed-out-title");
  };
  await tablet.presses("done");
  await signsOutOf(tablet);
  const plain = await comes({ javascript: false });
  await givesPassword(plain, PEOPLE.emi);
  await confirms(pixel, await numberShown(plain));
  await pixel.sees("companion-approved-title");
  await plain.presses("continue");
  await plain.sees("security-title");
  await plain.leaves();

  await givesPassword(laptop, PEOPLE.emi);
  await numberOn(laptop);
  await pixel.sees("companion-ask-title");
  await pixel.presses("companion-later");
  await pixel.reads("companion-waits");
  await signsOutOf(pixel);
  await laptop.reads("prompt-over-signed-out");
  await takes(laptop, "act-authenticator-app");
  await laptop.sees("verify-title-authenticator-app");
  await laptop.typesCode(await authenticatorApp(SEED).code());
  await laptop.sees("security-title");
  await Promise.all([laptop.leaves(), pixel.leaves(), tablet.leaves()]);
});

test("Dev connects the phone that he holds in its own browser, which is never asked to ask itself", async () => {
  const phone = await aPhone({ language: "es", userAgent: PIXEL });
  await signsInByText(phone, PEOPLE.dev, post);
  await enables(phone);
  await phone.sees("pair-title");
  await phone.follows("pair-here");
  await phone.sees("companion-pair-title", { site: "Vestibule" });
  await phone.presses("companion-connect");
  await phone.sees("companion-waiting-title");
  await phone.follows("companion-confirm-here");
  await phone.sees("pair-confirm-title");
  await phone.presses("pair-confirm");
  await phone.page.getByRole("heading", { level: 1, name: phone.say("pair-confirm-title") }).waitFor({ state: "detached" });
  await phone.opens("/app/");
  await phone.sees("companion-home-title");

  await phone.opens("/settings/security");
  await phone.sees("security-title");
  await signsOut(phone);
  // To the site this browser is new; to itself it is still the phone.
  await phone.context.clearCookies({ name: /browser/ });
  await givesPassword(phone, PEOPLE.dev);
  await phone.sees("verify-title-text-message");
  await phone.follows("try-another-way");
  await phone.reads("why-this-phone");
  await phone.leaves();
});
