import { CaseParams } from "../cases/api.js";
import { loadCaseResource } from "../cases/index.js";
import { defineRoute, type Route } from "../identity/index.js";
import { viewAssistant, viewCaseAssistant } from "./actions/read.js";
import { changeAssistant, switchAssistant } from "./actions/settings.js";
import { testConnection } from "./actions/test-connection.js";
import {
  AssistantQuery,
  AssistantState,
  AssistantTest,
  CaseAssistant,
  ChangeAssistant,
  SwitchAssistant,
  TestAssistant,
} from "./api.js";
import type { AssistantNode } from "./host.js";
import { assistantRefusals as refusals } from "./refusals.js";

/** 智能助手: its state, settings and trial, and what it said about a case. */
export const assistantRoutes = (node: AssistantNode): Route[] => [
  defineRoute({
    method: "GET",
    url: "/api/assistant",
    action: "assistant.read",
    summary: { zh: "智能助手状态", en: "State, budget and last calls of an institution's assistant" },
    query: AssistantQuery,
    reply: AssistantState,
    refusals,
    handle: (ctx, { query }) => viewAssistant(ctx, node, query.institutionId),
  }),
  defineRoute({
    method: "PUT",
    url: "/api/assistant/settings",
    action: "assistant.manage",
    summary: { zh: "修改智能助手设置", en: "Change endpoint, model, key or budget" },
    body: ChangeAssistant,
    reply: AssistantState,
    refusals,
    handle: (ctx, { body }) => changeAssistant(ctx, node, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/assistant/switch",
    action: "assistant.manage",
    summary: { zh: "启用或停用智能助手", en: "Switch the assistant on or off" },
    body: SwitchAssistant,
    reply: AssistantState,
    idempotency: "required",
    refusals,
    handle: (ctx, { body }) => switchAssistant(ctx, node, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/assistant/test",
    action: "assistant.manage",
    summary: { zh: "测试模型连接", en: "Try the endpoint with an invented case; costs one call" },
    body: TestAssistant,
    reply: AssistantTest,
    refusals,
    handle: (ctx, { body }) => testConnection(ctx, node, body.institutionId),
  }),
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/assistant",
    action: "case.read",
    summary: { zh: "智能助手对本例的建议", en: "What the assistant was asked about a case and said" },
    params: CaseParams,
    reply: CaseAssistant,
    load: loadCaseResource,
    refusals: {},
    handle: (ctx, { params }) => viewCaseAssistant(ctx, params.caseId),
  }),
];
