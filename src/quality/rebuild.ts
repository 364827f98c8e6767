import { type Database, systemContext } from "../platform/database/database.js";
import { allFacts, type CaseFact, writeFacts } from "./store/facts.js";

/** What a rebuild found: facts that were kept otherwise than the tables tell, by case. */
export interface Rebuilt {
  readonly cases: number;
  readonly differing: readonly string[];
}

/** Builds every fact anew from the tables, in one transaction, and compares: a rebuild that finds a difference found a fault. */
export const rebuildFacts = (database: Database): Promise<Rebuilt> =>
  database.withTx(systemContext, async (tx) => {
    const told = (facts: readonly CaseFact[]) =>
      new Map(facts.map((fact) => [fact.case_id, JSON.stringify(fact)]));
    const before = told(await allFacts(tx));
    const cases = await writeFacts(tx);
    const after = told(await allFacts(tx));
    return { cases, differing: [...after].filter(([id, fact]) => before.get(id) !== fact).map(([id]) => id) };
  });
