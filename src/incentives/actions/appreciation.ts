import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { z } from "zod";
import { findCase } from "../../cases/index.js";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { notify } from "../../notifications/index.js";
import type { Tx } from "../../platform/database/database.js";
import type { Job } from "../../platform/jobs.js";
import { publish } from "../../platform/outbox.js";
import type { CaseAppreciation, HeldAppreciations } from "../api.js";
import { heldReasonsOf, namesPatient } from "../domain/patient-words.js";
import type { appreciationRefusals } from "../refusals.js";
import { heldAppreciations } from "../store/appreciations.js";
import { everything, incentivesTables } from "../tables.js";

export const shownTopic = "incentives.appreciation-shown";

/** Hears that a message of thanks may be shown: its reader is told. */
export async function tellThanked(tx: Tx, job: Job): Promise<void> {
  const shown = await incentivesTables(tx)
    .selectFrom("incentives.appreciation")
    .select(["to_person_id", "from_name", "from_institution_name", "case_id"])
    .where("id", "=", job.subjectId)
    .where("status", "=", "shown")
    .executeTakeFirst();
  if (!shown) return;
  await notify(tx, {
    personId: shown.to_person_id,
    kind: "appreciation_received",
    caseId: null,
    subjectId: job.subjectId,
    details: { fromName: shown.from_name, institutionName: shown.from_institution_name },
    eventId: String(job.payload["eventId"]),
  });
}

type AppreciationRefusal = keyof typeof appreciationRefusals;

const findGiven = (tx: Tx, caseId: string) =>
  incentivesTables(tx)
    .selectFrom("incentives.appreciation")
    .select(["message", "status", "from_person_id"])
    .where("case_id", "=", caseId)
    .executeTakeFirst();

/** What the inviting doctor said to the expert of this case, and whether he still may. */
export const viewAppreciation = (
  ctx: Ctx,
  caseId: string,
): Promise<Result<z.output<typeof CaseAppreciation>, never>> =>
  inTx(ctx, async (tx) => {
    const found = await findCase(tx, caseId);
    const given = await findGiven(tx, caseId);
    const isMine = found?.requesterPersonId === ctx.actor.personId;
    return ok({
      canThank: isMine && found.status === "closed" && given === undefined,
      given: given && isMine ? { message: given.message, status: given.status } : null,
    });
  });

/**
 * 致谢: from the inviting doctor to the expert, once a case. A message that names the patient is refused, one that seems to
 * tell of him is held until a person has looked at it.
 */
export const giveAppreciation = (
  ctx: Ctx,
  caseId: string,
  message: string,
): Promise<Result<{ id: string }, AppreciationRefusal>> =>
  inTx(ctx, async (tx): Promise<Result<{ id: string }, AppreciationRefusal>> => {
    const found = await findCase(tx, caseId);
    if (found?.status !== "closed") return refuse("case_not_closed");
    const { rows } = await sql<{ author: string; patient: string | null }>`
      select op.author_person_id as author, r.patient_name as patient from consultation.opinion op
      join cases.consult_request r on r.id = op.case_id where op.case_id = ${caseId}::uuid and op.signed_version > 0
      order by op.created_at limit 1`.execute(everything(tx));
    const [signed] = rows;
    if (!signed || signed.author === ctx.actor.personId) return refuse("case_not_closed");
    if (namesPatient(message, signed.patient ?? "")) return refuse("message_names_patient");
    const heldFor = heldReasonsOf(message);
    const id = randomUUID();
    const made = await incentivesTables(tx)
      .insertInto("incentives.appreciation")
      .values({
        id,
        case_id: caseId,
        from_person_id: ctx.actor.personId,
        from_name: ctx.actor.name,
        from_institution_id: ctx.actor.institutionId,
        from_institution_name: ctx.actor.institutionName,
        to_person_id: signed.author,
        message,
        status: heldFor.length === 0 ? "shown" : "held",
        held_for: heldFor,
        decided_by: null,
        decided_at: null,
        created_at: tx.now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .execute();
    if (made.length === 0) return refuse("thanked_already");
    if (heldFor.length === 0) await publish(tx, { topic: shownTopic, subjectId: id });
    await auditAct(tx, ctx, {
      action: "appreciation.give",
      subjectKind: "appreciation",
      subjectId: id,
      caseId,
      caseInstitutionId: found.institutionId,
      details: { heldFor },
    });
    return ok({ id });
  });

export const viewHeld = (ctx: Ctx): Promise<Result<z.output<typeof HeldAppreciations>, never>> =>
  inTx(ctx, async (tx) => {
    await auditAct(tx, ctx, {
      action: "appreciation.moderate",
      subjectKind: "appreciation",
      subjectId: null,
      outcome: "read",
    });
    return ok({ items: await heldAppreciations(tx) });
  });

/** A person has looked: it is shown to the expert, or never. */
export const decideAppreciation = (
  ctx: Ctx,
  id: string,
  show: boolean,
): Promise<Result<{ id: string }, "appreciation_not_found">> =>
  inTx(ctx, async (tx) => {
    const rows = await incentivesTables(tx)
      .updateTable("incentives.appreciation")
      .set({ status: show ? "shown" : "rejected", decided_by: ctx.actor.personId, decided_at: tx.now })
      .where("id", "=", id)
      .where("status", "=", "held")
      .returning("id")
      .execute();
    if (rows.length === 0) return refuse("appreciation_not_found");
    if (show) await publish(tx, { topic: shownTopic, subjectId: id });
    await auditAct(tx, ctx, {
      action: "appreciation.moderate",
      subjectKind: "appreciation",
      subjectId: id,
      details: { show },
    });
    return ok({ id });
  });
