import { UrgencyTag } from "../../web/components/UrgencyTag.js";
import { useLanguage, useWords } from "../../web/i18n/index.js";
import type { AssessmentView } from "../api.js";
import { useTriageTexts } from "./texts.js";

type Reason = AssessmentView["reasons"][number];

/** The reasons of a judgment, most severe first; the rest behind a fold. `isFull` adds rule, evidence and source. */
export function GroundsList(props: { reasons: readonly Reason[]; first: number; isFull?: boolean }) {
  const { reasons, first, isFull = false } = props;
  const t = useTriageTexts();
  const head = reasons.slice(0, first);
  const rest = reasons.slice(first);
  const lines = (some: readonly Reason[]) => (
    <ul className="triage-grounds">
      {some.map((reason) => (
        <Ground key={reason.ruleId + reason.evidence} reason={reason} isFull={isFull} />
      ))}
    </ul>
  );
  return (
    <>
      {lines(head)}
      {rest.length > 0 && (
        <details className="triage-more">
          <summary>{t("reasonsMore", { count: rest.length })}</summary>
          {lines(rest)}
        </details>
      )}
    </>
  );
}

function Ground({ reason, isFull }: { reason: Reason; isFull: boolean }) {
  const t = useTriageTexts();
  const words = useWords();
  const language = useLanguage();
  // The evidence is kept in Chinese and repeats what a Chinese reason already says.
  const evidence = language === "en" && reason.evidence !== "" ? reason.evidence : "";
  return (
    <li>
      <UrgencyTag level={reason.level} isShort />
      <div>
        <span>{words(reason)}</span>
        {isFull && (
          <details className="triage-source">
            <summary>{t("source", { source: "" }).replace(/[：:]\s*$/, "")}</summary>
            {evidence !== "" && <div>{t("evidence", { evidence })}</div>}
            <div>{t("source", { source: reason.source })}</div>
            <div>{t("rule", { rule: reason.ruleId })}</div>
          </details>
        )}
      </div>
    </li>
  );
}
