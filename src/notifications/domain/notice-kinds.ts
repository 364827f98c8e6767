type Two = { readonly zh: string; readonly en: string };

/**
 * What a person can be told. `{name}` stands for a detail of the notice; coded details are put into the words of
 * {@link codeWords}, instants into the reader's time.
 */
export const noticeKinds = {
  offer_sent: {
    zh: "{institutionName}请您会诊（{level} 级），请在 {expiresAt} 前应答",
    en: "{institutionName} asks for your opinion (level {level}); please answer before {expiresAt}",
  },
  offer_withdrawn: {
    zh: "一份派单已撤回：{code}",
    en: "An offer was withdrawn: {code}",
  },
  offer_expiring: {
    zh: "派单即将到期，请在 {expiresAt} 前应答",
    en: "An offer is about to lapse; please answer before {expiresAt}",
  },
  case_accepted: {
    zh: "{institutionName}的{expertName}已接受您的会诊申请",
    en: "{expertName} of {institutionName} has accepted your request",
  },
  opinion_signed: {
    zh: "{expertName}已签署会诊意见，请查看并记录处置",
    en: "{expertName} has signed the opinion; please read it and record what you did with it",
  },
  disposition_given: {
    zh: "{institutionName}对您的会诊意见的处置：{decision}",
    en: "{institutionName} on your opinion: {decision}",
  },
  case_returned: {
    zh: "您的会诊申请已退回，请补充后重新提交：{code}",
    en: "Your request was returned; complete it and send it again: {code}",
  },
  case_with_dispatcher: {
    zh: "一例会诊需要人工调度：{reason}",
    en: "A case needs the dispatcher: {reason}",
  },
  membership_application: {
    zh: "{expertName}申请加入专家库，请医务部审批",
    en: "{expertName} applies to join the pool; please review the application",
  },
  membership_review: {
    zh: "{institutionName}已同意{expertName}参与，请平台审核聘任",
    en: "{institutionName} consents to {expertName}; please review the appointment",
  },
  membership_appointed: {
    zh: "您已受聘为{institutionName}的会诊专家，聘期至 {termTo}",
    en: "You are appointed as a consulting expert of {institutionName} until {termTo}",
  },
  membership_changed: {
    zh: "您在{institutionName}的专家身份：{status}（{reason}）",
    en: "Your membership at {institutionName}: {status} ({reason})",
  },
  membership_ending: {
    zh: "{institutionName}有 {count} 位专家的聘期将在 {days} 天内届满，请复审",
    en: "At {institutionName} the terms of {count} experts end within {days} days; please review them",
  },
  membership_term_ending: {
    zh: "您在{institutionName}的聘期将于 {termTo} 届满",
    en: "Your term at {institutionName} ends on {termTo}",
  },
  membership_ended: {
    zh: "{institutionName}有 {count} 位专家聘期届满未续，已转为停用",
    en: "At {institutionName} the terms of {count} experts have ended without renewal",
  },
  verification_due: {
    zh: "请核对您的资料（{count} 项到期），约需 1 分钟",
    en: "Please confirm your record ({count} facts are due); it takes about a minute",
  },
  verification_reminder: {
    zh: "提醒：您的资料还有 {count} 项待核对",
    en: "Reminder: {count} facts of your record wait to be confirmed",
  },
  verification_lapsed: {
    zh: "您有 {count} 项资料逾期未核对，匹配时权重已降低，核对后恢复",
    en: "{count} facts of your record have expired and count for less in matching until you confirm them",
  },
  verification_suspended: {
    zh: "因资料长期未核对，已暂停向您派单；核对后立即恢复",
    en: "No offers come to you because your record was not confirmed; confirming it brings them back at once",
  },
  verification_escalated: {
    zh: "{institutionName}有 {count} 位专家三周未核对资料，请协助催办",
    en: "At {institutionName} {count} experts have not confirmed their record for three weeks; please remind them",
  },
  finding_opened: {
    zh: "{institutionName}有新的核查线索：{kind}",
    en: "{institutionName}: something to check, {kind}",
  },
} as const satisfies Record<string, Two>;
export type NoticeKind = keyof typeof noticeKinds;
export const noticeKindNames = Object.keys(noticeKinds) as [NoticeKind, ...NoticeKind[]];

/** Words for coded details. A code without words is shown as it is. */
const codeWords: Readonly<Record<string, Two>> = {
  answered_by_other: { zh: "已有其他专家接单", en: "another expert has accepted" },
  dispatcher_chose_other: { zh: "调度员已另行安排", en: "the dispatcher has chosen someone else" },
  case_cancelled: { zh: "申请已取消", en: "the request was cancelled" },
  case_returned: { zh: "申请已退回补充", en: "the request was returned to be completed" },
  results_missing: { zh: "缺少检验或检查结果", en: "test results are missing" },
  images_missing: { zh: "缺少影像资料", en: "images are missing" },
  question_unclear: { zh: "会诊问题不明确", en: "the question is unclear" },
  data_contradictory: { zh: "资料有误或前后矛盾", en: "the data are wrong or contradict each other" },
  consent_incomplete: { zh: "知情同意不完整", en: "the consent is incomplete" },
  other: { zh: "见退回说明", en: "see the note" },
  taken_back: { zh: "调度员已收回", en: "taken back by the dispatcher" },
  no_candidate: { zh: "没有可派的专家", en: "nobody may be asked" },
  all_declined: { zh: "候选专家均未接单", en: "everyone asked has declined or not answered" },
  enough_tried: { zh: "已连续派单多次未接", en: "enough experts have been tried" },
  clock_ran_out: { zh: "接单时限已到", en: "the time to find an expert has run out" },
  adopted: { zh: "采纳", en: "adopted" },
  partly_adopted: { zh: "部分采纳", en: "partly adopted" },
  not_adopted: { zh: "未采纳", en: "not adopted" },
  not_my_field: { zh: "多次以“不是我的专业方向”谢绝", en: "several offers declined as not his field" },
  department_bounces: { zh: "科室多数派单未接", en: "a department takes few of its offers" },
  long_inactive: { zh: "专家长期无应答", en: "an expert has not been seen for long" },
  reported_gone: { zh: "报告专家已离岗", en: "an expert is reported to have left" },
  fact_changed: { zh: "专家称资料有变化", en: "an expert says a fact has changed" },
  appointed: { zh: "在聘", en: "appointed" },
  paused: { zh: "已暂停", en: "paused" },
  inactive: { zh: "已停用", en: "inactive" },
  retired: { zh: "已退休退出", en: "retired" },
  transferred: { zh: "已调离", en: "transferred" },
  revoked: { zh: "已解聘", en: "revoked" },
};

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/**
 * The sentence of a notice in one language.
 * @param showTime writes an instant for this reader (zone, today or not).
 */
export function noticeSentence(
  notice: { readonly kind: NoticeKind; readonly details: Readonly<Record<string, unknown>> },
  language: "zh" | "en",
  showTime: (instant: string) => string,
): string {
  return noticeKinds[notice.kind][language].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = notice.details[name];
    if (typeof value !== "string" && typeof value !== "number") return "—";
    const text = String(value);
    if (instantPattern.test(text)) return showTime(text);
    return codeWords[text]?.[language] ?? text;
  });
}
