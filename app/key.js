// @ts-check
// The phone's key: made here, kept by the browser, never taken out; and the statement that it signs, to the byte as
// docs/mobile-protocol.md has it.

/**
 * @typedef {{ id: string, purpose: string, site: string, browser: string, system: string, country: string, address: string,
 *   asked_at: string, expires_at: string, expires_in: number, digits: number, nonce: string }} Prompt
 * @typedef {{ decision: string, reason: string, number: string }} Answer
 */

const CURVE = { name: "ECDSA", namedCurve: "P-256" };

/** @param {ArrayBuffer} bytes */
const base64url = (bytes) => {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

/** @returns {Promise<CryptoKeyPair>} */
export const makeKeys = () => crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);

/** The uncompressed point. @param {CryptoKeyPair} keys */
export const publicKey = async (keys) => base64url(await crypto.subtle.exportKey("raw", keys.publicKey));

/** @param {import("./vault.js").Phone} phone @param {Prompt} prompt @param {Answer} answer */
const statement = (phone, prompt, answer) =>
  [
    "vestibule/prompt-answer/1",
    phone.account.id,
    phone.id,
    prompt.id,
    prompt.purpose,
    prompt.site,
    prompt.browser,
    prompt.system,
    prompt.country,
    prompt.address,
    prompt.asked_at,
    prompt.expires_at,
    prompt.nonce,
    answer.decision,
    answer.reason,
    answer.number,
  ].join("\n");

/** @param {import("./vault.js").Phone} phone @param {Prompt} prompt @param {Answer} answer */
export const sign = async (phone, prompt, answer) => {
  const bytes = new TextEncoder().encode(statement(phone, prompt, answer));
  return base64url(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, phone.keys.privateKey, bytes));
};
