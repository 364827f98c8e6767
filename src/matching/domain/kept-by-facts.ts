import { groupBy } from "../../kernel/collections.js";
import { type Bitset, noBits, setBit } from "./index/bitset.js";
import type { MatchPool } from "./pool.js";
import type { History } from "./relevance.js";
import type { MatchFacts, PastConsults } from "./request.js";

/**
 * What follows from maps and lists of facts alone. They are handed out unchanged to many rankings and never changed in place, so each
 * is worked out once and kept as long as it lives.
 */
interface OfHistory {
  readonly byRole: History;
  readonly consults: number;
  readonly adopted: number;
}
interface OfAnswers {
  readonly offers: number;
  readonly accepted: number;
  readonly timed: number;
  readonly minutes: number;
}

const histories = new WeakMap<MatchFacts["consultHistory"], OfHistory>();
const answers = new WeakMap<MatchFacts["responseStats"], OfAnswers>();
const slots = new WeakMap<ReadonlyMap<string, unknown>, { pool: MatchPool; endSlot: number; bits: Bitset }>();

function keep<K extends object, V>(known: WeakMap<K, V>, key: K, make: (key: K) => V): V {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = make(key)));
  return value;
}

export const historyOf = ({ consultHistory }: Pick<MatchFacts, "consultHistory">): OfHistory =>
  keep(histories, consultHistory, layOutHistory);

function layOutHistory(all: readonly PastConsults[]): OfHistory {
  let [consults, adopted] = [0, 0];
  for (const past of all) {
    consults += past.consults;
    adopted += past.adopted;
  }
  return { byRole: groupBy(all, (past) => past.roleId), consults, adopted };
}

export const answersOf = ({ responseStats }: Pick<MatchFacts, "responseStats">): OfAnswers =>
  keep(answers, responseStats, (all) => {
    let [offers, accepted, timed, minutes] = [0, 0, 0, 0];
    for (const stats of all.values()) {
      offers += stats.offers;
      accepted += stats.accepted;
      if (stats.medianMinutes === null) continue;
      timed += stats.offers;
      minutes += stats.offers * Math.round(stats.medianMinutes);
    }
    return { offers, accepted, timed, minutes };
  });

/** The slots of the roles a map has, as long as the pool has slots now. A struck slot may be among them. Read it only. */
export function slotsOfRoles(pool: MatchPool, byRole: ReadonlyMap<string, unknown>): Bitset {
  const { endSlot } = pool.index;
  const known = slots.get(byRole);
  // A changed member has a new slot, so that the pool's end has moved.
  if (known?.pool === pool && known.endSlot === endSlot) return known.bits;
  const bits = noBits(endSlot);
  for (const roleId of byRole.keys()) {
    const m = pool.slotOf(roleId);
    if (m !== undefined) setBit(bits, m);
  }
  slots.set(byRole, { pool, endSlot, bits });
  return bits;
}
