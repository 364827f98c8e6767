import type { Refusal } from "../platform/http/problem.js";
import type { AgreementRefusal, InstitutionRefusal } from "./actions.js";

export const refusals: Record<InstitutionRefusal | AgreementRefusal, Refusal> = {
  credit_code_taken: {
    status: 409,
    zh: "该统一社会信用代码已登记在另一家机构名下",
    en: "Another institution has this unified social credit code",
  },
  institution_not_found: { status: 422, zh: "有一方机构不存在", en: "One of the parties does not exist" },
  needs_both_sides: {
    status: 422,
    zh: "协议须有邀请方，并有另一家机构为受邀方",
    en: "An agreement needs an inviting side and another institution as the invited side",
  },
  agreement_not_found: { status: 404, zh: "没有这份协议", en: "There is no such agreement" },
  transition_not_allowed: {
    status: 409,
    zh: "协议当前状态不能这样变更，请刷新后再看",
    en: "The agreement cannot go there from its present state; reload and look again",
  },
  validity_over: {
    status: 409,
    zh: "协议有效期已过，不能生效；请另立新协议",
    en: "Its dates are over, so it cannot be put in force; make a new agreement",
  },
};
