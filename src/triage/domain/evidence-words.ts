import type { Evidence } from "./finding.js";
import { describeVital } from "./vitals.js";

/** What a reason rests on, in one line of Chinese; empty when it rests on nothing that was given. */
export function evidenceWords(evidence: Evidence): string {
  switch (evidence.kind) {
    case "vitals":
      return evidence.values
        .map(({ field, value, quote }) =>
          quote === undefined ? describeVital(field, value).zh : `文字：“${quote}”`,
        )
        .join("；");
    case "score":
      return evidence.parts
        .filter(({ points }) => points > 0)
        .map(
          ({ field, value, points }) =>
            `${describeVital(field, value).zh}${evidence.fromText.includes(field) ? "（取自文字）" : ""} ${points} 分`,
        )
        .join("；");
    case "text":
      return `“${evidence.quote}”`;
    case "diagnosis":
      return [evidence.code, evidence.name].filter((part) => part !== "").join(" ");
    case "none":
      return "";
  }
}
