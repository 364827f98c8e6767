import { z } from "zod";
import { claimsChanged, findRoles, listPractitionerIds } from "../experts/index.js";
import { nextInChina } from "../kernel/time.js";
import type { Instant } from "../kernel/types.js";
import { urgencyLevels } from "../kernel/urgency.js";
import type { Tx } from "../platform/database/database.js";
import { type Job, schedule } from "../platform/jobs.js";
import type { ModuleWork } from "../platform/module.js";
import { chunkSize, computeProfiles, estimateGround } from "./compute.js";
import { resultKinds } from "./domain/read-evidence.js";
import { addServiceFact } from "./store.js";

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

async function recomputeRole(tx: Tx, practitionerRoleId: string): Promise<void> {
  const [role] = await findRoles(tx, [practitionerRoleId]);
  if (role !== undefined) await computeProfiles(tx, [role.practitionerId]);
}

async function hearOffer(tx: Tx, job: Job): Promise<void> {
  const told = OfferEnded.parse(job.payload);
  await addServiceFact(tx, { ...told, kind: "offer", id: job.subjectId, occurredAt: told.endedAt });
  await recomputeRole(tx, told.practitionerRoleId);
}

async function hearConsult(tx: Tx, job: Job): Promise<void> {
  const told = ConsultRemembered.parse(job.payload);
  await addServiceFact(tx, {
    ...told,
    kind: "consult",
    id: job.subjectId,
    outcome: told.decision,
    occurredAt: told.closedAt,
  });
  await recomputeRole(tx, told.practitionerRoleId);
}

async function hearResult(tx: Tx, job: Job): Promise<void> {
  const told = ResultKnown.parse(job.payload);
  await addServiceFact(tx, { ...told, id: job.subjectId, outcome: "known", occurredAt: told.at });
  await recomputeRole(tx, told.practitionerRoleId);
}

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
    [claimsChanged]: (tx, job) => computeProfiles(tx, [job.subjectId]),
    "dispatch.offer-ended": hearOffer,
    "dispatch.consult-remembered": hearConsult,
    "quality.rated": hearResult,
    "quality.followed-up": hearResult,
  },
};
