// Stories of passkeys, with Chromium's own authenticator in the place of a fingerprint reader or a security key: enabled
// behind the question, used after the password, with and without verification, and not needed on a page without scripts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticatorApp } from "./phone.mjs";
import { browser, post, product } from "./stage.mjs";
import { ANSWER, PEOPLE, SEED, givesPassword, on, signsInByApp, signsOut, signsUp, takes } from "./steps.mjs";
import { Visitor } from "./visitor.mjs";

// Gives a visitor's page an authenticator: a platform's, which verifies, or a plain key, which is touched only.
async function holdsAuthenticator(who, { verifies }) {
  const devtools = await who.context.newCDPSession(who.page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: verifies ? "internal" : "usb",
      hasResidentKey: verifies,
      hasUserVerification: verifies,
      isUserVerified: verifies,
      automaticPresenceSimulation: true,
      ...(verifies ? { defaultBackupEligibility: true, defaultBackupState: true } : {}),
    },
  });
  return {
    credentials: async () => (await devtools.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    verifiesNot: () => devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false }),
    touches: (enabled) => devtools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled }),
    clear: () => devtools.send("WebAuthn.clearCredentials", { authenticatorId }),
  };
}

async function enablesPasskey(who, name) {
  await who.presses("enable-named", { name: who.say("kind-passkey") });
  await who.sees("passkey-title");
  await who.types("passkey-name", name);
  await who.presses("passkey-make");
}

async function usesPasskey(who) {
  await who.sees("verify-title-passkey");
  await who.presses("verify-passkey-button");
}

// A new account with the question and, as its first strong method, a passkey.
async function begins(who, person) {
  await signsUp(who, person, post);
  await givesPassword(who, person);
  await who.sees("security-title");
  await who.presses("enable-named", { name: who.say("kind-passkey") });
  await who.sees("question-title");
  await who.reads("step-1-of-2", { name: who.say("kind-passkey") });
  await who.field("question-label").selectOption("odd-gift");
  await who.types("answer-label", ANSWER);
  await who.presses("continue");
  await who.sees("passkey-title");
  await who.reads("step-2-of-2");
}

const newcomer = (name, called) => ({
  name,
  called,
  address: `${name}@example.org`,
  password: `${name} and seven calm herons`,
});

// Forgets this browser, so that the next sign-in is asked again.
async function isForgotten(who) {
  await who.context.clearCookies();
}

for (const [told, person, verifies, options, keeping] of [
  ["that verifies her, on a phone", newcomer("gita", "Gita"), true, { screen: "phone" }, "passkey-synced"],
  ["that is only touched, on a dark desktop, in Spanish", newcomer("hugo", "Hugo"), false, { language: "es", colorScheme: "dark" }, "passkey-one-device"],
]) {
  test(`${person.called} enables a passkey ${told}, and comes in by it`, async () => {
    const who = await Visitor.comes(browser, product.url, options);
    const key = await holdsAuthenticator(who, { verifies });
    await begins(who, person);
    await who.types("passkey-name", "Finger");
    await who.presses("passkey-make");
    await who.sees("codes-title");
    await who.ticks("codes-saved");
    await who.presses("done");
    await who.sees("security-title");
    await who.reads(keeping);
    assert.equal((await key.credentials()).length, 1);
    // The same device has one already.
    await who.presses("add-another");
    await who.sees("passkey-title");
    await who.presses("passkey-make");
    await who.reads("passkey-known");
    await who.presses("cancel");
    await who.sees("security-title");
    // The finger stays away from the sign-in page, which would take it for the whole sign-in.
    await key.touches(false);
    await signsOut(who);
    await isForgotten(who);

    await givesPassword(who, person);
    await who.reads("reason-new-browser");
    await key.touches(true);
    await usesPasskey(who);
    await who.sees("security-title");
    await key.touches(false);
    await signsOut(who);
    await isForgotten(who);

    // Another device has no such passkey; a saved code opens all the same.
    await key.clear();
    await givesPassword(who, person);
    await key.touches(true);
    await usesPasskey(who);
    await who.reads("passkey-none-used");
    await takes(who, "act-recovery-code");
    await who.sees("verify-title-recovery-code");
    await who.leaves();
  });
}

test("Emi's passkey is another way beside her app, and a page without scripts says what it needs", async () => {
  const who = await Visitor.comes(browser, product.url, {});
  await holdsAuthenticator(who, { verifies: true });
  await signsInByApp(who, PEOPLE.emi, authenticatorApp(SEED));
  await enablesPasskey(who, "Laptop");
  await who.sees("security-title");
  await who.reads("passkey-synced");
  await who.leaves();

  await on(browser, product.url, { javascript: false, screen: "phone" }, async (plain) => {
    await givesPassword(plain, PEOPLE.emi);
    await plain.sees("verify-title-passkey");
    await plain.reads("passkey-needs-script");
    assert.equal(await plain.page.locator("button.main:visible").count(), 0, "no button that does nothing");
    await takes(plain, "act-authenticator-app");
    await plain.sees("verify-title-authenticator-app");
  });
});

test("Gita's passkey is all that she needs, from the button and from the field of the name", async () => {
  const gita = newcomer("gita2", "Gita");
  const who = await Visitor.comes(browser, product.url, { screen: "phone" });
  const key = await holdsAuthenticator(who, { verifies: true });
  await begins(who, gita);
  await who.presses("passkey-make");
  await who.sees("codes-title");
  await who.ticks("codes-saved");
  await who.presses("done");
  await who.sees("security-title");
  // The finger stays away until it is asked for.
  await key.touches(false);
  await signsOut(who);
  await isForgotten(who);
  await who.opens("/signin?return_to=/activity");
  await who.sees("signin-title");
  await key.touches(true);
  await who.presses("signin-passkey");
  await who.sees("activity-title");
  await key.touches(false);
  await who.opens("/settings/security");
  await who.sees("security-title");
  await signsOut(who);

  // Picked among the names that the browser knows, which the stand-in for a finger does as soon as it may.
  await key.touches(true);
  await who.opens("/signin?return_to=/activity");
  await who.sees("activity-title");
  await key.touches(false);
  await who.opens("/settings/security");
  await who.sees("security-title");
  await signsOut(who);

  // Another device has no such passkey.
  await key.clear();
  await key.touches(true);
  await who.presses("signin-passkey");
  await who.reads("passkey-none-used");
  await who.leaves();
});

test("a passkey that verifies nobody opens nothing by itself", async () => {
  const hugo = newcomer("hugo2", "Hugo");
  const who = await Visitor.comes(browser, product.url, { colorScheme: "dark" });
  const key = await holdsAuthenticator(who, { verifies: true });
  await begins(who, hugo);
  await who.presses("passkey-make");
  await who.sees("codes-title");
  await who.ticks("codes-saved");
  await who.presses("done");
  await who.sees("security-title");
  await key.touches(false);
  await signsOut(who);
  await key.verifiesNot();
  await key.touches(true);
  await who.presses("signin-passkey");
  await who.reads("passkey-none-used");
  await who.leaves();
});
