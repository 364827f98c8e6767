import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import type { AlertKind } from "../domain/alert.js";
import { chanceWord, percentWord } from "../domain/alert-words.js";
import { tooMany } from "../domain/detect.js";
import { clusters, monthEndShare, praiseRings, watchRule } from "../domain/gaming.js";
import {
  impossibleDurations,
  monthEnds,
  namesOf,
  praises,
  ratingsByAddress,
  splitCases,
} from "../store/watch.js";
import type { Subject } from "../store/series.js";

export interface FoundWatch {
  readonly kind: AlertKind;
  readonly subject: Subject;
  readonly details: Record<string, string | number>;
  readonly caseIds: readonly string[];
}

async function rings(tx: Tx, until: Instant): Promise<FoundWatch[]> {
  const judgments = await praises(tx, until);
  const found: FoundWatch[] = [];
  for (const ring of praiseRings(judgments)) {
    const names = await namesOf(tx, ring.people);
    const people = ring.people.map((id) => names.get(id));
    const homes = new Set(people.map((one) => one?.institutionId ?? ""));
    const [home] = homes;
    found.push({
      kind: "praise_ring",
      subject: {
        key: ring.people.join("|"),
        name: people.map((one) => `${one?.institution ?? ""} ${one?.name ?? ""}`).join("、"),
        institutionId: homes.size === 1 && home !== undefined && home !== "" ? home : null,
      },
      details: {
        n: ring.inside,
        given: ring.givenElsewhere === null ? "—" : percentWord(ring.givenElsewhere),
        got: ring.gotElsewhere === null ? "—" : percentWord(ring.gotElsewhere),
      },
      caseIds: judgments
        .filter(({ from, to }) => ring.people.includes(from) && ring.people.includes(to))
        .map(({ caseId }) => caseId),
    });
  }
  return found;
}

async function addresses(tx: Tx, until: Instant): Promise<FoundWatch[]> {
  const { least, hours } = watchRule.oneAddress;
  const found: FoundWatch[] = [];
  for (const one of await ratingsByAddress(tx, until)) {
    const [largest = []] = clusters(
      one.ratings.map(({ at }) => at),
      hours,
    );
    const within = one.ratings.filter(({ at }) => largest.includes(at));
    if (within.length < least || !within.every(({ isFull }) => isFull)) continue;
    found.push({
      kind: "one_address",
      subject: {
        key: `${one.institutionId}|${one.addressHash.slice(0, 16)}`,
        name: one.institution,
        institutionId: one.institutionId,
      },
      details: { n: within.length },
      caseIds: within.map(({ caseId }) => caseId),
    });
  }
  return found;
}

/** Everything people should look at. It accuses nobody, and nothing follows from it by itself. */
export async function findWatched(tx: Tx, until: Instant): Promise<FoundWatch[]> {
  const { impossible, split, monthEnd } = watchRule;
  const quick = (await impossibleDurations(tx, until)).map((one): FoundWatch => ({
    kind: "impossible_duration",
    subject: one,
    details: { n: one.caseIds.length, seconds: impossible.seconds, characters: impossible.characters },
    caseIds: one.caseIds,
  }));
  const parted = (await splitCases(tx, until)).map((one): FoundWatch => ({
    kind: "split_cases",
    subject: one,
    details: { n: one.caseIds.length, hours: split.hours },
    caseIds: one.caseIds,
  }));
  const usual = monthEndShare(monthEnd.days);
  const ends = (await monthEnds(tx, until)).flatMap((one): FoundWatch[] => {
    const chance = tooMany(one.atEnd, one.n, usual);
    return chance >= monthEnd.level
      ? []
      : [
          {
            kind: "month_end_spike",
            subject: one,
            details: {
              n: one.n,
              now: one.atEnd,
              usual: Math.round(usual * one.n),
              chance: chanceWord(chance),
            },
            caseIds: one.caseIds,
          },
        ];
  });
  return [...quick, ...(await rings(tx, until)), ...(await addresses(tx, until)), ...parted, ...ends];
}
