import { type Database, systemContext } from "../platform/database/database.js";
import { poolFacts } from "./pool-facts.js";
import { responseModel } from "./response-log.js";

/** Reads what this node keeps of loads, answers and past consultations before anybody asks: the first plan would wait for it. */
export const warmDispatch = (database: Database): Promise<void> =>
  database.withTx(systemContext, async (tx) => {
    await poolFacts(tx, "III");
    await responseModel(tx);
  });
