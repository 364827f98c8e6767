import { addTimelineEntry, lockCase, moveCase } from "../../cases/index.js";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { OpinionText } from "../api.js";
import { isWritable } from "../domain/opinion.js";
import { findOpinion, saveDraft } from "../store/opinion.js";

export type SaveRefusal = "opinion_not_begun" | "opinion_not_open" | "opinion_changed_elsewhere";

/**
 * Autosaves the working text of the case's author. The first save puts the case in session: from here on it is not taken
 * back and given to another expert. Refuses someone who is not the author as if there were no opinion, a case that no
 * longer takes one, and a `revision` that another window has overtaken.
 */
export async function saveOpinion(
  ctx: Ctx,
  caseId: string,
  save: { readonly revision: number; readonly text: OpinionText },
): Promise<Result<{ revision: number; savedAt: string }, SaveRefusal>> {
  return inTx(ctx, async (tx) => {
    const found = await lockCase(tx, caseId);
    const opinion = await findOpinion(tx, caseId);
    if (!found || opinion?.authorPersonId !== ctx.actor.personId) return refuse("opinion_not_begun");
    if (!isWritable(found.status)) return refuse("opinion_not_open");
    const saved = await saveDraft(tx, {
      caseId,
      authorPersonId: opinion.authorPersonId,
      revision: save.revision,
      text: save.text,
    });
    if (!saved) return refuse("opinion_changed_elsewhere");
    if (found.status === "accepted") {
      await moveCase(tx, caseId, "in_session", {
        from: ["accepted"],
        nextActor: "expert",
        dueAt: found.dueAt,
      });
      await addTimelineEntry(tx, caseId, {
        kind: "consultation.writing-begun",
        actor: { personId: ctx.actor.personId, label: ctx.actor.name },
        details: { expertName: opinion.authorName, institutionName: opinion.institutionName },
      });
      await auditAct(tx, ctx, {
        action: "opinion.write",
        subjectKind: "opinion",
        subjectId: opinion.id,
        caseId,
        caseInstitutionId: found.institutionId,
      });
    }
    return ok(saved);
  });
}
