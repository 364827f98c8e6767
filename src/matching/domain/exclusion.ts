/** Why a member of the pool cannot be asked, in the order in which the filters look. */
export const exclusionCodes = [
  "own_institution",
  "not_active",
  "no_account",
  "conflict_of_interest",
  "already_declined",
  "offer_lapsed",
  "found_unsuitable",
  "no_agreement",
  "agreement_not_for_service",
  "agreement_not_for_specialty",
  "scope_does_not_cover",
  "not_independent_three_years",
  "title_too_low",
  "declared_not_taken",
  "mode_not_accepted",
  "off_duty",
  "daily_cap_reached",
  "weekly_cap_reached",
  "no_relevant_evidence",
] as const;
export type ExclusionCode = (typeof exclusionCodes)[number];

export const exclusionTexts: Readonly<Record<ExclusionCode, { readonly zh: string; readonly en: string }>> = {
  own_institution: { zh: "与申请方同一机构", en: "Works at the inviting institution" },
  not_active: { zh: "已暂停或退出接诊", en: "Paused or retired from the pool" },
  no_account: { zh: "尚未开通账号，无法接收派单", en: "Has no account yet and cannot receive an offer" },
  conflict_of_interest: {
    zh: "需要回避，或已参与本例",
    en: "Must stand aside, or already takes part in this case",
  },
  already_declined: { zh: "本例已谢绝", en: "Has declined this case" },
  offer_lapsed: { zh: "本例派单超时未应答", en: "Let an offer of this case lapse" },
  found_unsuitable: { zh: "本例标为不合适", en: "Marked as not fitting this case" },
  no_agreement: { zh: "两机构之间没有生效的协作协议", en: "No agreement in force between the institutions" },
  agreement_not_for_service: {
    zh: "协作协议不含该会诊方式",
    en: "The agreement does not open this kind of consultation",
  },
  agreement_not_for_specialty: { zh: "协作协议不含其专科", en: "The agreement does not open this specialty" },
  scope_does_not_cover: {
    zh: "执业范围不覆盖所需专科",
    en: "The registered scope of practice does not cover it",
  },
  not_independent_three_years: {
    zh: "独立开展临床工作不满 3 年或未登记",
    en: "Less than three years of independent practice, or not on record",
  },
  title_too_low: { zh: "职称低于申请要求", en: "Title below what was asked for" },
  declared_not_taken: {
    zh: "专家声明不接此类会诊",
    en: "Has declared not to take this kind of case",
  },
  mode_not_accepted: { zh: "不接受该会诊方式", en: "Does not take this mode of consultation" },
  off_duty: { zh: "应答时限内不在班", en: "Off duty for as long as the offer would stay open" },
  daily_cap_reached: { zh: "今日会诊量已满", en: "Daily cap reached" },
  weekly_cap_reached: { zh: "本周会诊量已满", en: "Weekly cap reached" },
  no_relevant_evidence: {
    zh: "没有与本例相关的专科或病种依据",
    en: "No specialty or evidence that bears on this case",
  },
};
