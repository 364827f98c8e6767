import { z } from "zod";
import { claimsChanged, findRoles, listPractitionerIds } from "../experts/index.js";
import { nextInChina } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import { urgencyLevels } from "../kernel/urgency.js";
import type { Tx } from "../platform/database/database.js";
import { gathered, inPortions, type Job, schedule } from "../platform/jobs.js";
import type { ModuleWork } from "../platform/module.js";
import { chunkSize, computeProfiles, estimateGround } from "./compute.js";
import { resultKinds } from "./domain/read-evidence.js";
import { addServiceFacts } from "./store.js";

/** What dispatch tells when an offer has run its course. */
const OfferEnded = z.object({
  practitionerRoleId: z.uuid(),
  outcome: z.enum(["accepted", "declined", "expired"]),
  reasonCode: z.string().nullable(),
  ring: z.string(),
  urgencyLevel: z.enum(urgencyLevels),
  minutes: z.number().nonnegative().nullable(),
  allowedMinutes: z.number().positive(),
  endedAt: z.iso.datetime(),
});
/** What dispatch tells when a consultation has become part of an expert's history. */
const ConsultRemembered = z.object({
  practitionerRoleId: z.uuid(),
  decision: z.enum(["adopted", "partly_adopted", "not_adopted"]),
  urgencyLevel: z.enum(urgencyLevels),
  categories: z.array(z.string()),
  closedAt: z.iso.datetime(),
});

/** What quality tells when somebody has judged a consultation, or the patient's course is known. */
const ResultKnown = z.object({
  kind: z.enum(resultKinds),
  practitionerRoleId: z.uuid(),
  urgencyLevel: z.enum(urgencyLevels),
  value: z.number().min(0).max(1),
  categories: z.array(z.string()),
  at: z.iso.datetime(),
});

/** Facts of posts are filed, and the profiles of whoever they belong to computed anew: once a portion, however many facts. */
async function takeIn(
  tx: Tx,
  facts: readonly (Parameters<typeof addServiceFacts>[1][number] & { readonly practitionerRoleId: string })[],
): Promise<void> {
  await addServiceFacts(tx, facts);
  const roles = await findRoles(tx, [...new Set(facts.map(({ practitionerRoleId }) => practitionerRoleId))]);
  const ids = [...new Set(roles.map(({ practitionerId }) => practitionerId))];
  if (ids.length > 0) await computeProfiles(tx, ids);
}

const hearOffers = (tx: Tx, jobs: readonly Job[]): Promise<void> =>
  takeIn(
    tx,
    jobs.map((job) => {
      const told = OfferEnded.parse(job.payload);
      return { ...told, kind: "offer", id: job.subjectId, occurredAt: told.endedAt };
    }),
  );

const hearConsults = (tx: Tx, jobs: readonly Job[]): Promise<void> =>
  takeIn(
    tx,
    jobs.map((job) => {
      const told = ConsultRemembered.parse(job.payload);
      return {
        ...told,
        kind: "consult",
        id: job.subjectId,
        outcome: told.decision,
        occurredAt: told.closedAt,
      };
    }),
  );

const hearResults = (tx: Tx, jobs: readonly Job[]): Promise<void> =>
  takeIn(
    tx,
    jobs.map((job) => {
      const told = ResultKnown.parse(job.payload);
      return { ...told, id: job.subjectId, outcome: "known", occurredAt: told.at };
    }),
  );

/** The pool as a whole is the subject of the nightly run. */
const everybody = "00000000-0000-0000-0000-000000000000";

/** 03:10 of the next day in Beijing: after the day's last consultations, before the morning's first. */
export const nextNight = (now: Instant): Instant => nextInChina(now, "03:10");

/** Everything is a day older, and the peers have changed: the means anew, then everybody, in chunks of their own. */
async function nightly(tx: Tx, job: Job): Promise<void> {
  // A key of its own: the row of the run that is going on still waits, and would be moved instead.
  await schedule(tx, {
    kind: "profile.nightly",
    subjectId: everybody,
    dedupeKey: `after ${job.id}`,
    dueAt: nextNight(tx.now),
  });
  await estimateGround(tx);
  await schedule(tx, {
    kind: "profile.refresh",
    subjectId: everybody,
    dueAt: tx.now,
    payload: { after: "" },
  });
}

async function refresh(tx: Tx, job: Job): Promise<void> {
  const ids = await listPractitionerIds(tx, String(job.payload.after), chunkSize);
  await computeProfiles(tx, ids);
  const last = ids.at(-1);
  if (last !== undefined)
    await schedule(tx, {
      kind: "profile.refresh",
      subjectId: everybody,
      dedupeKey: last,
      dueAt: tx.now,
      payload: { after: last },
    });
}

export const profileWork: ModuleWork = {
  jobs: { "profile.nightly": nightly, "profile.refresh": refresh },
  subscribers: {
    [claimsChanged]: inPortions(
      (tx, jobs) => computeProfiles(tx, [...new Set(jobs.map(({ subjectId }) => subjectId))]),
      chunkSize,
    ),
    "dispatch.offer-ended": gathered(inPortions(hearOffers, chunkSize)),
    "dispatch.consult-remembered": gathered(inPortions(hearConsults, chunkSize)),
    "quality.rated": gathered(inPortions(hearResults, chunkSize)),
    "quality.followed-up": gathered(inPortions(hearResults, chunkSize)),
  },
};
