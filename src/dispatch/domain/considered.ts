import type { Placed } from "./open-ring.js";
import type { Considered } from "./plan-types.js";

/** The first `limit` by ability, ties by role id. */
export const considered = (
  placed: readonly (Placed & { readonly acceptChance: number; readonly value: number })[],
  limit: number,
): Considered[] =>
  [...placed]
    .sort(
      (a, b) =>
        b.candidate.ability - a.candidate.ability || (a.candidate.roleId < b.candidate.roleId ? -1 : 1),
    )
    .slice(0, limit)
    .map(({ candidate, person, ring, inMinutes, barredBy, acceptChance, value }) => ({
      roleId: candidate.roleId,
      ring,
      ability: candidate.ability,
      state: person.state,
      inMinutes,
      barredBy,
      acceptChance,
      value,
    }));
