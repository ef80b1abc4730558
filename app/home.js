// @ts-check
// The quiet screen: whose phone this is, what guards the account, what was asked lately. Not here: prompts.

import { call } from "./api.js";
import { browserOf, momentOf, placeOf } from "./facts.js";
import { showPush } from "./push.js";
import { fill, part, reveal, word } from "./screens.js";

/** @type {import("./vault.js").Phone | undefined} */
let phone;
/** What the site told last. @type {any} */
export let told;

/** @param {string} tag @param {string} text @param {string} [look] */
const element = (tag, text, look = "") => {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = look;
  return made;
};

/** @param {any} one */
const entry = (one) => {
  const item = document.createElement("li");
  const place = placeOf({ country: one.country });
  const scene = [browserOf(one), one.country && place].filter(Boolean).join(" · ");
  item.append(element("span", word(`recent-${one.outcome}`), `name ${one.outcome}`), element("bdi", scene), element("span", momentOf(one.at)));
  return item;
};

/** @param {import("./vault.js").Phone} of */
const nameOf = (of) => of.account.display_name || of.account.user_name;

/** Shows whose phone this is. @param {import("./vault.js").Phone} of */
export const greet = (of) => {
  phone = of;
  fill("account", nameOf(of));
  fill("phone", of.name);
};

/** What the site knows of this phone. @param {any} me */
const showMe = (me) => {
  told = me;
  fill("phone", me.name);
  fill("verify", word(`verify-${me.security.verify}`));
  fill("ways-in", String(me.security.ways_in));
  fill("methods", me.security.methods.map((/** @type {string} */ kind) => word(`kind-${kind}`)).filter(Boolean).join(", "));
  reveal("told", true);
  reveal("last", me.security.last_way_in);
  reveal("none-yet", me.recent.length === 0);
  part("#recent-list").replaceChildren(...me.recent.slice(0, 5).map(entry));
  showPush(me.push);
};

/** Asks the site anew. Where it cannot be reached, what was told last stays. */
export const refresh = async () => {
  if (!phone) return;
  const me = await call("/me", { token: phone.token }).catch(() => null);
  if (me?.state === "signed_in" || me?.state === "quiet") showMe(me);
};
