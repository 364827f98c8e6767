import fc from "fast-check";
import { expect, test } from "vitest";
import {
  allBits,
  type Bitset,
  clearBit,
  countBits,
  meets,
  moveOver,
  noBits,
  setBit,
  slotsOf,
} from "./bitset.js";
import { type IndexDocument, mostWeight, type QueryTerm, rarity, textTerms, weighted } from "./document.js";
import { EvidenceIndex } from "./evidence-index.js";
import { load, serialise } from "./index-file.js";
import { peopleOf } from "./people.js";
import { windowSlots } from "./postings.js";

const version = { epoch: "test", sequence: 1 };
const vocabulary = Array.from({ length: 12 }, (_, i) => `t${i}`);
const anyTerms = fc.array(
  fc.record({ term: fc.constantFrom(...vocabulary), impact: fc.integer({ min: 1, max: 255 }) }),
  { maxLength: 8 },
);
const anyId = fc.nat(60).map((n) => `d${n}`);
const anyDocument: fc.Arbitrary<IndexDocument> = fc.record({
  id: anyId,
  place: fc.constantFrom("a", "b", "c"),
  terms: anyTerms,
});
const anyQuery: fc.Arbitrary<QueryTerm[]> = fc.uniqueArray(
  fc.record({ term: fc.constantFrom(...vocabulary, "nowhere"), weight: fc.integer({ min: 1, max: 9 }) }),
  { selector: ({ term }) => term },
);
/** A pool that has seen changes: some documents put again, some removed. */
const anyChange = fc.oneof(
  anyDocument.map((document) => ({ put: document })),
  anyId.map((id) => ({ remove: id })),
);
const anyHistory = fc.record({
  first: fc.uniqueArray(anyDocument, { selector: ({ id }) => id, maxLength: 60 }),
  changes: fc.array(anyChange, { maxLength: 30 }),
});
type History = typeof anyHistory extends fc.Arbitrary<infer T> ? T : never;

function afterChanges({ first, changes }: History): { index: EvidenceIndex; documents: IndexDocument[] } {
  const index = EvidenceIndex.build(first, version);
  const documents = new Map(first.map((document) => [document.id, document]));
  for (const change of changes) {
    if ("put" in change) {
      index.put(change.put);
      documents.set(change.put.id, change.put);
    } else expect(index.remove(change.remove)).toBe(documents.delete(change.remove));
  }
  return { index, documents: [...documents.values()] };
}

const found = (index: EvidenceIndex, query: QueryTerm[], k = 10) =>
  index.search(query, k).map(({ id, score }) => ({ id, score }));
const runs = { numRuns: 300 };

test("the best k are those that reading everything finds, for any pool, filter, prior and changes", () => {
  fc.assert(
    fc.property(
      anyHistory,
      anyQuery,
      fc.nat(12),
      fc.nat(),
      fc.array(fc.nat(9), { minLength: 1 }),
      (history, query, k, salt, worth) => {
        const { index } = afterChanges(history);
        const among = noBits(index.endSlot);
        for (let slot = 0; slot < index.endSlot; slot++) if ((slot * 7 + salt) % 3 > 0) setBit(among, slot);
        const prior = { most: 90, of: (slot: number) => 10 * (worth[slot % worth.length] ?? 0) };
        for (const options of [{}, { among }, { prior }, { among, prior }]) {
          const right = index.searchExhaustively(query, k, options);
          expect(index.search(query, k, options)).toEqual(right);
          const least = right.at(-1)?.score ?? 1;
          const all = index.searchExhaustively(query, index.endSlot, options);
          expect(index.atLeast(query, least, options).sort((a, b) => a - b)).toEqual(
            all
              .filter(({ score }) => score >= least)
              .map(({ slot }) => slot)
              .sort((a, b) => a - b),
          );
        }
      },
    ),
    runs,
  );
});

test("scores are those of the documents themselves", () => {
  fc.assert(
    fc.property(anyHistory, anyQuery, (history, query) => {
      const { index, documents } = afterChanges(history);
      const expected = documents
        .map(({ id, terms }) => ({
          id,
          score: query.reduce((sum, { term, weight }) => {
            const impacts = terms.filter((one) => one.term === term).map(({ impact }) => impact);
            return sum + weight * Math.max(0, ...impacts);
          }, 0),
        }))
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
      expect(found(index, query, 100)).toEqual(expected);
      expect(index.size).toBe(documents.length);
    }),
    runs,
  );
});

test("base and delta answer like a rebuilt index, merged or not", () => {
  fc.assert(
    fc.property(anyHistory, anyQuery, fc.nat(12), (history, query, k) => {
      const { index, documents } = afterChanges(history);
      const rebuilt = found(EvidenceIndex.build(documents, version), query, k);
      expect(found(index, query, k)).toEqual(rebuilt);
      const merged = index.merged();
      expect(found(merged, query, k)).toEqual(rebuilt);
      expect([merged.loose, merged.size]).toEqual([0, documents.length]);
    }),
    runs,
  );
});

test("what was removed never comes back", () => {
  fc.assert(
    fc.property(anyHistory, anyId, anyQuery, (history, id, query) => {
      const { index } = afterChanges(history);
      index.remove(id);
      expect(index.remove(id)).toBe(false);
      for (const one of [index, index.merged()]) {
        expect(found(one, query, 100).map((hit) => hit.id)).not.toContain(id);
        expect(one.slotOf(id)).toBeUndefined();
      }
    }),
    runs,
  );
});

test("a saved index is the same index, and a damaged or foreign file is refused", () => {
  fc.assert(
    fc.property(anyHistory, anyQuery, fc.nat(), (history, query, at) => {
      const { index } = afterChanges(history);
      const bytes = serialise(index, "model-1");
      const loaded = load(bytes, "model-1");
      if (!loaded.ok) throw new Error(loaded.error);
      expect(found(loaded.value, query)).toEqual(found(index, query));
      expect(loaded.value.version).toEqual(index.version);
      expect(serialise(loaded.value, "model-1")).toEqual(bytes);
      expect(load(bytes, "model-2")).toMatchObject({ ok: false, error: "other_key" });
      const damaged = bytes.slice();
      damaged[at % bytes.length]! ^= 1 << (at & 7);
      expect(load(damaged, "model-1").ok).toBe(false);
      expect(load(bytes.subarray(0, at % bytes.length), "model-1").ok).toBe(false);
    }),
    { numRuns: 100 },
  );
});

test("many windows and long lists: short cuts by window change nothing", () => {
  const size = windowSlots * 3 + 17;
  let seed = 1;
  const next = (n: number) => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) % n;
  const documents = Array.from({ length: size }, (_, i) => ({
    id: String(i).padStart(6, "0"),
    place: `p${next(40)}`,
    terms: Array.from({ length: 6 }, () => ({
      term: `t${Math.floor(next(900) ** 2 / 900)}`,
      impact: 1 + next(255),
    })),
  }));
  const index = EvidenceIndex.build(documents, version);
  for (let i = 0; i < 300; i++) index.put({ ...documents[next(size)]!, place: "late" });
  for (let i = 0; i < 60; i++) {
    const query = weighted(Array.from({ length: 1 + next(30) }, () => [`t${next(900)}`, 1 + next(50)]));
    expect(index.search(query, 20)).toEqual(index.searchExhaustively(query, 20));
  }
});

test("bitsets: what is moved over is counted, and the last word holds nothing beyond the end", () => {
  fc.assert(
    fc.property(fc.nat(200), fc.array(fc.nat(199)), fc.array(fc.nat(199)), (slots, some, others) => {
      const setOf = (list: number[]): Bitset => {
        const bits = noBits(slots);
        for (const slot of list) if (slot < slots) setBit(bits, slot);
        return bits;
      };
      const [a, b] = [new Set(some.filter((s) => s < slots)), new Set(others.filter((s) => s < slots))];
      const left = setOf(some);
      const gone = noBits(slots);
      expect(meets(left, setOf(others))).toBe([...a].some((s) => b.has(s)));
      moveOver(left, setOf(others), gone);
      expect(countBits(gone)).toBe([...a].filter((s) => b.has(s)).length);
      expect(slotsOf(left)).toEqual([...a].filter((s) => !b.has(s)).sort((x, y) => x - y));
      const all = allBits(slots);
      expect(countBits(all)).toBe(slots);
      if (slots > 0) clearBit(all, slots - 1);
      expect(slotsOf(all)).toEqual(Array.from({ length: Math.max(0, slots - 1) }, (_, s) => s));
    }),
    runs,
  );
});

test("two documents of one id are refused", () => {
  const one = { id: "a", place: "", terms: [] };
  expect(() => EvidenceIndex.build([one, one], version)).toThrow(RangeError);
});

test("weights that do not fit 32 bits are refused, and `weighted` makes them fit", () => {
  const index = EvidenceIndex.build([{ id: "a", place: "", terms: [{ term: "x", impact: 255 }] }], version);
  expect(() => index.search([{ term: "x", weight: mostWeight + 1 }], 1)).toThrow(RangeError);
  expect(() => index.search([{ term: "x", weight: 0.5 }], 1)).toThrow(RangeError);
  const large = weighted(Array.from({ length: 500 }, (_, i) => [`t${i}`, 1e9]));
  expect(index.search([...large.slice(1), { term: "x", weight: large[0]!.weight }], 1)).toHaveLength(1);
  expect(
    weighted([
      ["x", 0],
      ["y", Number.NaN],
    ]),
  ).toEqual([]);
});

test("a text's terms weigh more when they are repeated and when the text is short", () => {
  const field = { prefix: "p:", k1: 1.2, b: 0.4, usualLength: 10 };
  const of = (...tokens: string[]) =>
    textTerms(tokens, field).find(({ term }) => term === "p:x")?.impact ?? 0;
  expect(of("x", "x", "y")).toBeGreaterThan(of("x", "y", "z"));
  expect(of("x")).toBeGreaterThan(of("x", ...Array.from({ length: 12 }, (_, i) => `w${i}`)));
  expect(rarity(1, 1000)).toBeGreaterThan(rarity(10, 1000));
});

test("people come from their cases: two close ones before one, and the cases are named", () => {
  const one = (id: string, impact: number): IndexDocument => ({
    id,
    place: "",
    terms: [{ term: "x", impact }],
  });
  const index = EvidenceIndex.build(
    [one("a1", 200), one("a2", 200), one("b1", 220), one("c1", 100)],
    version,
  );
  const people = peopleOf(
    index,
    [{ term: "x", weight: 1 }],
    (id) => (id === "c1" ? undefined : id.slice(0, 1)),
    {
      cases: 10,
      sharpness: 2,
    },
  );
  expect(people.map(({ owner }) => owner)).toEqual(["a", "b"]);
  expect(people[0]?.cases.map(({ id }) => id)).toEqual(["a1", "a2"]);
});
