import { LocalTime } from "../../web/components/LocalTime.js";
import { useWords } from "../../web/i18n/index.js";
import { type LineView, serviceNames } from "../api.js";
import { yuanWords } from "./money-words.js";
import { useIncentivesTexts } from "./texts.js";

/** The consultation's number; opened, every step that led to its price, by which rule, on which evidence. */
export function LineWhy({ line }: { line: LineView }) {
  const t = useIncentivesTexts();
  const words = useWords();
  const { explanation: why } = line;
  return (
    <details className="c-why">
      <summary aria-label={t("batch.whyOf", { number: line.caseNumber })}>
        {line.caseNumber} <span className="c-quiet">{words(serviceNames[why.service])}</span>
      </summary>
      <ul>
        {why.steps.map((step, i) => (
          <li key={i}>
            {words(step)} → {yuanWords(step.fen)}
          </li>
        ))}
        {why.seats > 1 && <li>{t("batch.seats", { fen: yuanWords(why.casePriceFen), count: why.seats })}</li>}
        <li>
          {t("batch.split", {
            ...why.split,
            from: t(why.splitFrom === "agreement" ? "batch.fromAgreement" : "batch.fromRules"),
          })}
        </li>
        <li>{t("batch.rule", { title: why.ruleTitle, version: why.ruleVersion, source: why.itemSource })}</li>
        <li className="c-quiet">
          {t("batch.evidence", { hash: line.opinionSha256.slice(0, 12), at: "" })}{" "}
          <LocalTime at={line.confirmedAt} />
        </li>
        {line.reason !== "" && <li>{line.reason}</li>}
      </ul>
    </details>
  );
}
