import { compareUrgency } from "../../kernel/urgency.js";
import type { UrgencyLevel } from "../../kernel/urgency.js";
import type { EstimateView } from "../api.js";
import { useTriageTexts } from "./texts.js";

const percent = (p: number): number => Math.round(p * 100);

/** What the model says of similar visits, and plainly that it is advice. */
export function EstimateNote({ estimate, level }: { estimate: EstimateView; level: UrgencyLevel }) {
  const t = useTriageTexts();
  return (
    <section>
      <h3>{t("estimate")}</h3>
      {compareUrgency(estimate.level, level) < 0 && (
        <p className="triage-raise">{t("estimateRaise", { level: estimate.level })}</p>
      )}
      <p>
        {t("estimateLine", { urgent: percent(estimate.atLeast.II), soon: percent(estimate.atLeast.III) })}
      </p>
      <p className="c-quiet">{t("estimateNote", { version: estimate.modelVersion })}</p>
    </section>
  );
}
