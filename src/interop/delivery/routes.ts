import { z } from "zod";
import { CaseParams } from "../../cases/api.js";
import { loadCaseResource } from "../../cases/index.js";
import { defineRoute, type Route } from "../../identity/index.js";
import { ok } from "../../kernel/result.js";
import type { Refusal } from "../../platform/http/problem.js";
import { exportFormats } from "../documents/export-opinion.js";
import * as actions from "./actions.js";
import {
  ChangeDestination,
  DeliveryList,
  DeliveryParams,
  DeliveryQuery,
  DestinationList,
  DestinationParams,
  DestinationView,
  NewDestination,
  SetDestinationStatus,
} from "./api.js";

const refusals: Record<actions.DeliveryRefusal, Refusal> = {
  destination_not_found: { status: 404, zh: "没有这个去向", en: "There is no such destination" },
  destination_changed_meanwhile: {
    status: 409,
    zh: "去向已被他人修改，或对接方式不能更改；请刷新后再试",
    en: "Somebody changed it meanwhile, or its kind cannot be changed; reload and try again",
  },
  destination_name_taken: {
    status: 409,
    zh: "本机构已有同名去向，请换一个名称",
    en: "The institution has a destination of this name; choose another",
  },
  destination_status_same: {
    status: 409,
    zh: "状态没有变化，请刷新",
    en: "It has that status already; reload",
  },
  institution_not_yours: {
    status: 422,
    zh: "只能为本机构设置去向",
    en: "Destinations are set up for the own institution",
  },
  institution_needed: { status: 422, zh: "请选择医院", en: "Name the hospital" },
  delivery_not_failed: {
    status: 409,
    zh: "只有失败的送达可以重送；请刷新",
    en: "Only a failed delivery is sent again; reload",
  },
  opinion_not_signed: {
    status: 409,
    zh: "专家尚未签署会诊意见",
    en: "The expert has not signed the opinion yet",
  },
};

/** Signed opinions as files, and their way to the hospitals' systems. */
export const deliveryRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/cases/:caseId/opinion/export",
    action: "opinion.export",
    summary: {
      zh: "导出已签署的意见（PDF、FHIR 文档、CDA、HL7 MDM）",
      en: "The signed opinion as PDF, FHIR document, national CDA or HL7 MDM^T02",
    },
    params: CaseParams,
    query: z.strictObject({ format: z.enum(exportFormats) }),
    reply: "stream",
    load: loadCaseResource,
    refusals,
    handle: async (ctx, { params, query, reply }) => {
      const made = await actions.exportForReader(ctx, params.caseId, query.format);
      if (!made.ok) return made;
      const { fileName, mediaType, bytes } = made.value;
      await reply
        .type(mediaType)
        .header("content-disposition", `attachment; filename="${fileName}"`)
        .send(bytes);
      return ok(null);
    },
  }),
  defineRoute({
    method: "GET",
    url: "/api/deliveries",
    action: "delivery.read",
    summary: { zh: "意见送达情况", en: "Opinions on their way to the hospitals' systems, newest first" },
    query: DeliveryQuery,
    reply: DeliveryList,
    refusals: {},
    handle: (ctx, { query }) => actions.viewDeliveries(ctx, query),
  }),
  defineRoute({
    method: "POST",
    url: "/api/deliveries/:deliveryId/retry",
    action: "delivery.retry",
    summary: { zh: "重送失败的意见", en: "Send a failed delivery again" },
    params: DeliveryParams,
    reply: z.null(),
    idempotency: "required",
    refusals,
    handle: (ctx, { params }) => actions.retryDelivery(ctx, params.deliveryId),
  }),
  defineRoute({
    method: "GET",
    url: "/api/destinations",
    action: "delivery.read",
    summary: { zh: "意见送达去向", en: "Where signed opinions are delivered to" },
    reply: DestinationList,
    refusals: {},
    handle: (ctx) => actions.listDestinations(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/destinations",
    action: "destination.manage",
    summary: { zh: "新建去向（暂停状态）", en: "Set up a destination; it is paused until enabled" },
    body: NewDestination,
    reply: DestinationView,
    idempotency: "required",
    refusals,
    handle: (ctx, { body }) => actions.createDestination(ctx, body),
  }),
  defineRoute({
    method: "PUT",
    url: "/api/destinations/:destinationId",
    action: "destination.manage",
    summary: { zh: "修改去向", en: "Change a destination" },
    params: DestinationParams,
    body: ChangeDestination,
    reply: DestinationView,
    refusals,
    handle: (ctx, { params, body }) => actions.changeDestination(ctx, params.destinationId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/destinations/:destinationId/status",
    action: "destination.manage",
    summary: { zh: "启用或暂停去向", en: "Enable or pause" },
    params: DestinationParams,
    body: SetDestinationStatus,
    reply: DestinationView,
    refusals,
    handle: (ctx, { params, body }) => actions.setDestinationStatus(ctx, params.destinationId, body.status),
  }),
];
