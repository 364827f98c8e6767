import { defineRoute, type Route } from "../../identity/index.js";
import { decideCredit } from "../actions/credits.js";
import { exportCredits, recordAccredited, viewAccredited, viewCredits } from "../actions/view-credits.js";
import {
  AccreditedBodyList,
  AccreditedBodyView,
  ConfirmCredit,
  CreditList,
  CreditPackQuery,
  CreditParams,
  CreditQuery,
  GiveReason,
  PutAccreditedBody,
  StepDone,
} from "../api.js";
import { creditRefusals as refusals } from "../refusals.js";
import { sendFile } from "./send-file.js";

export const creditRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/credits",
    action: "credit.read",
    summary: { zh: "继续教育学分及证据", en: "CME credits with their evidence" },
    query: CreditQuery,
    reply: CreditList,
    refusals: {},
    handle: (ctx, { query }) => viewCredits(ctx, query),
  }),
  defineRoute({
    method: "GET",
    url: "/api/credits/evidence.xlsx",
    action: "credit.read",
    summary: { zh: "一年的学分证据包（Excel）", en: "The evidence of a year's credits as a workbook" },
    query: CreditPackQuery,
    reply: "stream",
    refusals: {},
    handle: async (ctx, { query, reply }) => sendFile(reply, await exportCredits(ctx, query)),
  }),
  defineRoute({
    method: "POST",
    url: "/api/credits/:creditId/confirm",
    action: "credit.decide",
    summary: { zh: "确认学分（继续教育机构）", en: "Confirm a credit, as an accredited body" },
    params: CreditParams,
    body: ConfirmCredit,
    reply: StepDone,
    idempotency: "required",
    refusals,
    handle: (ctx, { params, body }) =>
      decideCredit(ctx, params.creditId, { to: "confirmed", certificateNumber: body.certificateNumber }),
  }),
  defineRoute({
    method: "POST",
    url: "/api/credits/:creditId/revoke",
    action: "credit.decide",
    summary: { zh: "撤销学分（继续教育机构）", en: "Revoke a credit, as an accredited body" },
    params: CreditParams,
    body: GiveReason,
    reply: StepDone,
    idempotency: "required",
    refusals,
    handle: (ctx, { params, body }) =>
      decideCredit(ctx, params.creditId, { to: "revoked", reason: body.reason }),
  }),
  defineRoute({
    method: "GET",
    url: "/api/accredited-bodies",
    action: "rule.read",
    summary: { zh: "可确认学分的机构", en: "Who may confirm credits" },
    reply: AccreditedBodyList,
    refusals: {},
    handle: (ctx) => viewAccredited(ctx),
  }),
  defineRoute({
    method: "PUT",
    url: "/api/accredited-bodies",
    action: "rule.change",
    summary: { zh: "登记可确认学分的机构", en: "Put on record who may confirm credits" },
    body: PutAccreditedBody,
    reply: AccreditedBodyView,
    refusals,
    handle: (ctx, { body }) => recordAccredited(ctx, body),
  }),
];
