import { CaseParams } from "../../cases/api.js";
import { loadCaseForRequester, loadCaseResource } from "../../cases/index.js";
import { defineRoute, type Resource, type Route } from "../../identity/index.js";
import type { Database, TxContext } from "../../platform/database/database.js";
import { z } from "zod";
import { viewEchoes } from "../actions/echoes.js";
import { viewClocks, viewWaitingClocks } from "../actions/clocks.js";
import { giveEvaluation, viewResults } from "../actions/evaluate.js";
import { fillFollowUp, followUpParties, listFollowUps } from "../actions/follow-ups.js";
import { lookAtRating, makePatientLink, rateAsPatient } from "../actions/patient.js";
import {
  CaseClocks,
  CaseResults,
  EchoList,
  FillFollowUp,
  FollowUpList,
  FollowUpParams,
  GiveEvaluation,
  GiveRating,
  LookAtRating,
  PatientLink,
  RatingLook,
  RatingThanks,
  WaitingClocks,
} from "../api/results.js";
import { refusals } from "../refusals.js";

const loadFollowUp = (
  database: Database,
  context: TxContext,
  { followUpId }: { readonly followUpId: string },
): Promise<Resource | undefined> => database.withTx(context, (tx) => followUpParties({ tx, followUpId }));

/** What came of one case, for its parties, and the patient's page. */
export const caseResultRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/service-clocks",
    action: "quality.results",
    summary: { zh: "服务时限", en: "The clocks of a case under its service level; null before triage" },
    params: CaseParams,
    reply: CaseClocks.nullable(),
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params }) => viewClocks(ctx, params.caseId),
  }),
  defineRoute({
    method: "GET",
    url: "/api/quality/waiting-clocks",
    action: "quality.clocks",
    summary: {
      zh: "等待中会诊的服务时限",
      en: "Of each case that waits for an expert, the clock of its service level that presses most",
    },
    reply: WaitingClocks,
    refusals,
    handle: (ctx) => viewWaitingClocks(ctx),
  }),
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/results",
    action: "quality.results",
    summary: { zh: "会诊结果", en: "Evaluation, patient's rating and follow-ups of a case" },
    params: CaseParams,
    reply: CaseResults,
    load: loadCaseResource,
    refusals,
    handle: (ctx, { params }) => viewResults(ctx, params.caseId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/evaluation",
    action: "evaluation.give",
    summary: { zh: "邀请方评价", en: "The inviter's evaluation of a closed case, once" },
    params: CaseParams,
    body: GiveEvaluation,
    reply: z.null(),
    idempotency: "required",
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params, body }) => giveEvaluation(ctx, params.caseId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/cases/:caseId/patient-link",
    action: "evaluation.give",
    summary: { zh: "患者评价链接", en: "A one-time link for the patient; one made before stops working" },
    params: CaseParams,
    reply: PatientLink,
    load: loadCaseForRequester,
    refusals,
    handle: (ctx, { params }) => makePatientLink(ctx, params.caseId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/rating/look",
    action: "nobody",
    summary: { zh: "查看患者评价链接", en: "What a patient's link is about; changes nothing" },
    body: LookAtRating,
    reply: RatingLook,
    refusals,
    handle: (ctx, { body, request }) => lookAtRating(ctx, body.token, request.ip),
  }),
  defineRoute({
    method: "POST",
    url: "/api/rating/give",
    action: "nobody",
    summary: { zh: "患者评价", en: "The patient's rating, once" },
    body: GiveRating,
    reply: RatingThanks,
    refusals,
    handle: (ctx, { body, request }) => rateAsPatient(ctx, body, request.ip),
  }),
  defineRoute({
    method: "GET",
    url: "/api/follow-ups",
    action: "follow-up.list",
    summary: {
      zh: "待随访",
      en: "Follow-ups that wait: one's own, or the hospital's for its quality office",
    },
    reply: FollowUpList,
    refusals: {},
    handle: (ctx) => listFollowUps(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/follow-ups/:followUpId/fill",
    action: "follow-up.fill",
    summary: { zh: "填写随访", en: "What became of the patient, or why that is not known" },
    params: FollowUpParams,
    body: FillFollowUp,
    reply: z.null(),
    idempotency: "required",
    load: loadFollowUp,
    refusals,
    handle: (ctx, { params, body }) => fillFollowUp(ctx, params.followUpId, body),
  }),
  defineRoute({
    method: "GET",
    url: "/api/echoes",
    action: "echo.list",
    summary: { zh: "会诊回音", en: "What came of the consultations one advised" },
    reply: EchoList,
    refusals: {},
    handle: (ctx) => viewEchoes(ctx),
  }),
];
