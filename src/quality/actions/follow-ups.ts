import { findCase } from "../../cases/index.js";
import { auditAct, type Ctx, inTx, listPeopleWithRole, txContext } from "../../identity/index.js";
import { civilDate, instant } from "../../kernel/time.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { notify } from "../../notifications/index.js";
import type { Tx } from "../../platform/database/database.js";
import type { Job } from "../../platform/jobs.js";
import { publish } from "../../platform/outbox.js";
import { announceCase } from "./announce.js";
import type { FillFollowUp, FollowUpList } from "../api/results.js";
import { followUpPlans } from "../data/follow-up-plans.js";
import { dayAfter, followUpStep, outcomeValue, planFor } from "../domain/follow-up.js";
import { idOf } from "../ids.js";
import { acceptedSeats, categoriesOfCase, categoryName } from "../store/facts.js";
import {
  addFollowUps,
  changeFollowUp,
  dueFollowUps,
  type FollowUp,
  findFollowUp,
  openFollowUps,
} from "../store/results.js";
import { tellProfile } from "./tell-profile.js";

export type FollowUpRefusal = "follow_up_unknown" | "follow_up_answered";

/** Hears `consultation.closed`: the days on which the patient's course will be asked for, by the disease's plan. */
export async function planFollowUps(tx: Tx, job: Job): Promise<void> {
  const found = await findCase(tx, job.subjectId);
  if (found?.closedAt == null) return;
  const [first = ""] = await categoriesOfCase(tx, found.id);
  const [lead] = await acceptedSeats(tx, found.id);
  const plan = planFor(first, followUpPlans);
  const closedOn = civilDate(instant(found.closedAt));
  await addFollowUps(
    tx,
    plan.days.map((day) => ({
      id: idOf("follow-up", found.id, String(day)),
      case_id: found.id,
      institution_id: found.institutionId,
      performer_institution_id: lead?.institutionId ?? null,
      plan: plan.key,
      day,
      due_on: dayAfter(closedOn, day),
    })),
  );
}

const perNight = 5000;

/** The night's part: who is asked, reminded, and where the quality office is told. */
export async function lookAfterFollowUps(tx: Tx): Promise<void> {
  const today = civilDate(tx.now);
  const chased = new Map<string, number>();
  for (const one of await dueFollowUps(tx, today, perNight)) {
    const step = followUpStep(
      { status: one.status, dueOn: one.due_on.slice(0, 10), reminders: one.reminders },
      today,
    );
    if (step === null) continue;
    if (step === "escalate") {
      await changeFollowUp(tx, one.id, ["asked"], { status: "escalated" });
      chased.set(one.institution_id, (chased.get(one.institution_id) ?? 0) + 1);
      continue;
    }
    await changeFollowUp(
      tx,
      one.id,
      ["waiting", "asked"],
      step === "ask" ? { status: "asked" } : { reminders: one.reminders + 1 },
    );
    await tellRequester(tx, one, step);
  }
  if (chased.size === 0) return;
  const offices = await listPeopleWithRole(tx, "quality");
  for (const [institutionId, count] of chased)
    for (const { personId } of offices.filter((person) => person.institutionId === institutionId))
      await notify(tx, {
        personId,
        kind: "follow_up_escalated",
        caseId: null,
        subjectId: null,
        details: { count },
        eventId: idOf("follow-up escalated", institutionId, personId, today),
      });
}

async function tellRequester(tx: Tx, one: FollowUp, step: "ask" | "remind"): Promise<void> {
  const found = await findCase(tx, one.case_id);
  if (!found) return;
  await notify(tx, {
    personId: found.requesterPersonId,
    kind: step === "ask" ? "follow_up_due" : "follow_up_reminder",
    caseId: one.case_id,
    subjectId: one.id,
    details: { number: found.number ?? "", day: one.day },
    eventId: idOf("follow-up", step, one.id),
  });
}

/** The patient's course on that day, from the inviting hospital: its doctor or its quality office. Once. */
export const fillFollowUp = (
  ctx: Ctx,
  followUpId: string,
  given: FillFollowUp,
): Promise<Result<null, FollowUpRefusal>> =>
  inTx(ctx, async (tx) => {
    const one = await findFollowUp(tx, followUpId, "lock");
    if (!one || one.institution_id !== ctx.actor.institutionId) return refuse("follow_up_unknown");
    const filled = { filled_by: ctx.actor.personId, filled_at: tx.now };
    const isSaved = await changeFollowUp(
      tx,
      one.id,
      ["waiting", "asked", "escalated"],
      given.reached
        ? { ...filled, status: "done", outcome: given.outcome, place: given.place, note: given.note }
        : { ...filled, status: "unreachable", note: given.note },
    );
    if (!isSaved) return refuse("follow_up_answered");
    const found = await findCase(tx, one.case_id);
    if (given.reached) {
      await tellProfile(tx, {
        kind: "follow_up",
        sourceId: one.id,
        caseId: one.case_id,
        urgencyLevel: found?.urgencyLevel ?? "IV",
        value: outcomeValue[given.outcome],
        at: tx.now,
      });
      await publish(tx, {
        topic: "quality.outcome-known",
        subjectId: one.id,
        payload: { caseId: one.case_id },
      });
    }
    await announceCase(tx, one.case_id);
    await auditAct(tx, ctx, {
      action: "follow-up.fill",
      subjectKind: "follow_up",
      subjectId: one.id,
      caseId: one.case_id,
      caseInstitutionId: one.institution_id,
      details: { day: one.day, reached: given.reached },
    });
    return ok(null);
  });

/** Hears `quality.outcome-known`: what experts miss most, that they hear what became of the patient, with thanks. */
export async function thankExperts(tx: Tx, job: Job): Promise<void> {
  const one = await findFollowUp(tx, job.subjectId);
  if (one?.outcome == null) return;
  const found = await findCase(tx, one.case_id);
  for (const seat of await acceptedSeats(tx, one.case_id))
    await notify(tx, {
      personId: seat.personId,
      kind: "outcome_returned",
      caseId: null,
      subjectId: one.id,
      details: {
        institutionName: found?.institutionName ?? "",
        number: found?.number ?? "",
        day: one.day,
        outcome: one.outcome,
      },
      eventId: idOf("thanks", one.id, seat.personId),
    });
}

/** Follow-ups that wait for this person, or for his hospital when he is of its quality office. */
export const listFollowUps = (ctx: Ctx): Promise<Result<FollowUpList, never>> =>
  ctx.database.withTx(txContext(ctx.actor), async (tx) => {
    const isOffice = ctx.actor.roles.includes("quality");
    const rows = await openFollowUps(tx, {
      ...(isOffice ? { institutionId: ctx.actor.institutionId } : { requesterId: ctx.actor.personId }),
      today: civilDate(tx.now),
      limit: 200,
    });
    return ok({
      items: rows.map((row) => ({
        id: row.id,
        caseId: row.case_id,
        day: row.day,
        dueOn: row.due_on.slice(0, 10),
        status: row.status as "waiting" | "asked" | "escalated",
        category: row.category,
        categoryName: categoryName(row.category),
        isMine: !isOffice,
      })),
    });
  });

/** Whose follow-up it is; undefined: none of this hospital. */
export async function followUpParties(ctx: { readonly tx: Tx; readonly followUpId: string }) {
  const one = await findFollowUp(ctx.tx, ctx.followUpId);
  if (!one) return undefined;
  const found = await findCase(ctx.tx, one.case_id);
  return found && { personIds: [found.requesterPersonId], institutionIds: [one.institution_id] };
}
