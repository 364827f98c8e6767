import type { Refusal } from "../platform/http/problem.js";
import type { SettlementRefusal } from "./domain/settlement.js";

export const settlementRefusals: Record<SettlementRefusal, Refusal> = {
  batch_not_found: {
    status: 404,
    zh: "没有这个结算月，或您无权查看",
    en: "There is no such month of settlement, or you may not see it",
  },
  month_not_over: {
    status: 409,
    zh: "本月尚未结束，下月 1 日起可以关账",
    en: "The month is not over; it can be closed from the first day of the next",
  },
  batch_not_accruing: { status: 409, zh: "该月已经关账", en: "The month is closed already" },
  batch_not_closed: {
    status: 409,
    zh: "请先关账再审批；已审批的不必再批",
    en: "Close the month first; one that is approved needs no further approval",
  },
  batch_has_disputes: {
    status: 409,
    zh: "还有未处理的异议，处理后才能审批",
    en: "There are open disputes; settle them before approving",
  },
  approved_already: {
    status: 409,
    zh: "您已审批过，需由对方医院的另一人审批",
    en: "You have approved it; somebody of the other hospital must approve, too",
  },
  approval_of_other_side: {
    status: 409,
    zh: "本院已审批，第二次审批须由对方医院作出",
    en: "Your hospital has approved; the second approval is the other hospital's",
  },
  batch_not_approved: {
    status: 409,
    zh: "双方审批后才能登记付款",
    en: "Both hospitals approve before a payment is recorded",
  },
  only_payer_pays: { status: 409, zh: "付款由邀请方登记", en: "The inviting hospital records the payment" },
  batch_not_paid: {
    status: 409,
    zh: "邀请方付款后才能发放专家劳务",
    en: "The experts are paid after the inviting hospital has paid",
  },
  only_payee_pays_experts: {
    status: 409,
    zh: "专家劳务由受邀方发放",
    en: "The invited hospital pays its experts",
  },
  payroll_done: { status: 409, zh: "该月专家劳务已登记发放", en: "This month's payroll is recorded already" },
  line_not_disputable: {
    status: 409,
    zh: "关账后、付款前可以提出异议；已付款的请申请退费",
    en: "A line can be contested after closing and before payment; after payment, refund it",
  },
  dispute_open: { status: 409, zh: "该明细已有未处理的异议", en: "This line is contested already" },
  dispute_settled: { status: 409, zh: "该异议已处理", en: "This dispute is settled already" },
  judge_is_party: {
    status: 409,
    zh: "提出异议的人只能撤回；维持或退费须由他人决定",
    en: "Who contests may only withdraw; somebody else upholds the line or refunds it",
  },
  line_not_refundable: {
    status: 409,
    zh: "只有已付款月份的收费明细可以退费；未付款的请提出异议",
    en: "Only lines of a paid month are refunded; before that, contest them",
  },
  line_refunded: { status: 409, zh: "该明细已退费，不能重复", en: "This line was refunded already" },
  line_not_found: { status: 404, zh: "该结算月没有这条明细", en: "There is no such line in this month" },
  dispute_not_found: {
    status: 404,
    zh: "该结算月没有这个异议",
    en: "There is no such dispute in this month",
  },
};

export const ruleRefusals = {
  rule_set_not_found: { status: 404, zh: "没有这套规则", en: "There is no such rule set" },
  rules_from_tomorrow: {
    status: 422,
    zh: "生效日期最早为明天：已发生的会诊按当日规则计价，不追改",
    en: "Rules hold from tomorrow at the earliest: what has happened keeps the price of its day",
  },
  not_a_draft: {
    status: 409,
    zh: "该规则已发布或已作废",
    en: "These rules are published or discarded already",
  },
  publisher_is_drafter: {
    status: 409,
    zh: "须由起草人以外的人发布",
    en: "Somebody other than the drafter publishes",
  },
  rules_overlap: {
    status: 409,
    zh: "与另一套已发布规则的日期重叠",
    en: "The dates overlap with another published rule set",
  },
  price_item_missing: {
    status: 422,
    zh: "价目中没有这种服务与级别的项目",
    en: "The price list has no item for this service and level",
  },
} as const satisfies Record<string, Refusal>;

export const creditRefusals = {
  credit_not_found: {
    status: 404,
    zh: "没有这条学分，或您无权查看",
    en: "There is no such credit, or you may not see it",
  },
  not_accredited: {
    status: 403,
    zh: "只有登记在册且在有效期内的继续教育机构可以确认或撤销学分",
    en: "Only an accredited body on record, within its dates, confirms or revokes credits",
  },
  credit_not_provisional: { status: 409, zh: "该学分已确认", en: "This credit is confirmed already" },
  credit_revoked: { status: 409, zh: "该学分已撤销", en: "This credit was revoked" },
  institution_unknown: { status: 404, zh: "没有这个机构", en: "There is no such institution" },
} as const satisfies Record<string, Refusal>;

export const honourRefusals = {
  round_not_found: { status: 404, zh: "没有这次评选", en: "There is no such round" },
  period_not_over: { status: 409, zh: "该评选周期尚未结束", en: "The period is not over yet" },
  round_exists: {
    status: 409,
    zh: "该周期的这个名单已经评选",
    en: "This list was drawn up for the period already",
  },
  no_honour_rules: {
    status: 409,
    zh: "该周期没有已发布的评选规则",
    en: "No published rules hold in this period",
  },
  nobody_qualifies: {
    status: 409,
    zh: "该周期没有人达到最低例数",
    en: "Nobody reaches the least number of cases in this period",
  },
  objections_over: { status: 409, zh: "公示期已结束", en: "The time for objections is over" },
  objections_running: {
    status: 409,
    zh: "公示期未满，不能定稿",
    en: "Objections may still come; it cannot be made final",
  },
  objections_open: { status: 409, zh: "还有未答复的异议", en: "There are unanswered objections" },
  round_not_open: { status: 409, zh: "该名单已定稿或已取消", en: "The list is final or cancelled" },
  objection_filed: {
    status: 409,
    zh: "您已对此人提出异议，请等待答复",
    en: "You have objected already; please wait for the answer",
  },
  objection_not_found: { status: 404, zh: "没有这条异议", en: "There is no such objection" },
  objection_answered: { status: 409, zh: "该异议已答复", en: "The objection is answered already" },
  candidate_not_found: { status: 404, zh: "名单中没有此人", en: "Nobody like that is on the list" },
  certificate_not_ready: {
    status: 409,
    zh: "名单定稿后才有证书",
    en: "Certificates come when the list is final",
  },
} as const satisfies Record<string, Refusal>;

export const appreciationRefusals = {
  case_not_closed: {
    status: 409,
    zh: "会诊结束后才能致谢",
    en: "Thanks can be sent when the consultation is closed",
  },
  thanked_already: { status: 409, zh: "这例会诊您已致谢", en: "You have sent thanks for this consultation" },
  message_names_patient: {
    status: 422,
    zh: "内容含患者姓名或证件、电话号码，请删去后再发",
    en: "The text holds the patient's name or an ID or telephone number; take it out and send again",
  },
  appreciation_not_found: { status: 404, zh: "没有待审的感谢", en: "There is no such message to look at" },
} as const satisfies Record<string, Refusal>;
