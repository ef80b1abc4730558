// The words of the pages, read from where the product keeps them, so that a story can be told in every language.
// Deliberately not here: any word.

import { readFileSync, readdirSync } from "node:fs";

const FOLDER = new URL("../crates/web/words/", import.meta.url);

// Messages of a file: a key, and its pattern or its variants by number.
function messages(text) {
  const found = new Map();
  let variants;
  for (const line of text.split("\n")) {
    const variant = /^\s+\*?\[(\w+)\] (.*)$/.exec(line);
    if (variant) {
      variants?.set(variant[1], variant[2]);
      continue;
    }
    const message = /^([a-z][\w-]*) = (.*)$/.exec(line);
    if (!message) continue;
    variants = message[2].includes("->") ? new Map() : undefined;
    found.set(message[1], variants ?? message[2]);
  }
  return found;
}

// `say(key, { n, name, .. })` in one language; a key that does not exist is a mistake of the story.
export function wordsOf(language) {
  const folder = new URL(`${language}/`, FOLDER);
  const all = new Map();
  for (const file of readdirSync(folder)) {
    for (const [key, pattern] of messages(readFileSync(new URL(file, folder), "utf8"))) all.set(key, pattern);
  }
  return (key, values = {}) => {
    const found = all.get(key);
    if (found === undefined) throw new Error(`no words in ${language} are called ${key}`);
    const number = new Intl.PluralRules(language).select(values.n ?? 0);
    const pattern = found instanceof Map ? (found.get(String(values.n)) ?? found.get(number) ?? found.get("other")) : found;
    return pattern.replace(/\{ \$(\w+) \}/g, (_, name) => {
      if (!(name in values)) throw new Error(`${key} needs a value for ${name}`);
      return String(values[name]);
    });
  };
}
