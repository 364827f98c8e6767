import { ok, refuse, type Result } from "../../../kernel/result.js";
import { basePostings } from "./build-postings.js";
import { EvidenceIndex, type IndexVersion } from "./evidence-index.js";

/** Why a saved index cannot be used; each of them means: build it anew. */
export type IndexFileRefusal = "no_index_file" | "other_format" | "other_key" | "damaged";

const magic = 0x58_44_49_43; // "CIDX"
const format = 1;
/** Magic, format, length of the head, checksum of the rest. */
const preambleBytes = 16;

interface Head {
  readonly key: string;
  readonly version: IndexVersion;
  readonly terms: number;
  readonly entries: number;
  readonly documents: number;
  /** Bytes of the names that follow the arrays. */
  readonly names: number;
}

const aligned = (bytes: number): number => (bytes + 7) & ~7;

/**
 * The index as one run of bytes, delta merged in. `key` names what else must be the same to use it again: the model and the
 * vocabularies whose weights lie in the impacts.
 */
export function serialise(index: EvidenceIndex, key: string): Uint8Array {
  const whole = index.loose === 0 ? index : index.merged();
  const { base } = whole;
  const entries = base.from[base.terms.length] ?? 0;
  const slots = Array.from({ length: base.endSlot }, (_, slot) => slot);
  const names = new TextEncoder().encode(
    JSON.stringify([
      base.terms,
      slots.map((slot) => whole.idOf(slot)),
      slots.map((slot) => whole.placeOf(slot)),
    ]),
  );
  const head: Head = {
    key,
    version: whole.version,
    terms: base.terms.length,
    entries,
    documents: base.endSlot,
    names: names.length,
  };
  const headBytes = new TextEncoder().encode(JSON.stringify(head));
  const layout = layoutOf(head, headBytes.length);
  const bytes = new Uint8Array(layout.end);
  bytes.set(headBytes, preambleBytes);
  new Uint32Array(bytes.buffer, layout.from, head.terms + 1).set(base.from.subarray(0, head.terms + 1));
  new Int32Array(bytes.buffer, layout.slots, entries).set(base.slots.subarray(0, entries));
  bytes.set(base.impacts.subarray(0, entries), layout.impacts);
  bytes.set(base.most.subarray(0, head.terms), layout.most);
  bytes.set(names, layout.names);
  const preamble = new Uint32Array(bytes.buffer, 0, preambleBytes / 4);
  preamble.set([magic, format, headBytes.length, 0]);
  preamble[3] = checksum(bytes);
  return bytes;
}

/** The index that {@link serialise} wrote under this key. The arrays are views of `bytes`, which must not change. */
export function load(bytes: Uint8Array, key: string): Result<EvidenceIndex, IndexFileRefusal> {
  if (bytes.length < preambleBytes) return refuse("no_index_file");
  const own = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const { buffer, byteOffset } = own;
  const [seen, seenFormat, headLength = 0, sum] = new Uint32Array(buffer, byteOffset, preambleBytes / 4);
  if (seen !== magic) return refuse("no_index_file");
  if (seenFormat !== format) return refuse("other_format");
  if (sum !== checksum(own)) return refuse("damaged");
  const head = JSON.parse(text(own, preambleBytes, headLength)) as Head;
  if (head.key !== key) return refuse("other_key");
  const layout = layoutOf(head, headLength);
  if (layout.end !== own.length) return refuse("damaged");
  const [terms, ids, places] = JSON.parse(text(own, layout.names, head.names)) as [
    string[],
    string[],
    string[],
  ];
  const base = basePostings(
    terms,
    new Uint32Array(buffer, byteOffset + layout.from, head.terms + 1),
    new Int32Array(buffer, byteOffset + layout.slots, head.entries),
    own.subarray(layout.impacts, layout.impacts + head.entries),
    own.subarray(layout.most, layout.most + head.terms),
    head.documents,
  );
  return ok(new EvidenceIndex(head.version, base, ids, places));
}

const text = (bytes: Uint8Array, from: number, length: number): string =>
  new TextDecoder().decode(bytes.subarray(from, from + length));

function layoutOf({ terms, entries, names }: Head, headLength: number) {
  const from = aligned(preambleBytes + headLength);
  const slots = aligned(from + 4 * (terms + 1));
  const impacts = aligned(slots + 4 * entries);
  const most = aligned(impacts + entries);
  const namesAt = aligned(most + terms);
  return { from, slots, impacts, most, names: namesAt, end: aligned(namesAt + names) };
}

/** A 32-bit sum over everything but itself, a word at a time. Finds damage, not malice. Source: FNV-1a, RFC draft fnv-21. */
function checksum(bytes: Uint8Array): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
  let sum = 0x811c9dc5 ^ bytes.length;
  for (let w = 0; w < words.length; w++)
    if (w !== preambleBytes / 4 - 1) sum = Math.imul(sum ^ (words[w] ?? 0), 0x01000193);
  for (let at = words.length * 4; at < bytes.length; at++)
    sum = Math.imul(sum ^ (bytes[at] ?? 0), 0x01000193);
  return sum >>> 0;
}
