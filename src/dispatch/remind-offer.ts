import { addTimelineEntry, type CaseRecord, findCase, systemActor as system } from "../cases/index.js";
import { findRoles } from "../experts/index.js";
import type { Instant } from "../kernel/types.js";
import type { UrgencyLevel } from "../kernel/urgency.js";
import { notify, readChannelHabits, readDisturbance } from "../notifications/index.js";
import type { Tx } from "../platform/database/database.js";
import { type Job, schedule } from "../platform/jobs.js";
import { readStandings } from "../scheduling/index.js";
import type { DispatchPolicy } from "./domain/policy/dispatch-policy.js";
import {
  chooseReminder,
  type ReminderBar,
  type ReminderChoice,
  reminderInstants,
} from "./domain/reminder/choose-reminder.js";
import type { ReminderRule } from "./domain/reminder/reminder-rule.js";
import { responseSnapshotVersion } from "./domain/response/exports.js";
import { activePolicyFor } from "./lab/policy-of-case.js";
import { levelOf } from "./level-of.js";
import { remindJob } from "./offer-timers.js";
import { responseModel } from "./response-log.js";
import { announceSearch } from "./search.js";
import * as store from "./store/index.js";

/** Looks that put a reminder off again; whoever is busy so often is not to be had. */
const mostLooks = 12;

/**
 * Looks at an offer that nobody has answered: chooses when its expert is reminded, puts it off where he is not to be disturbed by
 * then, or reminds him. Each look is kept. An offer that has ended, or whose policy reminds nobody, is left alone.
 */
export async function remindOffer(tx: Tx, job: Job): Promise<void> {
  const { offer } = await store.lockOffer(tx, job.subjectId);
  if (!offer || (offer.status !== "sent" && offer.status !== "seen") || offer.expiresAt <= tx.now) return;
  const found = await findCase(tx, offer.caseId);
  if (found?.status !== "dispatching") return;
  const policy = await activePolicyFor(tx, found.id);
  if (policy.reminder?.isOn !== true) return;
  const before = (await store.lastReminders(tx, [offer.id])).get(offer.id);
  if (before !== undefined && before.step !== "planned") return;
  const level = levelOf(found);
  const choice = await choose(tx, offer, level, policy, policy.reminder);
  const isNow = choice.remindAt !== null && choice.remindAt <= tx.now;
  // Its minute has come, and he may be disturbed: what was chosen for it stands.
  const isDue = before?.remindAt != null && before.remindAt <= tx.now && choice.firstBar === null;
  const step = isNow || isDue ? "sent" : choice.remindAt === null ? "dropped" : "planned";
  const number = (before?.number ?? 0) + 1;
  if (step === "planned" && number > mostLooks) return;
  const channels = step === "sent" ? await readChannelHabits(tx, offer.personId) : null;
  const { remindAt, firstBar: _, ...details } = choice;
  await store.addReminder(tx, {
    offerId: offer.id,
    number,
    personId: offer.personId,
    step,
    remindAt: step === "sent" ? tx.now : remindAt,
    policyVersion: policy.version,
    modelVersion: responseSnapshotVersion,
    details: isDue ? { ...before.details, channels } : { ...details, level, channels },
  });
  if (step === "planned" && remindAt !== null)
    await schedule(tx, { kind: remindJob, subjectId: offer.id, dueAt: remindAt });
  if (step === "sent") await remind(tx, offer, found, channels?.map(({ channel }) => channel) ?? null);
  await announceSearch(tx, found, [offer.personId]);
}

async function choose(
  tx: Tx,
  offer: store.StoredOffer,
  level: UrgencyLevel,
  policy: DispatchPolicy,
  rule: ReminderRule,
): Promise<ReminderChoice & { readonly firstBar: ReminderBar | null }> {
  const asked = { sentAt: offer.sentAt, expiresAt: offer.expiresAt, now: tx.now };
  const instants = reminderInstants(asked, rule);
  const [{ utcOffsetMinutes, standings }, disturbance, [role], model] = await Promise.all([
    readStandings(tx, offer.personId, instants),
    readDisturbance(tx, offer.personId, level),
    findRoles(tx, [offer.practitionerRoleId]),
    responseModel(tx),
  ]);
  const barredBy = instants.map((at, i): ReminderBar | null => {
    const { state, isOnCall } = standings[i] ?? { state: "free", isOnCall: false };
    // The states in which this level is offered at all are those in which it may be called to mind.
    const isOpen =
      state === "free" ||
      policy.levels[level].mayInterrupt.includes(state) ||
      (isOnCall && state === "off_hours");
    return isOpen ? disturbance(at) : state;
  });
  const ask = {
    ...asked,
    expertId: offer.personId,
    groupId: role?.specialtyCodes[0] ?? null,
    level,
    utcOffsetMinutes,
    barredBy,
  };
  return { ...chooseReminder(model, ask, rule), firstBar: barredBy[0] ?? null };
}

async function remind(
  tx: Tx,
  offer: store.StoredOffer,
  found: CaseRecord,
  channelOrder: readonly string[] | null,
): Promise<void> {
  await addTimelineEntry(tx, found.id, {
    kind: "dispatch.offer-reminded",
    actor: system,
    details: { offerId: offer.id, expertName: offer.expertName },
  });
  await notify(tx, {
    personId: offer.personId,
    kind: "offer_expiring",
    caseId: found.id,
    subjectId: offer.id,
    details: {
      level: levelOf(found),
      institutionName: found.institutionName,
      expiresAt: offer.expiresAt satisfies Instant,
      ...(channelOrder !== null && { channelOrder }),
    },
    eventId: offer.id,
  });
}
