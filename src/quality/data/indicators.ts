import { type StratifierKey, stratifierKeys } from "../domain/indicator.js";

type Two = { readonly zh: string; readonly en: string };

/** One indicator as it is defined: the page, the export, the printed list and the query all come from this row. */
export interface IndicatorDefinition {
  readonly code: string;
  readonly group: "access" | "process" | "effect" | "experience";
  readonly name: Two;
  readonly numerator: Two;
  readonly denominator: Two;
  readonly exclusions: Two;
  /** Clause or paper; 平台自定 where the platform defined it. */
  readonly source: string;
  readonly direction: "higher" | "lower" | "watch";
  /** `share` of cases · `duration` in minutes with median, P90 and share in time. */
  readonly type: "share" | "duration";
  readonly stratifiers: readonly StratifierKey[];
}

const ours = "平台自定 (platform's own)";
const core2025 = "医疗质量安全核心制度落实情况监测指标（2025 年版）";
const none: Two = { zh: "无", en: "none" };
const cancelled: Two = { zh: "取消的申请", en: "cancelled requests" };
const row = (
  code: string,
  group: IndicatorDefinition["group"],
  type: IndicatorDefinition["type"],
  direction: IndicatorDefinition["direction"],
  name: Two,
  numerator: Two,
  denominator: Two,
  exclusions: Two = none,
  source = ours,
): IndicatorDefinition => ({ code, group, name, numerator, denominator, exclusions, source, direction, type, stratifiers: stratifierKeys });
const w = (zh: string, en: string): Two => ({ zh, en });

export const indicators: readonly IndicatorDefinition[] = [
  row("accept_time", "access", "duration", "lower", w("提交到接诊用时", "Submission to acceptance"), w("在时限内接诊的例数", "accepted within the service level"), w("提交的申请；未接诊而已超时的计为未达", "requests; those past their limit without acceptance count as missed"), cancelled, "平台服务时限；Champlain BASE 报告响应时间"),
  row("start_time", "access", "duration", "lower", w("提交到开始会诊用时", "Submission to start"), w("在时限内开始的例数", "started within the service level"), w("提交的申请", "requests"), cancelled),
  row("opinion_time", "access", "duration", "lower", w("提交到签发意见用时", "Submission to signed opinion"), w("在时限内签发的例数", "signed within the service level"), w("提交的申请", "requests"), cancelled, "平台服务时限；eConsult 系统综述报告响应时间"),
  row("urgent_arrival", "access", "share", "higher", w("急会诊及时到位率", "Urgent consultations reached in time"), w("10 分钟内接诊的 I、II 级会诊", "level I and II accepted within 10 minutes"), w("I、II 级会诊", "consultations of levels I and II"), cancelled, `${core2025} 指标五`),
  row("urgent_effective", "access", "share", "higher", w("急会诊有效率", "Urgent consultations that were acted on"), w("签发后 40 分钟内记录采纳或部分采纳的 I、II 级会诊（以处置代替相关医嘱）", "level I and II adopted, at least partly, within 40 minutes of the opinion (the disposition stands for orders)"), w("已签发意见的 I、II 级会诊", "level I and II with a signed opinion"), none, `${core2025} 指标六`),
  row("routine_completed", "access", "share", "higher", w("普通会诊及时完成率", "Routine consultations completed in time"), w("24 小时内签发意见的 III、IV 级会诊", "levels III and IV signed within 24 hours"), w("III、IV 级会诊", "consultations of levels III and IV"), cancelled, `${core2025} 指标七`),
  row("routine_effective", "access", "share", "higher", w("普通会诊有效率", "Routine consultations that were acted on"), w("签发后 24 小时内记录采纳或部分采纳的 III、IV 级会诊（以处置代替相关医嘱）", "levels III and IV adopted, at least partly, within 24 hours of the opinion (the disposition stands for orders)"), w("已签发意见的 III、IV 级会诊", "levels III and IV with a signed opinion"), none, `${core2025} 指标八`),
  row("first_offer", "access", "share", "higher", w("一次派单即接诊", "Taken by the first who was asked"), w("没有谢绝、超时或收回的会诊", "without a declined, expired or taken-back offer"), w("已接诊的会诊", "accepted consultations")),
  row("redispatched", "access", "share", "lower", w("重新派单率", "Dispatched again"), w("至少一次谢绝、超时或收回的申请", "requests with a declined, expired or taken-back offer"), w("发出过派单的申请", "requests that were offered")),
  row("handed_over", "access", "share", "lower", w("转人工调度率", "Handed to the dispatcher"), w("转交调度员的申请", "requests handed to a dispatcher"), w("提交的申请", "requests")),
  row("cancelled", "access", "share", "watch", w("取消率", "Cancelled"), w("已取消的申请", "cancelled requests"), w("提交的申请", "requests")),
  row("no_show", "access", "share", "lower", w("爽约率", "No-shows"), w("有人未到的会诊", "consultations somebody did not come to"), w("约定了时间的会诊", "consultations with an appointment that took place or was missed")),
  row("consent", "process", "share", "higher", w("知情同意在案率", "Consent on record"), w("有会诊知情同意的申请", "with the consent for consultation"), w("提交的申请", "requests"), none, "国卫医发〔2018〕25号 远程医疗服务管理规范（试行）：患者知情同意"),
  row("file_complete", "process", "share", "higher", w("资料完整率", "Complete files"), w("提交时不缺任何建议资料的申请", "nothing advised was missing on submission"), w("已分诊的申请", "triaged requests")),
  row("pre_read", "process", "share", "higher", w("会前阅读率", "Read before the session"), w("专家在会诊开始前打开过病例的视频与多学科会诊", "the expert opened the case before the start"), w("已开始的视频与多学科会诊", "video and MDT consultations that started"), w("书面会诊", "written consultations")),
  row("call_smooth", "process", "share", "higher", w("通话顺畅率", "Smooth calls"), w("95% 以上的测量丢包不超过 3%、往返时延不超过 800 毫秒的视频与多学科会诊", "video and MDT consultations in which 95% of the measurements lost at most 3% and went to and fro within 800 ms"), w("已开始且通话有测量的视频与多学科会诊；没有测量的计为未完成", "video and MDT consultations that started and whose call was measured; unmeasured ones are not completed"), w("书面会诊", "written consultations"), "ITU-T G.1010 表 I.1：会话语音丢包 <3%、单向时延限值 400 毫秒"),
  row("opinion_complete", "process", "share", "higher", w("意见要素完整率", "Complete opinions"), w("问题回应、结论、建议俱全的意见", "with answer, conclusion and advice"), w("已签发的意见", "signed opinions")),
  row("record_returned", "process", "share", "higher", w("记录回传率", "Records returned"), w("双方均已存档的会诊", "filed by both sides"), w("已结案的会诊", "closed consultations"), none, "国卫医发〔2018〕25号 远程医疗服务管理规范（试行）：双方分别归档"),
  row("evaluated", "process", "share", "higher", w("邀请方评价率", "Evaluated by the inviter"), w("有邀请方评价的会诊", "with the inviter's evaluation"), w("已结案的会诊", "closed consultations"), none, "Champlain BASE：结案问卷为必填"),
  row("follow_up", "process", "share", "higher", w("随访到位率", "Follow-up reached"), w("到期且已随访到的次数", "due and answered"), w("到期的随访次数", "follow-ups that were due"), w("未到期的随访", "not due yet")),
  row("peer_reviewed", "process", "share", "higher", w("意见盲评率", "Opinions peer-reviewed"), w("两位专家已盲评的意见", "rated by two blinded colleagues"), w("已签发的意见", "signed opinions")),
  row("adopted", "effect", "share", "higher", w("采纳率", "Adopted"), w("全部采纳的会诊", "fully adopted"), w("已记录处置的会诊", "with a disposition"), none, `${core2025} 以处置代替指标六、八的医嘱`),
  row("adopted_any", "effect", "share", "higher", w("采纳或部分采纳率", "Adopted at least partly"), w("采纳或部分采纳的会诊", "adopted, at least partly"), w("已记录处置的会诊", "with a disposition")),
  row("diagnosis_changed", "effect", "share", "watch", w("诊断改变率", "Diagnosis changed"), w("与本院诊断不一致、诊断改变的会诊", "the own diagnosis was changed"), w("有邀请方评价的会诊", "evaluated consultations")),
  row("diagnosis_refined", "effect", "share", "watch", w("诊断细化率", "Diagnosis refined"), w("诊断得到细化的会诊", "the own diagnosis was refined"), w("有邀请方评价的会诊", "evaluated consultations"), none, "加拿大四省 eConsult 报告新增或补充信息"),
  row("management_changed", "effect", "share", "higher", w("改变处理率", "Management changed"), w("改变了处理的会诊", "management was changed"), w("有邀请方评价的会诊", "evaluated consultations")),
  row("transfer_avoided", "effect", "share", "higher", w("避免转诊率", "Transfer avoided"), w("原拟转诊、会诊后不必转诊", "a transfer that was intended became needless"), w("有邀请方评价且原拟转诊或建议转诊的会诊", "evaluated consultations in which a transfer was intended or advised"), none, "eConsult 系统综述（至 2014 年）报告避免转诊"),
  row("good_course", "effect", "share", "higher", w("随访好转率", "Good course at follow-up"), w("末次随访为痊愈或好转的会诊", "recovered or improved at the last follow-up"), w("至少随访到一次的会诊", "followed up at least once")),
  row("bad_course", "effect", "share", "lower", w("随访加重或死亡率", "Bad course at follow-up"), w("末次随访为加重或死亡的会诊", "worse or died at the last follow-up"), w("至少随访到一次的会诊", "followed up at least once")),
  row("readmitted", "effect", "share", "lower", w("再入院率", "Readmitted"), w("任一次随访为再入院的会诊", "readmitted at any follow-up"), w("至少随访到一次的会诊", "followed up at least once")),
  row("inviter_satisfied", "experience", "share", "higher", w("邀请方满意率", "Inviters satisfied"), w("有用程度 4 分或 5 分的会诊", "usefulness 4 or 5 of 5"), w("有邀请方评价的会诊", "evaluated consultations"), none, "国内荟萃分析（2000–2021）报告医患满意度"),
  row("patient_satisfied", "experience", "share", "higher", w("患者满意率", "Patients satisfied"), w("满意程度 4 分或 5 分的评价", "satisfaction 4 or 5 of 5"), w("有患者评价的会诊", "rated by the patient")),
  row("patient_rated", "experience", "share", "higher", w("患者评价率", "Rated by the patient"), w("有患者评价的会诊", "rated by the patient"), w("已结案的会诊", "closed consultations")),
  row("complaints", "experience", "share", "lower", w("投诉率", "Complaints"), w("有投诉的会诊", "with a complaint"), w("已结案的会诊", "closed consultations"), none, "医疗机构投诉管理办法（国家卫生健康委员会令第 3 号，2019）"),
];
