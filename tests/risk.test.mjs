// Stories of the risk engine: whom it leaves alone, whom it asks, what they read of it, and what strangers cannot teach it.
// The demo stands behind what it takes for a proxy, so that each visitor says where they come from. Not here: twenty failures
// in a row (`crates/web/src/risk_tests.rs`), since the product makes whoever fails wait after five.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openBrowser, startVestibule } from "./harness.mjs";
import { countriesFile } from "./mmdb.mjs";
import { authenticatorApp, outbox } from "./phone.mjs";
import { PEOPLE, SEED, givesPassword, signsInByApp, signsInByText, signsOut } from "./steps.mjs";
import { Visitor } from "./visitor.mjs";

const { chloe, dev } = PEOPLE;

// Networks set aside for documentation (RFC 5737), here one of Spain's and one of Portugal's.
const HOME = "192.0.2.7";
const ABROAD = "203.0.113.9";
const COUNTRIES = { "192.0.2.0/24": "ES", "203.0.113.0/24": "PT" };

// So many wrong answers of unknown browsers are judged at once; then they wait.
const FREE_TRIES = 5;

let folder, product, browser, post;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "vestibule-countries-"));
  const countries = join(folder, "countries.mmdb");
  await writeFile(countries, countriesFile(COUNTRIES));
  [product, browser] = await Promise.all([startVestibule({ args: ["--countries", countries] }), openBrowser()]);
  post = outbox(await (await browser.newContext()).newPage(), product.url);
});

after(async () => {
  await browser?.close();
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

const comes = (options) => Visitor.comes(browser, product.url, options);

// Gives the password on a browser that is known, and is in.
async function isNotAsked(who, person) {
  await givesPassword(who, person);
  await who.sees("security-title");
}

test("a known browser at home is not asked; a new one in a new country is, and reads why; “this wasn’t me” has it asked again", async () => {
  const laptop = await comes({ from: HOME });
  const app = authenticatorApp(SEED);
  await signsInByApp(laptop, chloe, app);
  await post.letter(chloe.address, "New browser");
  await signsOut(laptop);
  await isNotAsked(laptop, chloe);

  const phone = await comes({ from: ABROAD, screen: "phone" });
  await givesPassword(phone, chloe);
  await phone.sees("verify-title-authenticator-app");
  await phone.reads("reason-new-browser");
  await phone.reads("reason-new-place");
  await phone.doesNotReadText("Portugal");
  await phone.typesCode(await app.code());
  await phone.sees("security-title");
  await phone.follows("activity-all");
  await phone.sees("activity-title");
  await phone.reads("told-new-place-and-browser", { country: "Portugal" });
  await phone.opens("/settings/security");
  await signsOut(phone);
  await isNotAsked(phone, chloe);

  await laptop.opens((await post.letter(chloe.address, "New browser")).link);
  await laptop.sees("link-not-me-title");
  await laptop.presses("link-not-me-button");
  await laptop.sees("link-end-not-me-title");
  await givesPassword(phone, chloe);
  await phone.sees("verify-title-authenticator-app");
  await phone.reads("reason-new-place");
  await phone.reads("reason-security-event");
  await phone.leaves();
  await laptop.leaves();
});

test("whoever fails the second step again and again teaches nothing: the owner’s browser is let in, and theirs stays new", async () => {
  const owner = await comes({ from: HOME });
  await signsInByText(owner, dev, post);
  await signsOut(owner);

  const thief = await comes({ from: ABROAD });
  await givesPassword(thief, dev);
  await thief.sees("verify-title-text-message");
  for (let wrong = 0; wrong < FREE_TRIES; wrong += 1) {
    await Promise.all([thief.page.waitForEvent("load"), thief.typesCode(`00000${wrong}`)]);
    await thief.reads(wrong + 1 < FREE_TRIES ? "error-wrong-code" : "error-code-used-up");
  }
  await thief.leaves();
  await isNotAsked(owner, dev);
  await owner.leaves();

  const another = await comes({ from: ABROAD });
  await givesPassword(another, dev);
  await another.reads("reason-new-place");
  await another.leaves();
});
