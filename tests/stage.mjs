// What the stories of one file share: the built demo, a browser and a look into its outbox, up before the first story and
// gone after the last. Not here: the checks, and anything that a story does.

import { after, before } from "node:test";
import { openBrowser, startVestibule } from "./harness.mjs";
import { outbox } from "./phone.mjs";
import { on } from "./steps.mjs";

// Bound anew before the first story; whoever imports them sees that.
export let product, browser, post;

before(async () => {
  [product, browser] = await Promise.all([startVestibule(), openBrowser()]);
  post = outbox(await (await browser.newContext()).newPage(), product.url);
});

after(async () => {
  await browser?.close();
  await product?.stop();
});

export const story = (options, told) => on(browser, product.url, options, told);
