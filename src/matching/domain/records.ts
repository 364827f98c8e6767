import { type Bitset, hasBit, noBits, setBit, withRoom } from "./index/bitset.js";
import { roomFor } from "./index/postings.js";
import { historyOf } from "./kept-by-facts.js";
import type { MatchPool } from "./pool.js";
import type { MatchFacts } from "./request.js";

/**
 * What is on record of each member, as numbers by slot: answers, all past consultations together, and who has anything on hand. A slot
 * without a bit in {@link Records.known} has no record. A changed member's new slot is looked up when it is first asked about.
 */
export interface Records {
  readonly known: Bitset;
  readonly offers: Float64Array;
  readonly accepted: Float64Array;
  /** −1: none was answered. */
  readonly minutes: Float64Array;
  readonly consults: Float64Array;
  readonly adopted: Float64Array;
  /** Whose past consultations were asked of this specialty, and about this code. A struck slot may be among them. */
  readonly bySpecialty: Map<string, number[]>;
  readonly byCode: Map<string, number[]>;
}

interface Kept {
  readonly pool: MatchPool;
  readonly history: MatchFacts["consultHistory"];
  upTo: number;
  records: { -readonly [K in keyof Records]: Records[K] };
}
const kept = new WeakMap<MatchFacts["responseStats"], Kept>();

const emptyRecords = (): Kept["records"] => ({
  known: noBits(64),
  offers: new Float64Array(64),
  accepted: new Float64Array(64),
  minutes: new Float64Array(64),
  consults: new Float64Array(64),
  adopted: new Float64Array(64),
  bySpecialty: new Map(),
  byCode: new Map(),
});

function addTo(map: Map<string, number[]>, key: string, m: number): void {
  const list = map.get(key);
  if (list) list.push(m);
  else map.set(key, [m]);
}

/** The records of these facts over this pool, as long as neither map nor list of the facts is another one. Read them only. */
export function recordsOf(pool: MatchPool, facts: MatchFacts): Records {
  const { endSlot } = pool.index;
  const { responseStats, consultHistory } = facts;
  let own = kept.get(responseStats);
  if (own?.pool !== pool || own.history !== consultHistory) {
    own = { pool, history: consultHistory, upTo: 0, records: emptyRecords() };
    kept.set(responseStats, own);
  }
  if (own.upTo === endSlot) return own.records;
  const { records } = own;
  records.known = withRoom(records.known, endSlot);
  for (const key of ["offers", "accepted", "minutes", "consults", "adopted"] as const)
    records[key] = roomFor(records[key], endSlot);
  const { byRole } = historyOf(facts);
  const put = (m: number, roleId: string): void => {
    const stats = responseStats.get(roleId);
    const pasts = byRole.get(roleId);
    if (stats === undefined && pasts === undefined) return;
    setBit(records.known, m);
    records.offers[m] = stats?.offers ?? 0;
    records.accepted[m] = stats?.accepted ?? 0;
    records.minutes[m] = stats?.medianMinutes ?? -1;
    for (const { consults, adopted, specialtyCode, codes } of pasts ?? []) {
      if (specialtyCode !== null) addTo(records.bySpecialty, specialtyCode, m);
      for (const code of codes) addTo(records.byCode, code, m);
      records.consults[m] = (records.consults[m] ?? 0) + consults;
      records.adopted[m] = (records.adopted[m] ?? 0) + adopted;
    }
  };
  if (own.upTo === 0)
    for (const roleId of new Set([...responseStats.keys(), ...byRole.keys()])) {
      const m = pool.slotOf(roleId);
      if (m !== undefined && !hasBit(records.known, m)) put(m, roleId);
    }
  else for (let m = own.upTo; m < endSlot; m++) put(m, pool.index.idOf(m));
  own.upTo = endSlot;
  return records;
}
