import { defineRoute, type Route } from "../identity/index.js";
import type { SigningNode } from "../signing/index.js";
import * as actions from "./actions.js";
import {
  AgreementList,
  AgreementParams,
  AgreementSigned,
  AgreementView,
  InstitutionList,
  InstitutionView,
  NewAgreement,
  NewInstitution,
  SetAgreementStatus,
} from "./api.js";
import { refusals } from "./refusals.js";
import { signAgreement } from "./sign-agreement.js";

export const organizationsRoutes = (node: SigningNode): Route[] => [
  defineRoute({
    method: "GET",
    url: "/api/institutions",
    action: "institution.list",
    summary: { zh: "医疗机构名录", en: "Directory of institutions" },
    reply: InstitutionList,
    refusals: {},
    handle: (ctx) => actions.listInstitutions(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/institutions",
    action: "institution.manage",
    summary: { zh: "登记医疗机构", en: "Add an institution" },
    idempotency: "required",
    body: NewInstitution,
    reply: InstitutionView,
    refusals,
    handle: (ctx, { body }) => actions.createInstitution(ctx, body),
  }),
  defineRoute({
    method: "GET",
    url: "/api/agreements",
    action: "agreement.list",
    summary: { zh: "协作协议", en: "Agreements between institutions" },
    reply: AgreementList,
    refusals: {},
    handle: (ctx) => actions.listAgreements(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/agreements",
    action: "agreement.manage",
    summary: { zh: "新立协作协议", en: "Write a new agreement" },
    idempotency: "required",
    body: NewAgreement,
    reply: AgreementView,
    refusals,
    handle: (ctx, { body }) => actions.createAgreement(ctx, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/agreements/:agreementId/status",
    action: "agreement.manage",
    summary: { zh: "协议生效、暂停、终止", en: "Put an agreement in force, suspend or end it" },
    idempotency: "required",
    params: AgreementParams,
    body: SetAgreementStatus,
    reply: AgreementView,
    refusals,
    handle: (ctx, { params, body }) => actions.setAgreementStatus(ctx, params.agreementId, body.status),
  }),
  defineRoute({
    method: "POST",
    url: "/api/agreements/:agreementId/signature",
    action: "agreement.sign",
    summary: { zh: "代表本院签署协议", en: "Sign an agreement for one's hospital" },
    idempotency: "required",
    params: AgreementParams,
    reply: AgreementSigned,
    refusals,
    handle: (ctx, { params }) => signAgreement(ctx, node, params.agreementId),
  }),
];
