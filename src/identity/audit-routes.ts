import { ok } from "../kernel/result.js";
import { listAuditEntries, verifyAudit } from "../platform/audit.js";
import { AuditPage, AuditQuery, AuditVerification } from "./api.js";
import { auditAct, inTx } from "./context.js";
import { defineRoute, type Route } from "./route.js";
import { findTenantNames } from "./store/people.js";

/** 审计: the trail of the audit administrator's own institution; the operator's sees every chain. Reading it is audited too. */
export const auditRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/audit",
    action: "audit.read",
    summary: { zh: "审计记录", en: "Audit trail, newest first" },
    query: AuditQuery,
    reply: AuditPage,
    refusals: {},
    handle: (ctx, { query }) =>
      inTx(ctx, async (tx) => {
        const page = await listAuditEntries(tx, query);
        const names = await findTenantNames(
          tx,
          page.items.map((item) => item.institutionId),
        );
        await auditAct(tx, ctx, {
          action: "audit.read",
          subjectKind: "audit",
          subjectId: null,
          outcome: "read",
        });
        return ok({
          total: page.total,
          items: page.items.map(({ institutionId, ...item }) => ({
            institutionName: names.get(institutionId) ?? "",
            ...item,
          })),
        });
      }),
  }),
  defineRoute({
    method: "GET",
    url: "/api/audit/verification",
    action: "audit.verify",
    summary: { zh: "校验审计链", en: "Verify the hash chains" },
    reply: AuditVerification,
    refusals: {},
    handle: (ctx) =>
      inTx(ctx, async (tx) =>
        ok(await verifyAudit(tx, ctx.actor.isPlatform ? undefined : ctx.actor.institutionId)),
      ),
  }),
];
