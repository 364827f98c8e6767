import type { Refusal } from "../platform/http/problem.js";
import { signBytesRefusals } from "../signing/index.js";
import type { AgreementRefusal, InstitutionRefusal } from "./actions.js";
import type { SignAgreementRefusal } from "./sign-agreement.js";

export const refusals: Record<InstitutionRefusal | AgreementRefusal | SignAgreementRefusal, Refusal> = {
  ...signBytesRefusals,
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
  agreement_unsigned: {
    status: 409,
    zh: "还有签约方未签署（或签名与协议内容不符），不能生效；请其医务部登录后签署，或改立注明纸质协议编号的协议",
    en: "A party has not signed, or its signature does not fit the text; its medical affairs office signs, or make one that names the paper agreement",
  },
  agreement_takes_no_signature: {
    status: 409,
    zh: "这份协议不在待签署状态：已生效、已终止，或已按纸质协议签署",
    en: "This agreement waits for no signature: it is in force, ended or signed on paper",
  },
  agreement_not_ours: {
    status: 403,
    zh: "本院不是这份协议的签约方，不能签署",
    en: "Your hospital is no party to this agreement and cannot sign it",
  },
  agreement_signed_already: {
    status: 409,
    zh: "本院已签署过这份协议",
    en: "Your hospital has signed this agreement already",
  },
  validity_over: {
    status: 409,
    zh: "协议有效期已过，不能生效；请另立新协议",
    en: "Its dates are over, so it cannot be put in force; make a new agreement",
  },
};
