import type { UrgencyLevel } from "../../kernel/urgency.js";
import type { ArchiveSide } from "../domain/archive.js";
import type { Decision } from "../domain/disposition.js";
import type { AdviceKind, Certainty, FollowUp, FollowUpUrgency } from "../domain/opinion.js";

/** What codes are called on paper. Papers are Chinese: they go into a Chinese hospital's file. */
export const sexWords = { male: "男", female: "女", unknown: "未说明" } as const;
export const modeWords = { written: "书面会诊", video: "视频会诊" } as const;
export const sideWords: Readonly<Record<ArchiveSide, string>> = { requester: "邀请方", performer: "受邀方" };
/** Source: 急诊预检分诊专家共识 (2018). */
export const urgencyWords: Readonly<Record<UrgencyLevel, string>> = {
  I: "I 级 急危",
  II: "II 级 急重",
  III: "III 级 急症",
  IV: "IV 级 亚急症／非急症",
};
export const decisionWords: Readonly<Record<Decision, string>> = {
  adopted: "采纳",
  partly_adopted: "部分采纳",
  not_adopted: "未采纳",
};
export const certaintyWords: Readonly<Record<Certainty, string>> = {
  confirmed: "确诊",
  probable: "拟诊",
  suspected: "疑似",
  ruled_out: "已排除",
};
export const adviceWords: Readonly<Record<AdviceKind, string>> = {
  procedure: "操作／手术",
  exam: "检查",
  lab: "检验",
  drug: "用药",
  other: "其他",
};
export const followUpWords: Readonly<Record<FollowUpUrgency, string>> = {
  at_once: "立即",
  within_day: "24 小时内",
  within_week: "一周内",
  within_month: "一月内",
  none: "无需随访",
};
export const followUpByWords: Readonly<Record<FollowUp["by"], string>> = {
  requester: "邀请方",
  expert: "会诊专家",
  referral: "转诊医院",
};
/** Who answers for what. Source: 国卫医发〔2018〕25号 附件3. */
export const liabilityWords = {
  consult: "远程会诊",
  diagnosis: "远程诊断",
} as const;
export const liabilityNotes = {
  consult: "会诊意见供邀请方参考，患者的诊断与治疗由邀请方决定（《远程医疗服务管理规范（试行）》）。",
  diagnosis:
    "远程诊断：受邀方对诊断报告负责，邀请方对所传资料的质量与诊疗决定负责（《远程医疗服务管理规范（试行）》）。",
} as const;
