import { findCase } from "../../cases/index.js";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { TranscriptRefusal } from "../refusals.js";
import { liftHold, placeHold } from "../store/holds.js";

/** 封存: while it stands nothing of the case is purged. `reason` null: it is lifted. */
export const setHold = (
  ctx: Ctx,
  caseId: string,
  reason: string | null,
): Promise<Result<null, TranscriptRefusal>> =>
  inTx(ctx, async (tx): Promise<Result<null, TranscriptRefusal>> => {
    const found = await findCase(tx, caseId);
    if (!found) return refuse("room_not_found");
    const { personId, name } = ctx.actor;
    if (reason === null) {
      if (!(await liftHold(tx, caseId, personId))) return refuse("no_hold");
    } else if (!(await placeHold(tx, caseId, reason, { personId, name }))) return refuse("hold_exists");
    await auditAct(tx, ctx, {
      action: "recording.hold",
      subjectKind: "case",
      subjectId: caseId,
      caseId,
      caseInstitutionId: found.institutionId,
      details: reason === null ? { step: "lifted" } : { step: "placed", reason },
    });
    return ok(null);
  });
