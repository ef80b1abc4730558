// docs/api.md says that its commands run as they stand: they do here, in its order, against the built demo, with bash, curl
// and jq. Only the demo's address is another. What the API answers in every detail is told by the stories in Rust.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { startVestibule } from "./harness.mjs";

const ADDRESS = "http://localhost:8400";
const PATIENCE_MS = 120_000;

// What a reader sees, in this order; more may stand between.
const SEEN = [
  `"next": "choose_method"`,
  `"code": "new_browser"`,
  `"kind": "text_message"`,
  `"next": "answer_challenge"`,
  `"type": "urn:vestibule:problem:wrong-answer"`,
  `"next": "answer_challenge"`,
  `"next": "done"`,
  `"acr": 2`,
  `"user_name": "dev"`,
  `"next": "done"`,
  `"reasons": []`,
  `"type": "urn:vestibule:problem:question-first"`,
  `odd-gift: `,
  `"kind": "security_question"`,
  `"type": "urn:vestibule:problem:fresh-proof-needed"`,
  `"link"`,
  `\n204\n`,
  `\n200\n`,
  `"state": "pending"`,
  `"codes": 10`,
  `"kind": "passkey"`,
  `"rp": {`,
  `"type": "urn:vestibule:problem:wrong-answer"`,
  `\n204\n`,
  `"verification": "required"`,
  `"type": "urn:vestibule:problem:wrong-answer"`,
  `"purpose": "step_up"`,
  `"usable": true`,
  `\n204\n`,
  `"action": "withdrawal"`,
  `"allowed": false`,
  `"least": "challenge_strong"`,
  `"type": "urn:vestibule:problem:not-found"`,
  `"actions": "/api/v1/me/actions"`,
  `"purpose": "step_up"`,
  `"action": "withdrawal"`,
  `"code": "fresh_check"`,
  `\n204\n`,
  `\n200\n`,
  `\n404\n`,
  `"current": true`,
  ` method_added text_message\n`,
  ` signed_in `,
  `\n204\n`,
  `"status": 401`,
];

let demo;

before(async () => {
  demo = await startVestibule();
});

after(() => demo?.stop());

async function commands() {
  const book = await readFile(new URL("../docs/api.md", import.meta.url), "utf8");
  const blocks = [...book.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, block]) => block);
  assert.ok(blocks.length >= 10, `only ${blocks.length} blocks are there; are they still read?`);
  assert.ok(blocks[0].includes(ADDRESS));
  return blocks.join("\n").replaceAll(ADDRESS, demo.url);
}

function run(script) {
  return new Promise((resolve, reject) => {
    const shell = spawn("bash", ["-eu", "-s"], { timeout: PATIENCE_MS });
    const said = { out: "\n", error: "" };
    shell.stdout.setEncoding("utf8").on("data", (chunk) => (said.out += chunk));
    shell.stderr.setEncoding("utf8").on("data", (chunk) => (said.error += chunk));
    shell.once("error", reject);
    shell.once("close", (code, signal) => resolve({ ...said, ended: signal ?? code }));
    shell.stdin.end(script);
  });
}

test("every command of the API's book runs as it stands, and answers what the book says", async () => {
  const { out, error, ended } = await run(await commands());
  assert.equal(error, "", `it complained; it had said:${out}`);
  assert.equal(ended, 0, `it ended with ${ended}; it had said:${out}`);
  let from = 0;
  for (const seen of SEEN) {
    const at = out.indexOf(seen, from);
    assert.notEqual(at, -1, `${JSON.stringify(seen)} is missing after:${out.slice(0, from)}\n--- in:\n${out.slice(from)}`);
    // A line break may end one and begin the next.
    from = at + seen.trimEnd().length;
  }
});
