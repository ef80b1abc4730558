// A stand-in for the site's side of docs/mobile-protocol.md, so that a story can show the app what a real site shows only
// once in a while. It answers `/api/v1/devices`, checks signatures as the document says, and passes everything else on to
// the built product. Not here: any rule of who may be asked what.

import { createServer, request } from "node:http";
import { randomUUID, webcrypto } from "node:crypto";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const FIELDS = ["id", "purpose", "site", "browser", "system", "country", "address", "asked_at", "expires_at", "nonce"];

const bodyOf = async (asked) => {
  let text = "";
  for await (const chunk of asked.setEncoding("utf8")) text += chunk;
  return text ? JSON.parse(text) : {};
};

async function isSigned({ phone, account }, prompt, answer) {
  const key = await webcrypto.subtle.importKey("raw", Buffer.from(phone.key, "base64url"), CURVE, false, ["verify"]);
  const lines = ["vestibule/prompt-answer/1", account.id, phone.id, ...FIELDS.map((field) => prompt[field])];
  const said = Buffer.from([...lines, answer.decision, answer.reason, answer.number].join("\n"));
  const signature = Buffer.from(answer.signature, "base64url");
  return webcrypto.subtle.verify({ ...CURVE, hash: "SHA-256" }, key, signature, said);
}

export class Devices {
  account = { id: "acc-1", user_name: "ana", display_name: "Ana Prieto" };
  code = "a-pairing-code-of-this-story";
  phone = undefined;
  prompts = [];
  ended = [];
  numbers = new Map();
  given = [];
  recent = [];
  subscribed = [];
  push = { key: "", subscribed: false };
  lastWayIn = false;
  streaming = true;
  streams = new Set();

  static async before(product) {
    const devices = new Devices();
    devices.product = new URL(product);
    devices.server = createServer((asked, answer) => devices.hears(asked, answer));
    await new Promise((resolve) => devices.server.listen(0, "127.0.0.1", resolve));
    devices.url = `http://127.0.0.1:${devices.server.address().port}`;
    return devices;
  }

  async stops() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  // The browser asks the phone: `number` is what its page shows.
  asks(number, { ago = 0, lasts = 120, ...seen } = {}) {
    const moment = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();
    const scene = { browser: "firefox", system: "linux", country: "PT", address: "203.0.113.7" };
    const when = { asked_at: moment(-ago), expires_at: moment(lasts), expires_in: lasts };
    const named = { id: randomUUID(), purpose: "sign_in", site: this.url, digits: number.length, nonce: randomUUID() };
    const prompt = { ...named, ...scene, ...when, ...seen };
    this.numbers.set(prompt.id, number);
    this.prompts = [...this.prompts, prompt];
    this.tells();
    return prompt;
  }

  // What is live from now on; `reason` of what is not any more.
  leaves(prompts, reason) {
    const gone = this.prompts.filter((prompt) => !prompts.includes(prompt));
    this.ended = reason ? gone.map(({ id }) => ({ id, reason })) : [];
    this.prompts = prompts;
    this.tells();
  }

  list() {
    return { state: this.phone?.state, prompts: this.prompts, ended: this.ended };
  }

  tells() {
    for (const stream of this.streams) stream.write(`event: prompts\ndata: ${JSON.stringify(this.list())}\n\n`);
  }

  // Its owner says in the browser that this is the phone.
  confirms() {
    this.phone.state = "signed_in";
  }

  // Its owner removes it.
  revokes() {
    this.phone = undefined;
    for (const stream of this.streams) stream.end();
  }

  hears(asked, answer) {
    const { pathname, search } = new URL(asked.url, this.url);
    if (pathname.startsWith("/api/v1/devices")) {
      const say = (status, body) => answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      const refuse = (status, code, more) => say(status, { type: `urn:vestibule:problem:${code}`, status, ...more });
      return this.serves(asked, pathname.slice(15), search, { say, refuse, answer }).catch((fault) => refuse(500, String(fault)));
    }
    const { hostname, port } = this.product;
    const onward = request({ hostname, port, path: asked.url, method: asked.method, headers: asked.headers }, (told) => {
      told.pipe(answer.writeHead(told.statusCode, told.headers));
    });
    asked.pipe(onward.on("error", () => answer.destroy()));
  }

  async serves(asked, path, search, { say, refuse, answer }) {
    const body = await bodyOf(asked);
    if (path === "" && asked.method === "POST") {
      if (body.code !== this.code) return refuse(404, "not-found");
      this.code = undefined;
      this.phone = { id: randomUUID(), token: randomUUID(), name: body.name, key: body.public_key, state: "waiting" };
      const { id, token, name, state } = this.phone;
      return say(201, { id, token, name, state, account: this.account, site: { name: "Vestibule", url: this.url } });
    }
    if (!this.phone || asked.headers.authorization !== `Device ${this.phone.token}`) return refuse(401, "device-signed-out");
    if (asked.headers.cookie) throw new Error("a cookie came along");
    if (path === "/me") return this.ofPhone(asked.method, search, body, say, refuse);
    if (path === "/me/push" && asked.method === "PUT") return this.subscribed.push(body) && answer.writeHead(204).end();
    if (path === "/me/prompts") return say(200, this.list());
    if (path === "/me/events" && !this.streaming) return refuse(503, "unavailable");
    if (path === "/me/events") {
      answer.writeHead(200, { "content-type": "text/event-stream" });
      this.streams.add(answer.on("close", () => this.streams.delete(answer)));
      return answer.write(`event: prompts\ndata: ${JSON.stringify(this.list())}\n\n`);
    }
    return this.judges(this.prompts.find(({ id }) => path === `/me/prompts/${id}/answers`), body, say, refuse);
  }

  ofPhone(method, search, body, say, refuse) {
    const { id, name, state } = this.phone;
    if (method === "PATCH") this.phone.name = body.name;
    if (method === "DELETE") {
      if (this.lastWayIn && search !== "?even_if=last_way_in") return refuse(409, "refused", { reason: "last_way_in" });
      this.revokes();
      return say(200, {});
    }
    const methods = this.lastWayIn ? ["mobile_prompt"] : ["mobile_prompt", "authenticator_app", "recovery_code"];
    const security = { verify: "when_risky", ways_in: methods.length, methods, last_way_in: this.lastWayIn };
    return say(200, { id, name, state, account: this.account, push: this.push, security, recent: this.recent });
  }

  async judges(prompt, body, say, refuse) {
    if (!prompt || body.nonce !== prompt.nonce) return refuse(410, "prompt-over", { reason: this.ended[0]?.reason ?? "replaced" });
    if (!(await isSigned(this, prompt, body))) return refuse(422, "wrong-signature");
    const right = body.decision !== "approve" || body.number === this.numbers.get(prompt.id);
    const outcome = right ? { approve: "approved", deny: "denied", cancel: "cancelled" }[body.decision] : "wrong_number";
    const { browser, system, country } = prompt;
    this.given.push([body.decision, body.reason, body.number, outcome]);
    this.recent = [{ at: new Date().toISOString(), outcome, browser, system, country }, ...this.recent];
    this.leaves(this.prompts.filter((other) => other !== prompt), outcome);
    return right ? say(200, { outcome }) : refuse(422, "wrong-answer");
  }
}
