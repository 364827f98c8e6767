import { nextInChina } from "../kernel/time.js";
import type { Tx } from "../platform/database/database.js";
import { gathered, inPortions, type Job, schedule } from "../platform/jobs.js";
import type { ModuleWork } from "../platform/module.js";
import { detectAlerts } from "./actions/detect-alerts.js";
import { lookAfterFollowUps, planFollowUps, thankExperts } from "./actions/follow-ups.js";
import { drawReviews } from "./actions/reviews.js";
import { sendWeek, sendWeekNow, setWeekly } from "./actions/weekly.js";
import { countByThisVersion, followCases, followOverdue } from "./rebuild.js";
import { countMissingFacts, writeFacts } from "./store/facts.js";
import { recountAll } from "./store/states.js";

/** The one subject of the nightly run; migrations/0044_quality.sql sets the first. */
export const nightlySubject = "00000000-0000-4000-8000-000000000044";

/** 04:20 in China: after registry and profiles, before the morning. */
const nextNight = (now: Tx["now"]) => nextInChina(now, "04:20");

/**
 * Follow-ups, alerts and the week's sample. Facts that are missing (cases from before facts were kept, or written in bulk) are
 * written first. Tried again, it does what is left to do and nothing twice.
 */
async function nightly(tx: Tx, job: Job): Promise<void> {
  const dueAt = nextNight(tx.now);
  await schedule(tx, { kind: "quality.nightly", subjectId: job.subjectId, dueAt, dedupeKey: dueAt });
  if ((await countMissingFacts(tx)) > 0) {
    await writeFacts(tx);
    await recountAll(tx);
  }
  await followOverdue(tx);
  await lookAfterFollowUps(tx);
  await detectAlerts(tx);
  await drawReviews(tx);
}

/** A case on its way is touched four times within a second or two: in a large portion it is counted once for all of them. */
const countedTogether = 1000;

export const qualityWork: ModuleWork = {
  jobs: {
    "quality.nightly": nightly,
    "quality.fact": gathered(
      inPortions(
        (tx, jobs) =>
          followCases(
            tx,
            jobs.map(({ subjectId }) => subjectId),
          ),
        countedTogether,
      ),
    ),
    "quality.weekly": setWeekly,
    "quality.weekly-of": async (tx, job) => {
      await sendWeek(tx, job.subjectId, String(job.payload.from));
    },
    "quality.weekly-to": sendWeekNow,
    "quality.sums": async (tx) => {
      await countByThisVersion(tx);
    },
  },
  subscribers: {
    "consultation.closed": planFollowUps,
    "quality.outcome-known": thankExperts,
  },
};
