import type { UrgencyLevel } from "../../kernel/urgency.js";
import type { ArchiveSide } from "../domain/archive.js";
import type { Decision } from "../domain/disposition.js";

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
