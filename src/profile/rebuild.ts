import { listPractitionerIds } from "../experts/index.js";
import { type Database, systemContext } from "../platform/database/database.js";
import { chunkSize, computeProfiles, estimateGround } from "./compute.js";

/**
 * Computes everything anew: the pool's means, then every profile, a hundred experts a transaction. Gives exactly what the
 * events and the nightly run have led to by the same day.
 * @param onProgress told after each transaction how many of how many experts are done.
 * @returns how many experts
 */
export async function rebuildProfiles(
  database: Database,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<number> {
  const total = await database.withTx(systemContext, estimateGround);
  let done = 0;
  for (let after: string | undefined = ""; after !== undefined;) {
    const from: string = after;
    const ids = await database.withTx(systemContext, async (tx) => {
      const chunk = await listPractitionerIds(tx, from, chunkSize);
      await computeProfiles(tx, chunk);
      return chunk;
    });
    done += ids.length;
    onProgress(done, total);
    after = ids.at(-1);
  }
  return done;
}
