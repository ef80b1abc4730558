// Makes a picture of a page small: without transparency, two bits less of each colour (which
// calms gradients), each row under the filter that leaves least, packed as tightly as zlib can. 8-bit RGB(A) only, which is
// what Chromium writes.

import { deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

function* chunksOf(png) {
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    yield { name: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) };
    at += length + 12;
  }
}

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function paeth(left, up, corner) {
  const [a, b, c] = [up - corner, left - corner, left + up - 2 * corner].map(Math.abs);
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

const FILTERS = [() => 0, (left) => left, (_, up) => up, (left, up) => (left + up) >> 1, paeth];

// Every byte of a row against its neighbours, `step` bytes to a pixel.
function eachByte(row, above, step, act) {
  for (let x = 0; x < row.length; x += 1) {
    act(x, x < step ? 0 : row[x - step], above[x], x < step ? 0 : above[x - step]);
  }
}

function rowsOf(data, width, height, step) {
  const raw = inflateSync(data);
  const rows = [];
  let above = Buffer.alloc(width * step);
  for (let y = 0; y < height; y += 1) {
    const at = y * (width * step + 1);
    const row = Buffer.from(raw.subarray(at + 1, at + 1 + width * step));
    const filter = FILTERS[raw[at]];
    eachByte(row, above, step, (x, left, up, corner) => (row[x] += filter(left, up, corner)));
    rows.push(row);
    above = row;
  }
  return rows;
}

function calm(row, step) {
  const pixels = row.length / step;
  const rgb = Buffer.alloc(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    for (let colour = 0; colour < 3; colour += 1) {
      const value = row[pixel * step + colour];
      rgb[pixel * 3 + colour] = Math.min(255, (value + 2) & ~3);
    }
  }
  return rgb;
}

function filtered(row, above) {
  const tries = FILTERS.map((filter, number) => {
    const left = Buffer.alloc(row.length + 1);
    left[0] = number;
    let cost = 0;
    eachByte(row, above, 3, (x, before, up, corner) => {
      const rest = (row[x] - filter(before, up, corner)) & 255;
      left[x + 1] = rest;
      cost += rest < 128 ? rest : 256 - rest;
    });
    return { left, cost };
  });
  return tries.reduce((best, other) => (other.cost < best.cost ? other : best)).left;
}

export function small(png) {
  const chunks = [...chunksOf(png)];
  const head = Buffer.from(chunks.find(({ name }) => name === "IHDR").data);
  const step = { 2: 3, 6: 4 }[head[9]];
  if (head[8] !== 8 || !step || head[12] !== 0) throw new Error("not a picture that Chromium takes of a page");
  const data = Buffer.concat(chunks.filter(({ name }) => name === "IDAT").map((part) => part.data));
  const rows = rowsOf(data, head.readUInt32BE(0), head.readUInt32BE(4), step).map((row) => calm(row, step));
  head[9] = 2;
  const nothing = Buffer.alloc(rows[0].length);
  const packed = deflateSync(Buffer.concat(rows.map((row, y) => filtered(row, rows[y - 1] ?? nothing))), { level: 9, memLevel: 9 });
  return Buffer.concat([SIGNATURE, chunk("IHDR", head), chunk("IDAT", packed), chunk("IEND", Buffer.alloc(0))]);
}
