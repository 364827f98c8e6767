import { type Database, systemContext } from "../../platform/database/database.js";
import type { QualitySample } from "../api/signal.js";
import { addQualitySamples, type Measured } from "../store/quality.js";

const writeEveryMs = 1000;
/** From one page at most so often. */
const acceptEveryMs = 2000;
/** In one statement at most; what is more waits for the next. */
const mostAtOnce = 500;
const mostKept = 5000;

/** Where pages' measurements wait, so that hundreds of pages cost one statement a second instead of one each. */
export interface QualityInbox {
  put(page: Omit<Measured, "sample"> & { qualityAt: number }, samples: readonly QualitySample[]): void;
  /** Writes what waits. */
  stop(): Promise<void>;
}

export function newQualityInbox(database: Database, onError: (error: unknown) => void): QualityInbox {
  let waiting: Measured[] = [];
  const write = async (): Promise<void> => {
    const some = waiting.splice(0, mostAtOnce);
    if (some.length > 0) await database.withTx(systemContext, (tx) => addQualitySamples(tx, some));
  };
  const timer = setInterval(() => void write().catch(onError), writeEveryMs);
  timer.unref();
  return {
    put(page, samples) {
      const now = performance.now();
      if (now - page.qualityAt < acceptEveryMs) return;
      page.qualityAt = now;
      const { stayId, roomId, caseId } = page;
      waiting.push(...samples.map((sample) => ({ stayId, roomId, caseId, sample })));
      // A database that does not take them loses measurements, never memory.
      if (waiting.length > mostKept) waiting = waiting.slice(-mostKept);
    },
    async stop() {
      clearInterval(timer);
      while (waiting.length > 0) await write().catch(onError);
    },
  };
}
