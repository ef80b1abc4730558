// @ts-check
// The calls of docs/mobile-protocol.md. Whatever goes wrong becomes a `Problem` with one code. Not here: what is shown of it.

const LONGEST_MS = 15_000;

/** `offline`: the site was not reached. Else the last part of the problem's type. */
export class Problem extends Error {
  /** @param {string} code @param {string} [reason] */
  constructor(code, reason = "") {
    super(code);
    this.code = code;
    this.reason = reason;
  }
}

/** @param {Response} answer */
const problemOf = async (answer) => {
  const told = await answer.json().catch(() => ({}));
  const code = String(told.type ?? "").split(/[:/]/).pop() || `status-${answer.status}`;
  return new Problem(code, String(told.reason ?? ""));
};

/**
 * @param {string} path below `/api/v1/devices`
 * @param {{ method?: string, token?: string, body?: unknown, signal?: AbortSignal, accept?: string }} [how]
 */
export const ask = async (path, { method = "GET", token, body, signal, accept = "application/json" } = {}) => {
  const headers = new Headers({ Accept: accept });
  if (token) headers.set("Authorization", `Device ${token}`);
  if (body !== undefined) headers.set("Content-Type", "application/json");
  const asked = fetch(`/api/v1/devices${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: signal ?? AbortSignal.timeout(LONGEST_MS),
    // What a phone may do hangs on its token and key alone, so no cookie goes along. Only pairing leaves one, by which the
    // site's pages know later that they are open on the phone itself.
    credentials: token ? "omit" : "same-origin",
    cache: "no-store",
  });
  const answer = await asked.catch(() => {
    throw new Problem("offline");
  });
  if (!answer.ok) throw await problemOf(answer);
  return answer;
};

/** The same, read. @param {string} path @param {Parameters<typeof ask>[1]} [how] @returns {Promise<any>} */
export const call = async (path, how) => {
  const text = await (await ask(path, how)).text();
  return text ? JSON.parse(text) : {};
};
