import { defineRoute, type Route } from "../identity/index.js";
import { ok } from "../kernel/result.js";
import type { Database, TxContext } from "../platform/database/database.js";
import * as actions from "./actions.js";
import {
  DiagnosisList,
  RegionList,
  Resolve,
  ReviewOutcome,
  ReviewParams,
  ReviewQuery,
  ReviewQueue,
  SpecialtyList,
  SpecialtyQuery,
  TermQuery,
  TitleList,
} from "./api.js";
import { searchDiagnoses } from "./domain/diagnosis-search.js";
import { diagnosisIndex } from "./load.js";
import { refusals } from "./refusals.js";
import { findRegions, findSpecialties, listTitles } from "./search-terms.js";
import { findReviewItem } from "./store/review.js";

const loadItem = (database: Database, context: TxContext, { id }: { id: string }) =>
  database.withTx(context, async (tx) => {
    const item = await findReviewItem(tx, id);
    return item && { personIds: [], institutionIds: [item.institutionId] };
  });

export const terminologyRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/terms/diagnoses",
    action: "term.search",
    summary: { zh: "检索诊断", en: "Diagnoses by code, words or spoken term" },
    query: TermQuery,
    reply: DiagnosisList,
    refusals: {},
    handle: (_ctx, { query }) =>
      Promise.resolve(ok({ items: [...searchDiagnoses(diagnosisIndex(), query.q, query.limit)] })),
  }),
  defineRoute({
    method: "GET",
    url: "/api/terms/specialties",
    action: "term.search",
    summary: { zh: "检索诊疗科目", en: "Specialties by code, name or department name; all without words" },
    query: SpecialtyQuery,
    reply: SpecialtyList,
    refusals: {},
    handle: (_ctx, { query }) => Promise.resolve(ok({ items: findSpecialties(query.q) })),
  }),
  defineRoute({
    method: "GET",
    url: "/api/terms/titles",
    action: "term.search",
    summary: { zh: "职称列表", en: "Every official title" },
    reply: TitleList,
    refusals: {},
    handle: () => Promise.resolve(ok({ items: listTitles() })),
  }),
  defineRoute({
    method: "GET",
    url: "/api/terms/regions",
    action: "term.search",
    summary: { zh: "检索行政区划", en: "Divisions of China by code or name" },
    query: TermQuery,
    reply: RegionList,
    refusals: {},
    handle: (_ctx, { query }) => Promise.resolve(ok({ items: findRegions(query.q, query.limit) })),
  }),
  defineRoute({
    method: "GET",
    url: "/api/terms/review",
    action: "term.review",
    summary: { zh: "待确认名称", en: "Names that wait for a code, most frequent first" },
    query: ReviewQuery,
    reply: ReviewQueue,
    refusals: {},
    handle: (ctx, { query }) => actions.viewQueue(ctx, query),
  }),
  defineRoute({
    method: "POST",
    url: "/api/terms/review/:id/resolve",
    action: "term.review",
    summary: { zh: "指定代码", en: "Give the name its code, here or everywhere" },
    params: ReviewParams,
    body: Resolve,
    reply: ReviewOutcome,
    idempotency: "required",
    load: loadItem,
    refusals,
    handle: (ctx, { params, body }) => actions.resolveItem(ctx, params.id, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/terms/review/:id/dismiss",
    action: "term.review",
    summary: { zh: "搁置名称", en: "Leave the name without a code" },
    params: ReviewParams,
    reply: ReviewOutcome,
    idempotency: "required",
    load: loadItem,
    refusals,
    handle: (ctx, { params }) => actions.dismissItem(ctx, params.id),
  }),
  defineRoute({
    method: "POST",
    url: "/api/terms/review/:id/undo",
    action: "term.review",
    summary: { zh: "撤销处理", en: "Take the decision back and ask again" },
    params: ReviewParams,
    reply: ReviewOutcome,
    idempotency: "required",
    load: loadItem,
    refusals,
    handle: (ctx, { params }) => actions.undoDecision(ctx, params.id),
  }),
];
