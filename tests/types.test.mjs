// The modules of the pages and of the app hold what their types say. They are shipped as they are written: nothing is compiled.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const check = (...more) =>
  new Promise((resolve) => {
    const compiler = [here("node_modules/typescript/bin/tsc"), "-p", here("tsconfig.json"), ...more];
    execFile(process.execPath, compiler, (fault, said) => resolve({ status: fault ? fault.code : 0, said }));
  });

test("every module of the pages and of the app is type-checked, and none says what is not so", async () => {
  const { status, said } = await check("--listFilesOnly");
  assert.equal(status, 0, said);
  for (const folder of ["../app/", "../crates/web/assets/js/"]) {
    for (const name of (await readdir(here(folder))).filter((name) => name.endsWith(".js"))) {
      assert.ok(said.includes(here(folder + name)), `${name} is not looked at`);
    }
  }
  const found = await check();
  assert.equal(found.status, 0, found.said);
});
