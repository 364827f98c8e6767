import { ok } from "../kernel/result.js";
import { defineRoute, type Route } from "../identity/index.js";
import * as actions from "./actions.js";
import { CompareQuery, ComparisonView, ProfileParams, ProfileQuery, ProfileView, SkillList } from "./api.js";
import { compareRefusals, profileRefusals } from "./refusals.js";

export const profileRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/experts/compare",
    action: "profile.compare",
    summary: { zh: "比较两位专家的能力画像", en: "Compare the profiles of two experts" },
    query: CompareQuery,
    reply: ComparisonView,
    refusals: compareRefusals,
    handle: (ctx, { query }) => actions.compareExperts(ctx, query.first, query.second),
  }),
  defineRoute({
    method: "GET",
    url: "/api/experts/:practitionerId/profile",
    action: "profile.read",
    summary: {
      zh: "能力画像（按查看者身份显示）",
      en: "Capability profile, as far as the viewer may see it; `as` previews a narrower view",
    },
    params: ProfileParams,
    query: ProfileQuery,
    reply: ProfileView,
    refusals: profileRefusals,
    handle: (ctx, { params, query }) => actions.viewProfile(ctx, params.practitionerId, query.as),
  }),
  defineRoute({
    method: "GET",
    url: "/api/experts/:practitionerId/skills",
    action: "profile.read",
    summary: {
      zh: "专长：病种与手术，附证据；隐藏技能另标",
      en: "Skills by code with the documents behind them; hidden ones are marked",
    },
    params: ProfileParams,
    query: ProfileQuery,
    reply: SkillList,
    refusals: profileRefusals,
    handle: (ctx, { params, query }) => actions.viewSkills(ctx, params.practitionerId, query.as),
  }),
  defineRoute({
    method: "GET",
    url: "/api/experts/:practitionerId/profile.pdf",
    action: "profile.read",
    summary: { zh: "打印能力画像", en: "The profile as PDF, as far as the viewer may see it" },
    params: ProfileParams,
    query: ProfileQuery,
    reply: "stream",
    refusals: profileRefusals,
    handle: async (ctx, { params, query, reply }) => {
      const printed = await actions.printedProfile(ctx, params.practitionerId, query.as);
      if (!printed.ok) return printed;
      await reply
        .type("application/pdf")
        .header("content-disposition", 'inline; filename="profile.pdf"')
        .send(printed.value);
      return ok(null);
    },
  }),
];
