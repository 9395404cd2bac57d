// A Map filled, emptied and kept; over Residue's line protocol. With
// `node --expose-gc` the collector runs before the map is looked at again.
"use strict";
const fs = require("fs");

const number = process.env.RESIDUE_PROTOCOL_FD;
const [inward, out] = number ? [Number(number), Number(number)] : [0, 1];

function phase(name, elements, payload) {
  const given = payload === undefined ? "" : ` payload=${payload}`;
  const { heapUsed } = process.memoryUsage();
  fs.writeSync(out, `residue phase ${name} elements=${elements} heap=${heapUsed}${given}\n`);
  const byte = Buffer.alloc(1);
  while (fs.readSync(inward, byte, 0, 1) === 1 && byte[0] !== 10);
}

const collect = () => globalThis.gc?.();
const elements = Number(process.env.ELEMENTS ?? 1_000_000);
let map = new Map();
phase("baseline", 0, 0);
for (let i = 0; i < elements; i++) map.set(i, { index: i, half: i / 2 });
// What an object takes is V8's to say: its bytes are not known.
phase("filled", elements);
for (let i = 0; i < elements; i++) map.delete(i);
collect();
phase("drained", 0, 0);
map.clear();
collect();
phase("shrunk", 0, 0);
map = undefined;
collect();
phase("dropped", 0, 0);
