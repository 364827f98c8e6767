import type { ShortageReasonView } from "../api.js";
import type { useInsightTexts } from "./texts.js";

/** One reason in words; small numbers are not in them. */
export function reasonWords(t: ReturnType<typeof useInsightTexts>, reason: ShortageReasonView): string {
  switch (reason.code) {
    case "nobody_in_reach":
      return t("reason.nobody_in_reach");
    case "unmet":
    case "late":
      return reason.count === null || reason.of === null
        ? t(reason.code === "unmet" ? "reason.unmetFew" : "reason.lateFew")
        : t(`reason.${reason.code}`, { count: reason.count, of: reason.of });
    case "caps_full":
    case "growing":
      return t(`reason.${reason.code}`, { percent: reason.percent });
  }
}
