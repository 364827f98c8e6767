import {
  type Assignment,
  type AssignmentProblem,
  certify,
  lowestPrices,
  reasonOf,
  readProblem,
  solve,
  toMillionths,
} from "./assignment/index.js";
import { askOdds } from "./ask-odds.js";
import { roomFor } from "./may-be-asked.js";
import type { Placed } from "./open-ring.js";
import type { Opening, PlanCertificate, PlannedOffer, PlanPerson } from "./plan-types.js";
import type { DispatchPolicy } from "./policy/dispatch-policy.js";
import { loadPrice, type Utility } from "./utility.js";

/** Somebody an opening may ask now, and what he is worth to it. */
export interface Choice extends Placed {
  readonly utility: Utility;
  readonly acceptChance: number;
  readonly value: number;
  /** The value with the small chance part that decides among equals, above what any load can cost. */
  readonly weight: number;
}

/** An opening that asks now; each person is among its choices once. */
export interface Asking {
  readonly opening: Opening;
  /** How many offers it still wants, 1 or more. */
  readonly wanted: number;
  readonly choices: readonly Choice[];
}

/** One opening of a line: 1 when it is asked first, more when others are asked already and have not answered. */
export interface Row {
  readonly opening: Opening;
  readonly line: number;
  readonly choices: readonly Choice[];
}

/**
 * One line of offers: every opening gets at most one expert, every expert at most the room he has left, and the sum of
 * values less prices of load is the greatest there is.
 * `odds`: by opening and role, the chance with which each was asked in this line, with the other openings as they came out.
 * @param handedOut offers planned for each person in earlier lines
 */
export function solveLine(
  rows: readonly Row[],
  handedOut: ReadonlyMap<string, number>,
  people: ReadonlyMap<string, PlanPerson>,
  policy: DispatchPolicy,
): {
  offers: PlannedOffer[];
  odds: ReadonlyMap<string, ReadonlyMap<string, number>>;
  certificate: PlanCertificate;
} {
  const personIds = [
    ...new Set(rows.flatMap((row) => row.choices.map(({ candidate }) => candidate.personId))),
  ];
  const slotOf = new Map(personIds.map((personId, slot) => [personId, slot]));
  const loads = personIds.map((personId) => {
    const person = people.get(personId);
    return person ? loadsOf(person, handedOut.get(personId) ?? 0, policy) : [];
  });
  const problem = readProblem(
    loads.map((costs) => ({ capacity: costs.length, unitCosts: costs.map(toMillionths) })),
    rows.map((row) =>
      row.choices.map(({ candidate, weight }) => ({
        expert: slotOf.get(candidate.personId) ?? -1,
        value: toMillionths(weight),
      })),
    ),
  );
  if (!problem.ok) throw new Error(`a plan laid out a faulty problem: ${JSON.stringify(problem.error[0])}`);
  const solved = lowestPrices(problem.value, solve(problem.value));
  const used = new Int32Array(personIds.length);
  for (const slot of solved.expertOf) if (slot >= 0) used[slot] = (used[slot] ?? 0) + 1;
  const odds = new Map<string, ReadonlyMap<string, number>>();
  const offers = rows.flatMap((row, i) => {
    const edge = solved.edgeOf[i] ?? -1;
    const chosen = edge < 0 ? undefined : row.choices[edge - (problem.value.rowStart[i] ?? 0)];
    if (!chosen) return [];
    const own = oddsOf(
      row,
      ({ candidate }) => {
        const slot = slotOf.get(candidate.personId) ?? -1;
        return loads[slot]?.[(used[slot] ?? 0) - Number(candidate.personId === chosen.candidate.personId)];
      },
      policy,
    );
    odds.set(row.opening.id, own);
    const propensity = own.get(chosen.candidate.roleId) ?? 1;
    return [toOffer(row, chosen, i, problem.value, solved, loads, propensity)];
  });
  return {
    offers,
    odds,
    certificate: {
      openings: rows.length,
      edges: problem.value.expert.length,
      value: solved.total / 1e6,
      bound: certify(problem.value, solved).bound / 1e6,
    },
  };
}

/** What each further case of the day would cost a person, as many as he has room for. */
const loadsOf = (person: PlanPerson, given: number, policy: DispatchPolicy): number[] =>
  Array.from({ length: Math.max(0, roomFor(person, policy) - given) }, (_, u) =>
    loadPrice(policy, (person.takenToday + person.openOffers + given + u) / Math.max(1, person.dayCap)),
  );

/**
 * How likely each was to be chosen: the chance part of the values decides, the cost of everybody's next case counted. `costOf`:
 * undefined for whoever has no room left.
 */
function oddsOf(
  row: Row,
  costOf: (choice: Choice) => number | undefined,
  policy: DispatchPolicy,
): ReadonlyMap<string, number> {
  const able = row.choices.flatMap((choice) => {
    const cost = costOf(choice);
    if (cost === undefined) return [];
    const value = Math.max(0, choice.value);
    return [{ roleId: choice.candidate.roleId, from: value - cost, width: policy.tieBand * value }];
  });
  const odds = askOdds(able);
  return new Map(able.map(({ roleId }, at) => [roleId, odds[at] ?? 0]));
}

function toOffer(
  row: Row,
  chosen: Choice,
  i: number,
  problem: AssignmentProblem,
  solved: Assignment,
  loads: readonly (readonly number[])[],
  propensity: number,
): PlannedOffer {
  const reason = reasonOf(problem, solved, i);
  const from = problem.rowStart[i] ?? 0;
  const priceAt = (at: number) => (solved.price[problem.expert[from + at] ?? 0] ?? 0) / 1e6;
  const chosenAt = row.choices.indexOf(chosen);
  const runnerUp = row.choices.find((_, at) => problem.expert[from + at] === reason.runnerUp);
  const { candidate, ring, utility, acceptChance } = chosen;
  return {
    openingId: row.opening.id,
    roleId: candidate.roleId,
    personId: candidate.personId,
    ring,
    line: row.line,
    utility,
    acceptChance,
    load: loads[reason.expert]?.[0] ?? 0,
    price: priceAt(chosenAt),
    runnerUp:
      runnerUp === undefined ? null : { roleId: runnerUp.candidate.roleId, margin: reason.margin / 1e6 },
    propensity,
  };
}
