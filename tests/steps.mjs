// Steps that many stories share: in at the front door and out again, another way, an account of one's own. Each step
// looks at every page that it passes.

import { Visitor } from "./visitor.mjs";

// The demo's people that stories sign in as; the demo prints the same.
export const PEOPLE = {
  ana: { name: "ana", address: "ana@example.org", password: "copper kettle sings low" },
  ben: { name: "ben", address: "ben@example.org", password: "violet ladder under snow" },
  chloe: { name: "chloe", address: "chloe@example.org", password: "thirteen paper lighthouses" },
  dev: { name: "dev", address: "dev@example.org", password: "marble giraffe on tuesday", number: "+351912345678" },
  emi: { name: "emi", address: "emi@example.org", password: "slow orange submarine tea", number: "+819012345678" },
  gil: { name: "gil", address: "gil@example.org", password: "patient lighthouse orchard" },
  fay: { name: "fay", address: "fay@example.org", password: "borrowed umbrella parade", number: "+46701234567" },
};

// The answer to everybody's question, and the key in everybody's app.
export const ANSWER = "mulberry pancakes";
export const SEED = "MRSW23ZAOZSXG5DJMJ2WYZJAONSWKZBB";

export async function givesPassword(who, { name, password }) {
  await who.opens("/signin");
  await who.sees("signin-title");
  await who.types("user-name", name);
  await who.types("password", password);
  await who.presses("signin-button");
}

export async function signsOut(who) {
  await who.presses("sign-out");
  await who.sees("signin-title");
  await who.reads("notice-signed-out");
}

// "Try another way", then this one.
export async function takes(who, act) {
  await who.follows("try-another-way");
  await who.sees("methods-title");
  await who.page.getByRole("button", { name: who.say(act) }).click();
}

// Gives the password and the code of the person's app, which is asked first.
export async function signsInByApp(who, person, app) {
  await givesPassword(who, person);
  await who.sees("verify-title-authenticator-app");
  await who.typesCode(await app.code());
  await who.sees("security-title");
}

// Gives the password and the code sent to the person's phone, which is asked first.
export async function signsInByText(who, person, post) {
  await givesPassword(who, person);
  await who.sees("verify-title-text-message");
  await who.typesCode(await post.code(person.number));
  await who.sees("security-title");
}

// Gives the password and, instead of what is asked first, one of the recovery codes that the demo printed.
export async function signsInByRecoveryCode(who, person, product) {
  await givesPassword(who, person);
  await who.sees("verify-title-authenticator-app");
  await takes(who, "act-recovery-code");
  await who.sees("verify-title-recovery-code");
  await who.types("recovery-code-label", recoveryCodes(product, person)[0]);
  await who.presses("continue");
  await who.sees("security-title");
}

// The codes that the demo printed for somebody.
export function recoveryCodes(product, { name }) {
  return new RegExp(`recovery codes of ${name}: (.*)`).exec(product.output())[1].split(/\s+/);
}

// A new account, its address verified in the same browser.
export async function signsUp(who, person, post) {
  await who.opens("/signin");
  await who.follows("create-account");
  await who.sees("signup-title");
  await who.types("display-name", person.called);
  await who.types("user-name", person.name);
  await who.types("email-label", person.address);
  await who.types("password", person.password);
  await who.presses("create-account");
  await who.sees("signup-sent-title");
  await who.opens(await post.link(person.address, "/links/address"));
  await who.sees("link-address-title");
  await who.presses("link-address-button");
  await who.sees("link-end-address-title");
}

// Somebody on a browser that nobody knows, for one part of a story.
export async function on(browser, site, options, story) {
  const who = await Visitor.comes(browser, site, options);
  await story(who);
  await who.leaves();
}
