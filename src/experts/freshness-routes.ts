import { z } from "zod";
import { defineRoute, type Route } from "../identity/index.js";
import type { Database, TxContext } from "../platform/database/database.js";
import * as campaigns from "./actions/freshness/campaigns.js";
import * as findings from "./actions/freshness/findings.js";
import * as verify from "./actions/freshness/verify.js";
import { PractitionerParams } from "./api.js";
import {
  FindingList,
  FindingParams,
  FindingQuery,
  HealthQuery,
  PoolHealth,
  SettleFinding,
  StartCampaign,
  StartedCampaign,
  TaskList,
  TaskQuery,
  VerificationAnswers,
  VerificationSheet,
} from "./api/freshness.js";
import { campaignRefusals, findingRefusals, verifyRefusals } from "./refusals.js";
import { findFinding } from "./store/findings.js";
import { findOwners } from "./store/profile.js";

const loadExpert = (database: Database, context: TxContext, { practitionerId }: { practitionerId: string }) =>
  database.withTx(context, (tx) => findOwners(tx, practitionerId));
const loadFinding = (database: Database, context: TxContext, { findingId }: { findingId: string }) =>
  database.withTx(context, async (tx) => {
    const found = await findFinding(tx, findingId);
    return found && { personIds: [], institutionIds: [found.organization_id] };
  });

export const freshnessRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/verification",
    action: "expert.verify-own",
    summary: { zh: "我的资料核对单", en: "My own sheet of facts to confirm" },
    reply: VerificationSheet,
    refusals: verifyRefusals,
    handle: (ctx) => verify.viewOwnSheet(ctx),
  }),
  defineRoute({
    method: "GET",
    url: "/api/verification/:practitionerId",
    action: "expert.verify",
    summary: { zh: "资料核对单", en: "An expert's sheet of facts to confirm" },
    params: PractitionerParams,
    reply: VerificationSheet,
    load: loadExpert,
    refusals: verifyRefusals,
    handle: (ctx, { params }) => verify.viewSheet(ctx, params.practitionerId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/verification/:practitionerId/answers",
    action: "expert.verify",
    summary: { zh: "提交核对结果", en: "Confirm, change or end facts" },
    params: PractitionerParams,
    body: VerificationAnswers,
    reply: z.null(),
    idempotency: "required",
    load: loadExpert,
    refusals: verifyRefusals,
    handle: (ctx, { params, body }) => verify.answerSheet(ctx, params.practitionerId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/campaigns",
    action: "campaign.start",
    summary: { zh: "发起资料核对", en: "Ask everybody whose facts are due" },
    body: StartCampaign,
    reply: StartedCampaign,
    idempotency: "required",
    refusals: campaignRefusals,
    handle: (ctx, { body }) => campaigns.startCampaign(ctx, body.organizationId),
  }),
  defineRoute({
    method: "GET",
    url: "/api/verification-tasks",
    action: "pool.health",
    summary: { zh: "核对进展", en: "Who was asked to confirm, and how far it has come" },
    query: TaskQuery,
    reply: TaskList,
    refusals: {},
    handle: (ctx, { query }) => campaigns.listTasks(ctx, query),
  }),
  defineRoute({
    method: "GET",
    url: "/api/pool-health",
    action: "pool.health",
    summary: { zh: "专家库健康", en: "The pool's health: states, freshness, due facts, campaigns" },
    query: HealthQuery,
    reply: PoolHealth,
    refusals: {},
    handle: (ctx, { query }) => campaigns.viewHealth(ctx, query.institutionId),
  }),
  defineRoute({
    method: "GET",
    url: "/api/findings",
    action: "pool.health",
    summary: { zh: "核查线索", en: "What consultations and systems show, for a person to settle" },
    query: FindingQuery,
    reply: FindingList,
    refusals: {},
    handle: (ctx, { query }) => findings.listFindings(ctx, query),
  }),
  defineRoute({
    method: "POST",
    url: "/api/findings/:findingId/settle",
    action: "finding.settle",
    summary: { zh: "处理线索", en: "Settle a finding, with what follows from it" },
    params: FindingParams,
    body: SettleFinding,
    reply: z.null(),
    idempotency: "required",
    load: loadFinding,
    refusals: findingRefusals,
    handle: (ctx, { params, body }) => findings.settleFinding(ctx, params.findingId, body),
  }),
];
