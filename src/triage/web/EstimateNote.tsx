import { compareUrgency } from "../../kernel/urgency.js";
import type { UrgencyLevel } from "../../kernel/urgency.js";
import type { EstimateView } from "../api.js";
import { useTriageTexts } from "./texts.js";

const percent = (p: number): number => Math.round(p * 100);

/** What the model says of similar visits, and plainly that it is advice. */
export function EstimateNote({ estimate, level }: { estimate: EstimateView; level: UrgencyLevel }) {
  const t = useTriageTexts();
  const line = t("estimateLine", {
    urgent: percent(estimate.atLeast.II),
    soon: percent(estimate.atLeast.III),
  });
  const isHigher = compareUrgency(estimate.level, level) < 0;
  return (
    <section>
      {isHigher && (
        <>
          <h3>{t("estimate")}</h3>
          <p className="triage-raise">{t("estimateRaise", { level: estimate.level })}</p>
        </>
      )}
      <p className="c-quiet">
        {isHigher ? line : `${t("estimate")}：${line}`} ·{" "}
        {t("estimateNote", { version: estimate.modelVersion })}
      </p>
    </section>
  );
}
