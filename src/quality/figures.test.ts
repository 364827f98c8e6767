import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Alliance } from "../../test/alliance.js";
import type { OrganizationId } from "../kernel/types.js";
import { tablesOf, type Tx } from "../platform/database/database.js";
import { becomeAnother, caseChange } from "./changes-for-tests.js";
import { kindOf } from "./domain/adjust.js";
import { quantileOfClasses, type StratifierKey, stratifierKeys } from "./domain/indicator.js";
import { newStage, type Stage } from "./stage-for-tests.js";
import { readMix } from "./store/adoption.js";
import { firstMonth } from "./store/case-choice.js";
import { readIndicatorCases } from "./store/indicator-cases.js";
import { readStrata } from "./store/indicators.js";
import { placeOf, waitClasses } from "./store/state-places.js";

/** What one case counts for, as a page would have to count it without sums and indexes. */
interface Plain {
  readonly case_id: string;
  readonly institution_id: string;
  readonly performer_institution_id: string | null;
  readonly region_code: string;
  readonly specialty_code: string;
  readonly urgency_level: string;
  readonly service: string;
  readonly month: string;
  readonly submitted_at: string;
  readonly is_rare: boolean;
  readonly is_adopted: boolean | null;
  readonly states: readonly number[];
  readonly accept_minutes: number | null;
  readonly accept_class: number | null;
}

let world: Stage["world"];
let alliance: Alliance;
const cases: string[] = [];
const everything = tablesOf<unknown>();
beforeAll(async () => {
  ({ world, alliance } = await newStage());
  for (let n = 0; n < 6; n++) cases.push(await alliance.submit());
  await world.drain();
});
afterAll(() => world.close());

const keyOf: Readonly<Record<StratifierKey, (one: Plain) => string>> = {
  institution: (one) => one.institution_id,
  performer: (one) => one.performer_institution_id ?? "",
  region: (one) => `${one.region_code.slice(0, 2)}0000`,
  specialty: (one) => one.specialty_code,
  level: (one) => one.urgency_level,
  month: (one) => one.month.slice(0, 7),
  service: (one) => one.service,
};
const stateOfSet = { hit: 1, missed: 2, pending: 3 } as const;
const codes = ["accept_time", "adopted", "cancelled"] as const;

const readers = () => [undefined, alliance.county as OrganizationId, alliance.tertiary as OrganizationId];
const asReader = <T>(hospital: OrganizationId | undefined, work: (tx: Tx) => Promise<T>): Promise<T> =>
  world.database.withTx(
    hospital === undefined ? { scope: "platform" } : { scope: "institution", institutionId: hospital },
    work,
  );

/** Straight between the two neighbours, to a tenth: PostgreSQL's `percentile_cont`. */
function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (low === undefined || high === undefined) return null;
  return Math.round((low + (at - Math.floor(at)) * (high - low)) * 10) / 10;
}

function countPlainly(some: readonly Plain[], code: string, isExact: boolean) {
  const inState = (state: number) => some.filter((one) => one.states[placeOf(code)] === state).length;
  const isDuration = code === "accept_time";
  const minutes = some.flatMap((one) => (one.accept_minutes === null ? [] : [one.accept_minutes]));
  const classes = Array.from(
    { length: waitClasses },
    (_, n) => some.filter((one) => one.accept_class === n + 1).length,
  );
  const quantile = (share: number) =>
    !isDuration ? null : isExact ? percentile(minutes, share) : quantileOfClasses(classes, share);
  return {
    hits: inState(1),
    of: inState(1) + inState(2),
    pending: inState(3),
    median: quantile(0.5),
    p90: quantile(0.9),
    isDrawn: isDuration && !isExact,
    isSuppressed: false,
  };
}

const grouped = (some: readonly Plain[], by: StratifierKey): [string, Plain[]][] => {
  const groups = new Map<string, Plain[]>();
  for (const one of some) groups.set(keyOf[by](one), [...(groups.get(keyOf[by](one)) ?? []), one]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
};

async function expectPlainFigures(tx: Tx, seen: readonly Plain[], months: number): Promise<void> {
  const from = await firstMonth(tx, months);
  const within = seen.filter((one) => one.month >= from);
  for (const by of stratifierKeys)
    for (const code of codes) {
      for (const exactCases of [0, 20_000]) {
        const found = await readStrata(tx, code, by, from, exactCases);
        expect({ by, code, found: new Map(found.map(({ key, value }) => [key, value])) }).toEqual({
          by,
          code,
          found: new Map(
            grouped(within, by).map(([key, own]) => [key, countPlainly(own, code, exactCases > 0)]),
          ),
        });
      }
      // The cases behind a figure are those it counts: all of them, and where there are more than shown, the newest.
      for (const set of ["hit", "missed", "pending"] as const)
        for (const [key, own] of [...grouped(within, by), ["none", []] as [string, Plain[]]]) {
          const behind = own
            .filter((one) => one.states[placeOf(code)] === stateOfSet[set])
            .sort((a, b) =>
              a.submitted_at === b.submitted_at
                ? a.case_id < b.case_id
                  ? -1
                  : 1
                : a.submitted_at < b.submitted_at
                  ? 1
                  : -1,
            );
          for (const limit of [1, 200]) {
            const found = await readIndicatorCases(tx, { code, set, by, key, choice: { from }, limit });
            expect(found.map((one) => one.case_id)).toEqual(behind.slice(0, limit).map((one) => one.case_id));
          }
        }
    }
  for (const by of ["institution", "performer"] as const) {
    const known = within.filter((one) => one.is_adopted !== null);
    const lines = (some: readonly { group: string; kind: string; isHit: boolean; count?: number }[]) => {
      const sums = new Map<string, number>();
      for (const { group, kind, isHit, count = 1 } of some) {
        const key = `${group} ${kind} ${isHit}`;
        sums.set(key, (sums.get(key) ?? 0) + count);
      }
      return sums;
    };
    expect(lines(await readMix(tx, by, from))).toEqual(
      lines(
        known.map((one) => ({
          group: keyOf[by](one),
          kind: kindOf({
            level: one.urgency_level,
            isRare: one.is_rare,
            specialtyCode: one.specialty_code,
          }),
          isHit: one.is_adopted === true,
        })),
      ),
    );
  }
}

test("over random changes every figure, the cases behind it and the mix for adjusting are what plain counting tells, for each reader", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(caseChange, fc.nat(5)), { minLength: 4, maxLength: 10 }),
      fc.constantFrom(1, 3, 12, 19, 36),
      async (changes, months) => {
        for (const [one, place] of changes)
          await world.system((tx) => becomeAnother(tx, alliance, cases[place] ?? "", one));
        const plain = await world.query(sql<Plain>`select s.*, s.month::text as month,
          quality.wait_class(s.accept_minutes) as accept_class from quality.case_state s`);
        for (const reader of readers()) {
          const seen = plain.filter(
            (one) =>
              reader === undefined ||
              one.institution_id === reader ||
              one.performer_institution_id === reader,
          );
          await asReader(reader, (tx) => expectPlainFigures(tx, seen, months));
        }
      },
    ),
    { seed: 20261130, numRuns: 5 },
  );
});

test("a hospital reads no sum of adoption by kind: they are everybody's", async () => {
  const count = (tx: Tx) =>
    sql<{ n: number }>`select count(*)::int as n from quality.adoption_sum`.execute(everything(tx));
  const [{ n } = { n: 0 }] = (await asReader(undefined, count)).rows;
  expect(n).toBeGreaterThan(0);
  expect((await asReader(alliance.county as OrganizationId, count)).rows).toEqual([{ n: 0 }]);
});
