import { randomUUID } from "node:crypto";
import { addTimelineEntry } from "../cases/index.js";
import { auditAct, type Ctx, inTx } from "../identity/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import type { UrgencyLevel } from "../kernel/urgency.js";
import { publish } from "../platform/outbox.js";
import type { AssessmentView, PreviewRequest } from "./api.js";
import { assess } from "./assess.js";
import { triageVersion } from "./domain/triage.js";
import { lockForLevel, putLevel } from "./set-level.js";
import * as store from "./store.js";

/** How urgent the request would be as it stands in the form. Nothing is kept. */
export async function previewTriage(
  ctx: Ctx,
  request: PreviewRequest,
): Promise<Result<AssessmentView, never>> {
  const now = await inTx(ctx, (tx) => Promise.resolve(tx.now));
  return ok(assess(request, now).view);
}

/** Every judgment of the case, newest first: the first one is in force. */
export async function viewAssessments(
  ctx: Ctx,
  caseId: string,
): Promise<Result<{ items: AssessmentView[] }, never>> {
  return ok({ items: await inTx(ctx, (tx) => store.listAssessments(tx, caseId)) });
}

export type OverrideRefusal = "case_not_found" | "level_is_settled" | "same_level";

/**
 * A person sets another level and says why; up or down, the timeline shows both levels and the reason. The clock of the
 * case's present step is counted anew from submission. Refuses `level_is_settled` before triage and once the opinion is
 * being given or the case has ended, `same_level` when nothing would change.
 */
export async function overrideLevel(
  ctx: Ctx,
  caseId: string,
  change: { readonly level: UrgencyLevel; readonly reason: string },
): Promise<Result<AssessmentView, OverrideRefusal>> {
  const done = await inTx(ctx, async (tx): Promise<Result<AssessmentView, OverrideRefusal>> => {
    const open = await lockForLevel(tx, caseId);
    if (!open.ok) return open;
    const { found, from } = open.value;
    const { level, reason } = change;
    if (level === from) return refuse("same_level");
    const put = await putLevel(tx, found, level);
    if (!put) return refuse("level_is_settled");
    const view: AssessmentView & { id: string } = {
      ...put,
      id: randomUUID(),
      madeBy: "person",
      personName: ctx.actor.name,
      overrideReason: reason,
      modelVersion: triageVersion,
      reasons: [],
    };
    const [before] = await store.listAssessments(tx, caseId);
    await store.addAssessment(tx, caseId, {
      ...view,
      personId: ctx.actor.personId,
      inputs: { from, basedOn: before?.id ?? null },
    });
    await addTimelineEntry(tx, caseId, {
      kind: "triage.overridden",
      actor: { personId: ctx.actor.personId, label: ctx.actor.name },
      details: { from, to: level, reason },
    });
    await publish(tx, { topic: "triage.overridden", subjectId: caseId, payload: { from, to: level } });
    await auditAct(tx, ctx, {
      action: "triage.override",
      subjectKind: "assessment",
      subjectId: view.id,
      caseId,
      caseInstitutionId: found.institutionId,
      details: { from, to: level, reason },
    });
    // What is kept for a repeated call holds no free text; the same call brings the same words again.
    return ok({ ...view, overrideReason: null });
  });
  return done.ok ? ok({ ...done.value, overrideReason: change.reason }) : done;
}
