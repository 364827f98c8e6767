import { defineRoute, type Route } from "../../identity/index.js";
import { discardRuleSet, draftRuleSet, publishRuleSet, tryPrice, viewRuleSets } from "../actions/rules.js";
import { NewRuleSet, PriceTried, RuleSetList, RuleSetParams, StepDone, TryPrice } from "../api.js";
import { ruleRefusals as refusals } from "../refusals.js";

export const ruleRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/price-rules",
    action: "rule.read",
    summary: { zh: "计价规则各版本", en: "The price rules in all their versions" },
    reply: RuleSetList,
    refusals: {},
    handle: (ctx) => viewRuleSets(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/price-rules",
    action: "rule.change",
    summary: { zh: "起草计价规则", en: "Draft price rules" },
    body: NewRuleSet,
    reply: StepDone,
    idempotency: "required",
    refusals,
    handle: (ctx, { body }) => draftRuleSet(ctx, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/price-rules/try",
    action: "rule.change",
    summary: {
      zh: "试算一例会诊的价格",
      en: "What a consultation would cost under these rules; nothing is written",
    },
    body: TryPrice,
    reply: PriceTried,
    refusals,
    handle: (ctx, { body }) => tryPrice(ctx, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/price-rules/:ruleSetId/publish",
    action: "rule.change",
    summary: { zh: "发布计价规则（起草人以外）", en: "Publish price rules; not by their drafter" },
    params: RuleSetParams,
    reply: StepDone,
    idempotency: "required",
    refusals,
    handle: (ctx, { params }) => publishRuleSet(ctx, params.ruleSetId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/price-rules/:ruleSetId/discard",
    action: "rule.change",
    summary: { zh: "作废草稿", en: "Discard a draft" },
    params: RuleSetParams,
    reply: StepDone,
    idempotency: "required",
    refusals,
    handle: (ctx, { params }) => discardRuleSet(ctx, params.ruleSetId),
  }),
];
