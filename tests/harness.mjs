// The browser stories' stage: starts the built binary, a real Chromium, visitors with phone or desktop screens and
// with or without JavaScript, and checks accessibility. No story is told here.

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";
const RESULTS = fileURLToPath(new URL("results/", import.meta.url));
const PATIENCE_MS = 30_000;
const FAREWELL_MS = 5_000;

// The screens that every page must suit.
export const SCREENS = {
  narrow: { width: 320, height: 640 },
  phone: { width: 375, height: 812 },
  desktop: { width: 1280, height: 800 },
};

function soon(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// Starts a program and waits until it prints the address it serves. Its exit before that, or silence, is an error
// that shows what it said.
export async function startProgram(program, args, { env = {} } = {}) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const gone = new Promise((resolve) => child.once("close", resolve));
  let output = "";
  const url = await new Promise((resolve, reject) => {
    const fail = (why) => {
      child.kill("SIGKILL");
      reject(new Error(`${program} ${why}; it said:\n${output}`));
    };
    const timer = setTimeout(() => fail("did not say in time where it serves"), PATIENCE_MS);
    child.once("error", (fault) => fail(`cannot be started (${fault.message})`));
    child.once("close", (code, signal) => fail(`ended first (${signal ?? code})`));
    const listen = (chunk) => {
      output += chunk;
      const address = /https?:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(output);
      if (address) {
        clearTimeout(timer);
        resolve(address[0]);
      }
    };
    child.stdout.setEncoding("utf8").on("data", listen);
    child.stderr.setEncoding("utf8").on("data", listen);
    gone.then(() => clearTimeout(timer));
  });
  return {
    url,
    output: () => output,
    // What a power cut does to a program.
    kill: async () => {
      child.kill("SIGKILL");
      await gone;
    },
    stop: async () => {
      const timer = setTimeout(() => child.kill("SIGKILL"), FAREWELL_MS);
      child.kill("SIGTERM");
      await gone;
      clearTimeout(timer);
    },
  };
}

// Starts the built product (VESTIBULE_BIN) on a free loopback port, with a data folder of its own that goes with it.
export async function startVestibule({ command = "demo", args = [], env = {} } = {}) {
  const binary = process.env.VESTIBULE_BIN;
  if (!binary) throw new Error("VESTIBULE_BIN names no binary; run `cargo xtask test --only browser`");
  const data = await mkdtemp(join(tmpdir(), "vestibule-story-"));
  const forget = () => rm(data, { recursive: true, force: true });
  try {
    const program = await startProgram(binary, [command, "--listen", "127.0.0.1:0", "--data", data, ...args], { env });
    return {
      ...program,
      data,
      stop: async () => {
        await program.stop();
        await forget();
      },
    };
  } catch (fault) {
    await forget();
    throw fault;
  }
}

// Starts Debian's Chromium, quiet: it calls nobody but the pages under test.
export function openBrowser() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

// The options of every context that has no JavaScript.
const withoutJavaScript = new WeakMap();

// A person with an own browser profile; `contextOptions` are Playwright's (locale, colorScheme, ..).
export async function visitor(browser, { screen = "desktop", javascript = true, ...contextOptions } = {}) {
  const viewport = SCREENS[screen];
  if (!viewport) throw new Error(`no screen is called ${screen}; there are: ${Object.keys(SCREENS).join(", ")}`);
  const touch = screen === "desktop" ? {} : { isMobile: true, hasTouch: true };
  const options = { viewport, ...touch, ...contextOptions };
  const context = await browser.newContext({ ...options, javaScriptEnabled: javascript });
  if (!javascript) withoutJavaScript.set(context, options);
  return context;
}

let axe;

// Only what is judged is handed over: every node that passed would be written out too, which takes longer than the check.
async function askAxe(page, only) {
  axe ??= await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  // Evaluated, not added as a script element, so that the page's own content policy stays as it is.
  if (!(await page.evaluate(() => typeof globalThis.axe?.run === "function"))) await page.evaluate(axe);
  return page.evaluate(async (rules) => {
    const { violations, passes } = await globalThis.axe.run(document, rules ? { runOnly: rules } : {});
    return { violations, passed: passes.length };
  }, only);
}

// Axe is a script and Chromium cannot be given scripts back for one check, so a page without JavaScript is checked on
// a copy: what stands on it now, at the same address, where the page's own scripts stay off and axe may run.
async function askAxeOnCopy(page, options, only) {
  const context = await page.context().browser().newContext(options);
  try {
    const copy = await context.newPage();
    const body = (await page.content()).replace(/<\/?noscript>/g, "");
    const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": "script-src 'none'" };
    await copy.route(page.url(), (route) => route.fulfill({ headers, body }));
    await copy.goto(page.url());
    return await askAxe(copy, only);
  } finally {
    await context.close();
  }
}

// Fails with every accessibility violation that axe finds on the page, best practices included; `only`: by these rules.
export async function checkAccessibility(page, { only } = {}) {
  const options = withoutJavaScript.get(page.context());
  const asked = options ? askAxeOnCopy(page, options, only) : askAxe(page, only);
  const { violations, passed } = await soon(asked, `the accessibility check of ${page.url()}`);
  if (passed === 0) throw new Error(`axe checked nothing on ${page.url()}`);
  if (violations.length === 0) return;
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `  ${id}: ${help}\n    ${node.target.join(" ")}: ${node.html}`),
  );
  throw new Error(`${found.length} accessibility violations on ${page.url()}:\n${found.join("\n")}`);
}

// Fails if the page is wider than its screen, so that reading it means scrolling sideways (WCAG 2.2, 1.4.10).
export async function checkReflow(page) {
  const { content, screen } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    screen: globalThis.innerWidth,
  }));
  const width = page.viewportSize()?.width ?? screen;
  if (content > width) throw new Error(`${page.url()} is ${content} px wide on a screen of ${width} px`);
}

const THUMB_PX = 44;

// Fails where something to press is too small for a thumb: lower than 44 px (Apple, Android; WCAG 2.2, 2.5.5). Links
// inside a sentence are as high as its line, and a tick or a choice is as big as its label.
export async function checkTargets(page) {
  const small = await page.evaluate((thumb) => {
    const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".skip");
    const target = (element) => (element.matches("[type=checkbox], [type=radio]") && element.closest("label")) || element;
    const inSentence = (element) => element.matches("a") && getComputedStyle(element).display === "inline";
    return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
      .filter((element) => seen(element) && !inSentence(element))
      .map((element) => ({ element, height: target(element).getBoundingClientRect().height }))
      .filter(({ height }) => height > 0 && height < thumb - 0.5)
      .map(({ element, height }) => `  ${Math.round(height)} px: ${element.outerHTML.slice(0, 120)}`);
  }, THUMB_PX);
  if (small.length > 0) throw new Error(`too small for a thumb on ${page.url()}:\n${small.join("\n")}`);
}

// Keeps a picture of the whole page in tests/results/ and says where.
export async function takePicture(page, name) {
  await mkdir(RESULTS, { recursive: true });
  const path = join(RESULTS, `${name}.png`);
  await page.screenshot({ path, fullPage: true });
  return path;
}
