import { groupBy } from "../../kernel/collections.js";

/** Experts of a field that a region may ask, summed over hospitals. */
export interface Reach {
  readonly experts: number;
  readonly weeklyCap: number;
  /** Consultations they took in four weeks, for whomever. */
  readonly taken: number;
}

interface Field {
  readonly organizationId: string;
  readonly specialtyCode: string;
  readonly experts: number;
  readonly weeklyCap: number;
}
interface Taken {
  readonly organizationId: string;
  readonly specialtyCode: string;
  readonly taken: number;
}
interface Way {
  readonly requesterRegion: string;
  readonly performerId: string;
  readonly specialtyCodes: readonly string[];
}

/** True when an expert of `code` serves a request for `wanted`: the same field or a part of it. '' wants nobody in particular. */
export const serves = (code: string, wanted: string): boolean =>
  wanted !== "" && (code === wanted || code.startsWith(`${wanted}.`));

/** An agreement opens a field when it names it, a field above it, or none at all. */
const opens = (way: Way, wanted: string): boolean =>
  way.specialtyCodes.length === 0 || way.specialtyCodes.some((code) => serves(wanted, code));

/** Answers for each region and field who is in reach, by the agreements in force. A hospital counts once, however many open it. */
export function reachOf(
  fields: readonly Field[],
  taken: readonly Taken[],
  ways: readonly Way[],
): (regionCode: string, wanted: string) => Reach {
  const waysOf = groupBy(ways, ({ requesterRegion }) => requesterRegion);
  const fieldsOf = groupBy(fields, ({ organizationId }) => organizationId);
  const takenOf = groupBy(taken, ({ organizationId }) => organizationId);
  // What a hospital offers for a field is the same for every region that may ask it.
  const known = new Map<string, Reach>();
  const of = (id: string, wanted: string): Reach => {
    const key = `${id} ${wanted}`;
    const found = known.get(key);
    if (found) return found;
    const reach = { experts: 0, weeklyCap: 0, taken: 0 };
    for (const field of fieldsOf.get(id) ?? [])
      if (serves(field.specialtyCode, wanted)) {
        reach.experts += field.experts;
        reach.weeklyCap += field.weeklyCap;
      }
    for (const one of takenOf.get(id) ?? []) if (serves(one.specialtyCode, wanted)) reach.taken += one.taken;
    known.set(key, reach);
    return reach;
  };
  return (regionCode, wanted) => {
    const hospitals = new Set(
      (waysOf.get(regionCode) ?? [])
        .filter((way) => opens(way, wanted))
        .map(({ performerId }) => performerId),
    );
    const reach = { experts: 0, weeklyCap: 0, taken: 0 };
    for (const id of hospitals) {
      const own = of(id, wanted);
      reach.experts += own.experts;
      reach.weeklyCap += own.weeklyCap;
      reach.taken += own.taken;
    }
    return reach;
  };
}
