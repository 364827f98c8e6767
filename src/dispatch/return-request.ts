import { randomUUID } from "node:crypto";
import { addTimelineEntry, lockCase, moveCase } from "../cases/index.js";
import { auditAct, type Ctx } from "../identity/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import { notify } from "../notifications/index.js";
import { cancelJob } from "../platform/jobs.js";
import { acrossTenants, type DispatchRefusal, himself } from "./across-tenants.js";
import type { ReturnCode } from "./api.js";
import { announceSearch, withdrawOffers } from "./search.js";
import * as store from "./store/index.js";

/**
 * 退回补充: the request goes back to its author, who completes it and sends it again under the same number. Open offers
 * are withdrawn and the search stops; sent again, the request is judged and searched for anew. Refuses `case_not_open`
 * for a case that is not in sight and `cannot_return` for one an expert has accepted, or that has ended.
 */
export async function returnRequest(
  ctx: Ctx,
  caseId: string,
  why: { readonly reasonCode: ReturnCode; readonly note: string },
): Promise<Result<null, DispatchRefusal>> {
  return acrossTenants(ctx, async (tx) => {
    const searches = await store.lockSearches(tx, caseId);
    const found = await lockCase(tx, caseId);
    if (!found) return refuse("case_not_open");
    const step = { nextActor: "requester", dueAt: null } as const;
    if (!(await moveCase(tx, found.id, "returned", step))) return refuse("cannot_return");
    if (searches.length > 0) {
      await withdrawOffers(tx, found, "case_returned");
      await store.saveSearch(tx, found.id, "every", { status: "stopped", backup: null });
      await cancelJob(tx, "dispatch.clock-ran-out", found.id);
    }
    await addTimelineEntry(tx, found.id, {
      kind: "cases.returned",
      actor: himself(ctx),
      details: { reasonCode: why.reasonCode, reason: why.note },
    });
    await notify(tx, {
      personId: found.requesterPersonId,
      kind: "case_returned",
      caseId: found.id,
      subjectId: found.id,
      details: { code: why.reasonCode },
      eventId: randomUUID(),
    });
    await announceSearch(tx, found);
    await auditAct(tx, ctx, {
      action: "dispatch.return",
      subjectKind: "case",
      subjectId: found.id,
      caseId: found.id,
      caseInstitutionId: found.institutionId,
      details: { reasonCode: why.reasonCode },
    });
    return ok(null);
  });
}
