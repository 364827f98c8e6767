import { type Database, systemContext, type Tx } from "../platform/database/database.js";
import { countFacts, lockFacts, type Progress, writeFacts } from "./store/facts.js";
import {
  countCases,
  isCountedByThisVersion,
  overdueCases,
  type Recount,
  recountAll,
} from "./store/states.js";

/** What a rebuild found: cases that were kept otherwise than the tables tell, and cells of sums that were. */
export interface Rebuilt {
  readonly cases: number;
  readonly differing: readonly string[];
  readonly differingCells: number;
}

/**
 * Builds facts, states and sums anew from the tables, in the caller's transaction, and compares: a rebuild that finds a difference
 * found a fault, or a limit that passed in the minutes before its timer. System scope.
 */
export async function rebuildAll(tx: Tx, progress?: Progress): Promise<Rebuilt> {
  const facts = await writeFacts(tx, undefined, progress);
  const recount = await recountAll(tx, progress);
  return {
    cases: await countFacts(tx),
    differing: [...new Set([...facts, ...recount.cases])].sort(),
    differingCells: recount.cells,
  };
}

/** {@link rebuildAll} in a transaction of its own. */
export const rebuildFacts = (database: Database, progress?: Progress): Promise<Rebuilt> =>
  database.withTx(systemContext, (tx) => rebuildAll(tx, progress));

/** Facts, states and sums of these cases as the tables stand now: done twice, it changes nothing. System scope. */
export async function followCases(tx: Tx, caseIds: readonly string[]): Promise<void> {
  const ids = [...new Set(caseIds)];
  if (!(await isCountedByThisVersion(tx))) await countByThisVersion(tx);
  await writeFacts(tx, ids);
  await countCases(tx, ids);
}

/** Counts all anew when another version's indicators were counted, or none yet. Who comes second finds it done. */
export async function countByThisVersion(tx: Tx): Promise<Recount | undefined> {
  await lockFacts(tx, undefined);
  return (await isCountedByThisVersion(tx)) ? undefined : recountAll(tx);
}

/** Cases that time changed and whose timer was lost. Best none. System scope. */
export async function followOverdue(tx: Tx): Promise<void> {
  const overdue = await overdueCases(tx);
  if (overdue.length > 0) await followCases(tx, overdue);
}
