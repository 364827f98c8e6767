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
    zh: "提醒：{institutionName}的会诊派单（{level} 级）还未应答，请在 {expiresAt} 前应答",
    en: "Reminder: the offer of {institutionName} (level {level}) waits for your answer before {expiresAt}",
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
  consult_question: {
    zh: "{institutionName}的{name}就会诊提出问题，请在 {dueAt} 前答复",
    en: "{name} of {institutionName} asks a question on a consultation; please answer before {dueAt}",
  },
  consult_answer: {
    zh: "{institutionName}的{name}答复了您的问题",
    en: "{name} of {institutionName} has answered your question",
  },
  upgrade_proposed: {
    zh: "{institutionName}的{name}提议改为视频会诊，请答复",
    en: "{name} of {institutionName} proposes to go on by video; please answer",
  },
  upgrade_answered: {
    zh: "改为视频会诊的提议：{code}",
    en: "Going on by video: {code}",
  },
  stand_wanted: {
    zh: "{expertName}已签署联合意见第 {version} 版，请您会签或提出不同意见",
    en: "{expertName} has signed version {version} of the joint opinion; please co-sign or state your own",
  },
  case_returned: {
    zh: "您的会诊申请已退回，请补充后重新提交：{code}",
    en: "Your request was returned; complete it and send it again: {code}",
  },
  case_with_dispatcher: {
    zh: "一例会诊需要人工调度：{reason}",
    en: "A case needs the dispatcher: {reason}",
  },
  room_opened: {
    zh: "{institutionName}的{personName}已开启会诊室，请进入",
    en: "{personName} of {institutionName} has opened the room; please come in",
  },
  room_invited: {
    zh: "{institutionName}请您加入正在进行的会诊",
    en: "{institutionName} asks you to join a consultation that is going on",
  },
  room_invitation_asked: {
    zh: "会诊中加请{institutionName}的{expertName}，请确认",
    en: "{expertName} of {institutionName} is asked for in mid-call; please confirm",
  },
  appointment_booked: {
    zh: "会诊时间已约定：{clocks}",
    en: "A consultation is booked: {clocks}",
  },
  appointment_moved: {
    zh: "会诊已改期至 {clocks}",
    en: "A consultation was moved to {clocks}",
  },
  appointment_cancelled: {
    zh: "{clocks} 的会诊已取消",
    en: "The consultation of {clocks} was cancelled",
  },
  appointment_handed_over: {
    zh: "{clocks} 的会诊由{fromName}交由{toName}",
    en: "{fromName} handed the consultation of {clocks} over to {toName}",
  },
  recording_silent: {
    zh: "会诊录像已中断：没有收到新的画面，请查看会诊室",
    en: "The recording of a consultation has stalled: nothing comes in any more; look into the room",
  },
  agreement_to_sign: {
    zh: "协作协议“{name}”待本院签署",
    en: "The agreement “{name}” waits for your hospital's signature",
  },
  agreement_signed: {
    zh: "协作协议“{name}”各方均已签署，可以生效",
    en: "Every party has signed the agreement “{name}”; it can be put in force",
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
  conflict_opened: {
    zh: "{expertName}的“{fact}”有两个来源说法不一致，请裁定",
    en: "Two sources disagree about {expertName}: {fact}; please decide which holds",
  },
  conflict_about_you: {
    zh: "您的“{fact}”有两个来源说法不一致，请核对；由医务部裁定",
    en: "Two sources disagree about your record: {fact}; please check yours, your hospital decides",
  },
  settlement_disputed: {
    zh: "{institutionName}对 {month} 的会诊结算提出异议，请处理",
    en: "{institutionName} contests a line of the settlement of {month}; please settle it",
  },
  settlement_to_approve: {
    zh: "{institutionName}已审批 {month} 的会诊结算，请贵院审批",
    en: "{institutionName} has approved the settlement of {month}; please approve it, too",
  },
  appreciation_received: {
    zh: "{institutionName}的{fromName}给您留言致谢",
    en: "{fromName} of {institutionName} thanks you",
  },
  finding_opened: {
    zh: "{institutionName}有新的核查线索：{kind}",
    en: "{institutionName}: something to check, {kind}",
  },
  recruit_asked: {
    zh: "平台邀请您支援{region}的{specialty}，请答复",
    en: "You are asked to help {region} with {specialty}; please answer",
  },
  recruit_answered: {
    zh: "{expertName}对{specialty}招募邀请的答复：{answer}",
    en: "{expertName} on the invitation for {specialty}: {answer}",
  },
  follow_up_due: {
    zh: "{number} 会诊后第 {day} 天：患者现在怎样？两下点选即可",
    en: "Day {day} after consultation {number}: how is the patient? Two taps will do",
  },
  follow_up_reminder: {
    zh: "提醒：{number} 会诊后第 {day} 天的随访还没有填写",
    en: "Reminder: the course on day {day} after consultation {number} is not recorded yet",
  },
  follow_up_escalated: {
    zh: "本院有 {count} 份随访逾期一周未填，请质量管理科协助",
    en: "{count} follow-ups of this hospital are a week overdue; please help",
  },
  outcome_returned: {
    zh: "感谢您的意见：{institutionName} {number} 的患者会诊后第 {day} 天{outcome}",
    en: "Thank you: the patient of {number}, {institutionName}, on day {day}: {outcome}",
  },
  quality_alert: {
    zh: "质量警示：{kind}，请查看并认领",
    en: "Quality: {kind}; please look and take it",
  },
  complaint_assigned: {
    zh: "一件投诉由您处理，请在 {dueAt} 前答复",
    en: "A complaint is yours to handle; please answer before {dueAt}",
  },
  weekly_report: {
    zh: "会诊周报 {from} 至 {until} 已出，请查看",
    en: "The weekly page, {from} to {until}, is out",
  },
  review_asked: {
    zh: "请您盲评一份会诊意见，约需 5 分钟，{dueOn} 前完成",
    en: "Please review an opinion, blinded; about five minutes, by {dueOn}",
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
  expert_suspended: { zh: "专家岗位已停止接单", en: "the expert's post takes no cases any more" },
  agreement_ended: { zh: "协作协议已失效", en: "the agreement is no longer in force" },
  no_common_time: { zh: "各科专家没有共同的空闲时间", en: "the experts have no common time" },
  nobody_free: { zh: "候选专家在时限内都不空闲", en: "nobody suitable is free in time" },
  clock_ran_out: { zh: "接单时限已到", en: "the time to find an expert has run out" },
  upgrade_accepted: { zh: "对方已同意，可进入会诊室", en: "accepted; the room is open" },
  upgrade_declined: { zh: "对方未同意，继续书面会诊", en: "declined; it goes on in writing" },
  adopted: { zh: "采纳", en: "adopted" },
  partly_adopted: { zh: "部分采纳", en: "partly adopted" },
  not_adopted: { zh: "未采纳", en: "not adopted" },
  not_my_field: { zh: "多次以“不是我的专业方向”谢绝", en: "several offers declined as not his field" },
  department_bounces: { zh: "科室多数派单未接", en: "a department takes few of its offers" },
  long_inactive: { zh: "专家长期无应答", en: "an expert has not been seen for long" },
  reported_gone: { zh: "报告专家已离岗", en: "an expert is reported to have left" },
  fact_changed: { zh: "专家称资料有变化", en: "an expert says a fact has changed" },
  recovered: { zh: "痊愈", en: "recovered" },
  improved: { zh: "好转", en: "improved" },
  unchanged: { zh: "无变化", en: "unchanged" },
  worse: { zh: "加重", en: "worse" },
  died: { zh: "死亡", en: "died" },
  volume_falls: { zh: "专家会诊量下降", en: "an expert's volume has fallen" },
  satisfaction_low: { zh: "病种满意度偏低", en: "satisfaction with one disease group is low" },
  response_slows: { zh: "应答变慢", en: "answers have become slower" },
  adoption_drops: { zh: "采纳率下降", en: "adoption has dropped" },
  impossible_duration: { zh: "用时短得不合常理", en: "impossibly short consultations" },
  praise_ring: { zh: "相互好评", en: "mutual praise" },
  one_address: { zh: "患者评价来自同一地址", en: "patients' ratings from one address" },
  split_cases: { zh: "疑似拆分申请", en: "requests that may have been split" },
  month_end_spike: { zh: "月末集中", en: "spikes at the end of months" },
  appointed: { zh: "在聘", en: "appointed" },
  paused: { zh: "已暂停", en: "paused" },
  inactive: { zh: "已停用", en: "inactive" },
  retired: { zh: "已退休退出", en: "retired" },
  transferred: { zh: "已调离", en: "transferred" },
  revoked: { zh: "已解聘", en: "revoked" },
  fact_name: { zh: "姓名", en: "name" },
  fact_gender: { zh: "性别", en: "gender" },
  fact_birth_on: { zh: "出生日期", en: "date of birth" },
  fact_licence: { zh: "医师执业证书编号", en: "practice licence" },
  fact_qualification: { zh: "医师资格证书", en: "physician qualification" },
  fact_practice_scope: { zh: "执业范围", en: "practice scope" },
  fact_practice_level: { zh: "执业级别", en: "practice level" },
  fact_practice_category: { zh: "执业类别", en: "practice category" },
  fact_independent_since: { zh: "独立执业起始", en: "independent practice since" },
  fact_title_qualification: { zh: "职称资格", en: "title, qualified" },
  fact_title: { zh: "职称（聘任）", en: "title, appointed" },
  fact_teaching_title: { zh: "教学职称", en: "teaching title" },
  fact_department: { zh: "执业科室", en: "department" },
  fact_post: { zh: "行政职务", en: "post" },
  fact_supervisor: { zh: "导师资格", en: "supervisor" },
  fact_disease_cases: { zh: "病种例数", en: "cases by disease" },
  fact_procedure_cases: { zh: "手术例数", en: "cases by operation" },
  fact_skill: { zh: "专长", en: "skill" },
  fact_language: { zh: "语言", en: "language" },
  fact_degree: { zh: "学位", en: "degree" },
  fact_education: { zh: "教育与进修", en: "education" },
  fact_publication: { zh: "论文", en: "publication" },
  fact_grant: { zh: "科研项目", en: "grant" },
  fact_award: { zh: "奖项", en: "award" },
  fact_society: { zh: "学会任职", en: "society" },
  fact_teaching: { zh: "教学", en: "teaching" },
  fact_student_count: { zh: "带教学生", en: "students" },
  fact_lecture: { zh: "学术讲座", en: "lecture" },
  fact_refusal: { zh: "不接", en: "does not take" },
  fact_conflict_of_interest: { zh: "利益冲突", en: "conflict of interest" },
  accepted: { zh: "愿意", en: "willing" },
  declined: { zh: "婉拒", en: "declined" },
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
