// A small MMDB file (MaxMind DB format 2.0) of countries, as an operator's would be, for a few IPv4 networks.

const NOWHERE = -1;

function head(kind, size) {
  if (size > 28) throw new Error("longer than the stories need");
  return kind < 8 ? [(kind << 5) | size] : [size, kind - 7];
}

const text = (value) => [...head(2, value.length), ...Buffer.from(value)];
const number = (kind, value, bytes) => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return [...head(kind, bytes), ...buffer];
};
const map = (entries) => [...head(7, Object.keys(entries).length), ...Object.entries(entries).flatMap(([key, value]) => [...text(key), ...value])];

// The bits of "192.0.2.0/24".
function bitsOf(network) {
  const [address, prefix] = network.split("/");
  const bits = address.split(".").map((part) => Number(part).toString(2).padStart(8, "0"));
  return [...bits.join("")].slice(0, Number(prefix)).map(Number);
}

// The file for `{ "192.0.2.0/24": "ES", .. }`.
export function countriesFile(networks) {
  const nodes = [[NOWHERE, NOWHERE]];
  const records = [];
  let written = 0;
  for (const [network, country] of Object.entries(networks)) {
    const bits = bitsOf(network);
    const last = bits.pop();
    let at = 0;
    for (const bit of bits) {
      if (nodes[at][bit] === NOWHERE) nodes[at][bit] = { node: nodes.push([NOWHERE, NOWHERE]) - 1 };
      at = nodes[at][bit].node;
    }
    nodes[at][last] = { record: written };
    const record = map({ country: map({ iso_code: text(country) }) });
    records.push(...record);
    written += record.length;
  }
  const value = (branch) => {
    if (branch === NOWHERE) return nodes.length;
    return branch.node ?? nodes.length + 16 + branch.record;
  };
  const tree = Buffer.alloc(nodes.length * 6);
  nodes.flat().forEach((branch, at) => tree.writeUIntBE(value(branch), at * 3, 3));
  const description = map({
    node_count: number(6, nodes.length, 4),
    record_size: number(5, 24, 2),
    ip_version: number(5, 4, 2),
    database_type: text("Countries of a story"),
    languages: head(11, 0),
    binary_format_major_version: number(5, 2, 2),
    binary_format_minor_version: number(5, 0, 2),
    build_epoch: number(9, 1_780_000_000, 6),
    description: head(7, 0),
  });
  return Buffer.concat([tree, Buffer.alloc(16), Buffer.from(records), Buffer.from([0xab, 0xcd, 0xef]), Buffer.from("MaxMind.com"), Buffer.from(description)]);
}
