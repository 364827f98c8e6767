import { defineRoute, type Route } from "../identity/index.js";
import { ok, refuse } from "../kernel/result.js";
import type { Database, TxContext } from "../platform/database/database.js";
import * as actions from "./actions.js";
import {
  CodeLine,
  CodeParams,
  CodeQuery,
  CodeSystemList,
  DiagnosisList,
  MentionList,
  MentionText,
  ProcedureList,
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
import { lineage } from "./domain/code-systems/code-system.js";
import { searchDiagnoses } from "./domain/diagnosis-search.js";
import { findMentions } from "./domain/mentions/find-mentions.js";
import { codeSystems, diagnosisIndex, mentionIndex, procedureList } from "./load.js";
import { refusals } from "./refusals.js";
import { findProcedures, findRegions, findSpecialties, listTitles } from "./search-terms.js";
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
    url: "/api/terms/procedures",
    action: "term.search",
    summary: { zh: "检索手术操作", en: "Operations by code or words" },
    query: TermQuery,
    reply: ProcedureList,
    refusals: {},
    handle: (_ctx, { query }) =>
      Promise.resolve(ok({ items: [...findProcedures(procedureList(), query.q, query.limit)] })),
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
    method: "POST",
    url: "/api/terms/mentions",
    action: "term.search",
    summary: { zh: "识别文本中的疾病、症状、手术", en: "Diseases, symptoms and operations named in a text" },
    body: MentionText,
    reply: MentionList,
    refusals: {},
    handle: (_ctx, { body }) => Promise.resolve(ok({ items: [...findMentions(body.text, mentionIndex())] })),
  }),
  defineRoute({
    method: "GET",
    url: "/api/terms/systems",
    action: "term.search",
    summary: { zh: "代码系统及版本", en: "Code systems with their editions and validity" },
    reply: CodeSystemList,
    refusals: {},
    handle: () => Promise.resolve(ok({ items: [...codeSystems().editions] })),
  }),
  defineRoute({
    method: "GET",
    url: "/api/terms/systems/:system/codes/:code",
    action: "term.search",
    summary: { zh: "查询代码", en: "What a code means on a day, and what stands above it" },
    params: CodeParams,
    query: CodeQuery,
    reply: CodeLine,
    refusals,
    handle: (_ctx, { params, query }) => {
      const line = lineage(codeSystems(), params.system, params.code, query.on);
      return Promise.resolve(line.length === 0 ? refuse("code_not_found") : ok({ items: [...line] }));
    },
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
