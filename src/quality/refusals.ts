import type { Refusal } from "../platform/http/problem.js";
import type { AskRefusal } from "./actions/ask.js";
import type { ComplaintRefusal } from "./actions/complaints.js";
import type { EvaluateRefusal } from "./actions/evaluate.js";
import type { FollowUpRefusal } from "./actions/follow-ups.js";
import type { IndicatorRefusal } from "./actions/indicators.js";
import type { PatientRefusal } from "./actions/patient.js";
import type { ReviewRefusal } from "./actions/reviews.js";
import type { AlertRefusal } from "./domain/alert.js";

export type QualityRefusal =
  | AlertRefusal
  | AskRefusal
  | ComplaintRefusal
  | EvaluateRefusal
  | FollowUpRefusal
  | IndicatorRefusal
  | PatientRefusal
  | ReviewRefusal;

export const refusals: Record<QualityRefusal, Refusal> = {
  question_unanswered: {
    status: 422,
    zh: "问题里要有且只有一个指标，例如“上季度心内科接诊中位时间”；可先在“提问”页看懂了哪些词",
    en: "The question has to name one indicator, and one only, as in “median acceptance time in cardiology last quarter”; the page Ask shows which words were understood",
  },
  case_not_closed: {
    status: 409,
    zh: "会诊结束后才能评价；请先记录处置",
    en: "A consultation can be evaluated when it is closed; record the disposition first",
  },
  case_unknown: {
    status: 404,
    zh: "没有这例会诊，或您无权查看",
    en: "There is no such case, or you may not see it",
  },
  evaluation_given: {
    status: 409,
    zh: "已评价过，评价不能更改",
    en: "It has been evaluated; an evaluation stands",
  },
  patient_has_rated: { status: 409, zh: "患者已评价过", en: "The patient has rated this consultation" },
  rating_link_unknown: {
    status: 404,
    zh: "链接无效，请向医院索取新的链接",
    en: "This link is not valid; please ask the hospital for a new one",
  },
  rating_link_over: {
    status: 409,
    zh: "链接已使用或已过期，请向医院索取新的链接",
    en: "This link was used or has expired; please ask the hospital for a new one",
  },
  too_many_attempts: {
    status: 429,
    zh: "尝试次数过多，请十五分钟后再试",
    en: "Too many tries; please wait a quarter of an hour",
  },
  follow_up_unknown: {
    status: 404,
    zh: "没有这份随访，或不属于本院",
    en: "There is no such follow-up in this hospital",
  },
  follow_up_answered: { status: 409, zh: "这份随访已填写", en: "This follow-up has been filled in" },
  indicator_unknown: { status: 404, zh: "没有这项指标", en: "There is no such indicator" },
  agreement_unknown: {
    status: 422,
    zh: "没有这份协议，请重新选择",
    en: "There is no such agreement; please choose again",
  },
  alert_unknown: {
    status: 404,
    zh: "没有这条警示，或不属于本院",
    en: "There is no such alert in this hospital",
  },
  alert_changed_elsewhere: {
    status: 409,
    zh: "警示已在另一窗口更新，请刷新后再试",
    en: "The alert was changed in another window; reload and try again",
  },
  alert_step_impossible: {
    status: 409,
    zh: "当前状态不能这样处理，请刷新",
    en: "It cannot go there from where it stands; reload",
  },
  alert_not_yours: { status: 409, zh: "这条警示已由他人认领", en: "Somebody else has taken this alert" },
  review_unknown: { status: 404, zh: "没有这份评议，或不是请您评的", en: "There is no such review for you" },
  review_given: { status: 409, zh: "您已评过，评分不能更改", en: "You have rated it; a rating stands" },
  complaint_unknown: {
    status: 404,
    zh: "没有这件投诉，或不属于本院",
    en: "There is no such complaint in this hospital",
  },
  complaint_changed_elsewhere: {
    status: 409,
    zh: "投诉已在另一窗口更新，请刷新后再试",
    en: "The complaint was changed in another window; reload and try again",
  },
  complaint_step_impossible: {
    status: 409,
    zh: "当前状态不能这样处理，请刷新",
    en: "It cannot go there from where it stands; reload",
  },
  complaint_not_yours: { status: 409, zh: "这件投诉由他人处理", en: "Somebody else handles this complaint" },
};
