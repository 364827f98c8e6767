import { type Ctx, inTx } from "../identity/index.js";
import { ok, type Result } from "../kernel/result.js";
import { instant } from "../kernel/time.js";
import { lineWords } from "../pilot/api.js";
import { scopeView } from "../pilot/index.js";
import type { PilotProgress } from "./api.js";
import { shown } from "./domain/small-numbers.js";
import { pilotSince, progressOf } from "./store/pilot.js";

/** What became of the requests since the pilot began, line by line. */
export const viewPilot = (ctx: Ctx): Promise<Result<PilotProgress, never>> =>
  inTx(ctx, async (tx) => {
    const since = await pilotSince(tx);
    if (since === null) return ok({ since, lines: [] });
    const lines: PilotProgress["lines"] = [];
    for (const line of (await scopeView(tx)).lines) {
      const progress = await progressOf(tx, line, since);
      const requests = shown(progress.requests);
      lines.push({
        words: lineWords(line),
        requests,
        ...(requests === null || requests === 0 ? nothing : progress),
        ...(requests === 0 && { accepted: 0, late: 0, opinions: 0, adopted: 0, decided: 0 }),
      });
    }
    return ok({ since: instant(since), lines });
  });

const nothing = {
  accepted: null,
  late: null,
  opinions: null,
  adopted: null,
  decided: null,
  medianAcceptMinutes: null,
};
