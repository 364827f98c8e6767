import type { useTriageTexts } from "./texts.js";

/** 40 分钟, 12 小时: whole hours from two hours on. */
export function durationWords(minutes: number, t: ReturnType<typeof useTriageTexts>): string {
  return minutes >= 120 && minutes % 60 === 0
    ? t("hours", { count: minutes / 60 })
    : t("minutes", { count: minutes });
}
