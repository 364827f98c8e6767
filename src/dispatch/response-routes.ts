import { findRoles } from "../experts/index.js";
import { defineRoute, type Route } from "../identity/index.js";
import type { Database, TxContext } from "../platform/database/database.js";
import { ResponseParams, ResponseQuery, ResponseView } from "./api/response.js";
import { refusals } from "./refusals.js";
import { viewOwnResponse, viewResponse } from "./view-response.js";

const loadRole = (
  database: Database,
  context: TxContext,
  { practitionerRoleId }: { practitionerRoleId: string },
) =>
  database.withTx(context, async (tx) => {
    const [role] = await findRoles(tx, [practitionerRoleId]);
    return (
      role && {
        personIds: role.personId === null ? [] : [role.personId],
        institutionIds: [role.institutionId],
      }
    );
  });

export const responseRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/dispatch/response",
    action: "offer.list",
    summary: {
      zh: "我的应答规律",
      en: "When I usually answer, and what that is known from; null without a post",
    },
    query: ResponseQuery,
    reply: ResponseView.nullable(),
    refusals: {},
    handle: (ctx, { query }) => viewOwnResponse(ctx, query.level),
  }),
  defineRoute({
    method: "GET",
    url: "/api/dispatch/response/:practitionerRoleId",
    action: "response.read",
    summary: { zh: "应答规律", en: "When an expert usually answers, and what that is known from" },
    params: ResponseParams,
    query: ResponseQuery,
    reply: ResponseView,
    load: loadRole,
    refusals: { expert_not_found: refusals.expert_not_found },
    handle: (ctx, { params, query }) => viewResponse(ctx, params.practitionerRoleId, query.level),
  }),
];
