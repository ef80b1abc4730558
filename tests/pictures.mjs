// Takes the pictures of docs/pictures: `cargo xtask pictures`. Each shows the demo as it is, in light colours, and stays
// small enough to stand in a README. Which of them are shown where is said in README.md and docs/pictures.md.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBrowser, startVestibule } from "./harness.mjs";
import { authenticatorApp, outbox } from "./phone.mjs";
import { small } from "./png.mjs";
import { ANSWER, PEOPLE, SEED } from "./steps.mjs";

const FOLDER = fileURLToPath(new URL("../docs/pictures/", import.meta.url));
const MOST_BYTES = 120_000;

const DESKTOP = { viewport: { width: 1180, height: 1180 }, deviceScaleFactor: 1 };
const PHONE = { viewport: { width: 375, height: 812 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const ROOM = { viewport: { width: 520, height: 860 }, deviceScaleFactor: 1.5 };

// As people's browsers name themselves, not as the headless one does.
const userAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

const product = await startVestibule();
const browser = await openBrowser();
const app = authenticatorApp(SEED);

async function visit(screen) {
  const context = await browser.newContext({ ...screen, colorScheme: "light", locale: "en", userAgent });
  return context.newPage();
}

async function takePicture(page, name, options = {}) {
  const path = join(FOLDER, `${name}.png`);
  const picture = small(await page.screenshot({ animations: "disabled", ...options }));
  if (picture.length > MOST_BYTES) throw new Error(`${name}.png has ${picture.length} bytes; ${MOST_BYTES} are the most`);
  await writeFile(path, picture);
  console.log(`${name}.png: ${Math.round(picture.length / 1000)} kB`);
}

async function givePassword(page, { name, password }) {
  await page.goto(`${product.url}/signin`);
  await page.getByLabel("User name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const title = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();

async function ofSigningIn() {
  const page = await visit(ROOM);
  await page.goto(`${product.url}/signin`);
  await takePicture(page, "signin");
  await givePassword(page, PEOPLE.chloe);
  await title(page, "Enter the code from your app");
  await takePicture(page, "why");
  const texted = await visit(ROOM);
  await givePassword(texted, PEOPLE.dev);
  await title(texted, "Enter the code we sent");
  await takePicture(texted, "verify");
}

// Other ways in than the one that is asked first, and what helps whoever has none.
async function ofOtherWays() {
  const page = await visit(ROOM);
  await givePassword(page, PEOPLE.emi);
  await title(page, "Enter the code from your app");
  await page.getByRole("link", { name: "Try another way" }).click();
  await title(page, "Choose another way");
  await takePicture(page, "ways");
  await page.getByRole("button", { name: "Use a saved recovery code" }).click();
  await title(page, "Enter a recovery code");
  await takePicture(page, "recovery-code");
  await page.goto(`${product.url}/lost-phone`);
  await title(page, "Lost your phone?");
  await takePicture(page, "lost-phone");
  await page.goto(`${product.url}/signup`);
  await title(page, "Create an account");
  await takePicture(page, "sign-up");
}

// The demo's second window is Ben's phone: the number that his page shows is typed there.
async function ofAPrompt() {
  const page = await visit(ROOM);
  await page.goto(`${product.url}/demo`);
  await takePicture(page, "demo");
  const opened = page.context().waitForEvent("page");
  await page.getByRole("button", { name: "Open the phone of Ben" }).click();
  const phone = await opened;
  await phone.setViewportSize(PHONE.viewport);
  await phone.getByRole("button", { name: "Connect" }).click();
  await phone.getByText("No prompt").or(phone.getByRole("heading", { level: 1 })).first().waitFor();
  await givePassword(page, PEOPLE.ben);
  await title(page, "Check your phone");
  await takePicture(page, "prompt");
  await title(phone, "Is it you?");
  await takePicture(phone, "phone");
}

// Ana's first steps, so that the set-up shows what most people see first.
async function ofSettingUp() {
  const page = await visit(ROOM);
  await givePassword(page, PEOPLE.ana);
  await page.getByRole("button", { name: "Enable Authenticator app" }).click();
  await title(page, "Your security question");
  await takePicture(page, "question");
  await page.getByLabel("Question").selectOption({ index: 4 });
  await page.getByLabel("Answer").fill(ANSWER);
  await page.getByRole("button", { name: "Continue" }).click();
  await title(page, "Show us it’s you");
  await takePicture(page, "show-us");
  const post = outbox(await page.context().newPage(), product.url);
  const tab = await page.context().newPage();
  await tab.goto(await post.link(PEOPLE.ana.address, "/links/confirm"));
  await tab.getByRole("button", { name: "Yes, it’s me" }).click();
  await page.getByRole("button", { name: "Go on: Authenticator app" }).click();
  await title(page, "Set up your app");
  await takePicture(page, "enable-app", { fullPage: true, scale: "css" });
  const key = await page.locator("#key").textContent();
  await page.getByLabel("Code", { exact: true }).fill(await authenticatorApp(key).code());
  await page.getByRole("button", { name: "Turn it on" }).click();
  await title(page, "Your recovery codes");
  await takePicture(page, "recovery-codes", { fullPage: true, scale: "css" });
  await tab.goto(await post.link(PEOPLE.ana.address, "/links/not-me"));
  await title(tab, "Was this not you?");
  await takePicture(tab, "not-me");
}

async function ofTheOverview() {
  const desktop = await visit(DESKTOP);
  await givePassword(desktop, PEOPLE.emi);
  await title(desktop, "Enter the code from your app");
  await desktop.getByLabel("Code", { exact: true }).fill(await app.code());
  // A passkey is offered on the way.
  await desktop.waitForURL(/\/(settings|passkey)/);
  await desktop.goto(`${product.url}/settings/security`);
  await title(desktop, "Password & Security");
  await takePicture(desktop, "security");
  await desktop.goto(`${product.url}/activity`);
  await title(desktop, "Recent activity");
  await takePicture(desktop, "activity");
  const room = await visit(ROOM);
  await room.context().addCookies(await desktop.context().cookies());
  await room.goto(`${product.url}/settings/security/password`);
  await title(room, "Change your password");
  await takePicture(room, "password");
  const phone = await visit(PHONE);
  await phone.context().addCookies(await desktop.context().cookies());
  await phone.goto(`${product.url}/settings/security`);
  await takePicture(phone, "security-phone");
  await desktop.setViewportSize({ width: 900, height: 900 });
  await desktop.goto(`${product.url}/demo/outbox`);
  await takePicture(desktop, "outbox");
}

try {
  await mkdir(FOLDER, { recursive: true });
  await ofSigningIn();
  await ofOtherWays();
  await ofSettingUp();
  await ofAPrompt();
  await ofTheOverview();
} finally {
  await browser.close();
  await product.stop();
}
