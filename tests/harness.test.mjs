// Stories about the harness itself: a check that cannot fail proves nothing, so each is shown a page that must fail.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { stat } from "node:fs/promises";
import { after, before, test } from "node:test";
import {
  checkAccessibility,
  checkReflow,
  checkTargets,
  openBrowser,
  startProgram,
  startVestibule,
  takePicture,
  visitor,
} from "./harness.mjs";

const page = (body) =>
  `<!doctype html><html lang="en"><head><title>A page</title>
   <meta name="viewport" content="width=device-width, initial-scale=1"></head>
   <body><main><h1>A page</h1>${body}</main></body></html>`;

const PAGES = {
  "/sound": page(`<p>Nothing is wrong here.</p>`),
  "/picture-without-words": page(`<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="9" height="9">`),
  "/too-wide": page(`<pre>${"This line does not fit on a phone. ".repeat(3)}</pre>`),
  "/low": page(`<button style="height: 30px">Low</button>`),
  "/high": page(`<button style="height: 44px">High</button> <p>A <a href="/">link</a> in a sentence.</p>
    <label style="display: block; min-height: 44px"><input type="checkbox"> A tick</label>`),
  "/noscript": page(`<noscript><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="9" height="9"></noscript>`),
  "/script": page(`<p id="p">without</p><script>document.getElementById("p").textContent = "with"</script>`),
};

let server, url, browser;

before(async () => {
  server = createServer((request, response) => {
    const found = PAGES[request.url];
    const policy = request.url === "/script" ? {} : { "content-security-policy": "default-src 'self'; img-src data:; style-src 'unsafe-inline'" };
    response.writeHead(found ? 200 : 404, { "content-type": "text/html; charset=utf-8", ...policy });
    response.end(found);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${server.address().port}`;
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

async function at(path, options) {
  const context = await visitor(browser, options);
  const opened = await context.newPage();
  await opened.goto(url + path);
  return opened;
}

for (const javascript of [true, false]) {
  for (const screen of ["phone", "desktop"]) {
    const who = `on a ${screen} ${javascript ? "with" : "without"} JavaScript`;

    test(`a sound page passes ${who}`, async () => {
      const opened = await at("/sound", { screen, javascript });
      await assert.doesNotReject(checkAccessibility(opened));
      await assert.doesNotReject(checkReflow(opened));
    });

    test(`a picture without words is found ${who}`, async () => {
      const opened = await at("/picture-without-words", { screen, javascript });
      await assert.rejects(checkAccessibility(opened), /1 accessibility violations[^]*image-alt/);
    });
  }
}

test("a fault that only people without JavaScript meet is found", async () => {
  await assert.rejects(checkAccessibility(await at("/noscript", { javascript: false })), /image-alt/);
  await assert.doesNotReject(checkAccessibility(await at("/noscript", { javascript: true })));
});

test("a page too wide for a phone is found, and fits a desktop", async () => {
  await assert.rejects(checkReflow(await at("/too-wide", { screen: "phone" })), /on a screen of 375 px/);
  await assert.doesNotReject(checkReflow(await at("/too-wide", { screen: "desktop" })));
});

test("what is too low for a thumb is found, and a link in a sentence is not", async () => {
  await assert.rejects(checkTargets(await at("/low", { screen: "phone" })), /30 px: <button/);
  await assert.doesNotReject(checkTargets(await at("/high", { screen: "phone" })));
});

test("a visitor without JavaScript sees what the server sent", async () => {
  const text = async (javascript) => (await at("/script", { javascript })).locator("#p").textContent();
  assert.equal(await text(false), "without");
  assert.equal(await text(true), "with");
});

test("a picture of the page is kept", async () => {
  const path = await takePicture(await at("/sound", { screen: "phone" }), "harness-sound-phone");
  assert.ok((await stat(path)).size > 1000);
});

test("a program is ready when it prints its address, and gone when it is stopped", async () => {
  const script = `const s = require("http").createServer((_, r) => r.end("here")).listen(0, "127.0.0.1", () =>
    console.log("serving http://127.0.0.1:" + s.address().port))`;
  const program = await startProgram(process.execPath, ["-e", script]);
  assert.equal(await (await fetch(program.url)).text(), "here");
  await program.stop();
  await assert.rejects(fetch(program.url));
});

test("a program that ends before it serves says why", async () => {
  const script = `console.error("the data folder is locked"); process.exit(2)`;
  await assert.rejects(startProgram(process.execPath, ["-e", script]), /ended first \(2\)[^]*data folder is locked/);
});

test("the product gets a data folder of its own, which goes with it", async (t) => {
  const before = process.env.VESTIBULE_BIN;
  t.after(() => (before === undefined ? delete process.env.VESTIBULE_BIN : (process.env.VESTIBULE_BIN = before)));
  process.env.VESTIBULE_BIN = new URL("fixtures/stand-in.mjs", import.meta.url).pathname;
  const product = await startVestibule({ command: "serve", args: ["--extra"] });
  const told = await (await fetch(product.url)).json();
  assert.deepEqual(told, ["serve", "--listen", "127.0.0.1:0", "--data", product.data, "--extra"]);
  assert.ok(existsSync(product.data));
  await product.stop();
  assert.ok(!existsSync(product.data));
});
