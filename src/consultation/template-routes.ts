import { defineRoute, type Route } from "../identity/index.js";
import * as templates from "./actions/templates.js";
import { ChangeTemplate, RetireTemplate, TemplateForm, TemplateList, TemplateParams } from "./api.js";
import { refusals } from "./refusals.js";

/** The templates that opinions are written from. */
export const templateRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/opinion-templates",
    action: "template.read",
    summary: { zh: "意见模板", en: "Templates: the institution's own, then those of the platform" },
    reply: TemplateList,
    refusals: {},
    handle: (ctx) => templates.viewTemplates(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/opinion-templates",
    action: "template.manage",
    summary: { zh: "新建本院模板", en: "Add a template of the institution" },
    body: TemplateForm,
    reply: TemplateList,
    idempotency: "required",
    refusals,
    handle: (ctx, { body }) => templates.addTemplate(ctx, body),
  }),
  defineRoute({
    method: "PUT",
    url: "/api/opinion-templates/:templateId",
    action: "template.manage",
    summary: { zh: "修改本院模板", en: "Change a template of the institution" },
    params: TemplateParams,
    body: ChangeTemplate,
    reply: TemplateList,
    refusals,
    handle: (ctx, { params, body }) => templates.changeTemplate(ctx, params.templateId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/opinion-templates/:templateId/retire",
    action: "template.manage",
    summary: { zh: "停用本院模板", en: "Retire a template of the institution" },
    params: TemplateParams,
    body: RetireTemplate,
    reply: TemplateList,
    idempotency: "required",
    refusals,
    handle: (ctx, { params, body }) => templates.retireTemplate(ctx, params.templateId, body.version),
  }),
];
