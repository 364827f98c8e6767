import type { OpinionText } from "../api.js";
import { useTalkTexts } from "./talk-texts.js";
import { useConsultationTexts } from "./texts.js";

export const opinionFields = ["answer", "conclusion", "advice"] as const;

/** The opinion as it is read. An empty field says so, and is not left out; a structured part without anything is. */
export function OpinionTextView({ text }: { text: OpinionText }) {
  const t = useConsultationTexts();
  const p = useTalkTexts();
  const { diagnoses, orders, references, followUp } = text;
  return (
    <dl className="o-text">
      {opinionFields.map((field) => (
        <div key={field}>
          <dt>{t(`field.${field}`)}</dt>
          <dd className="o-lines">
            {text[field].trim() === "" ? <span className="c-quiet">{t("version.none")}</span> : text[field]}
          </dd>
        </div>
      ))}
      {diagnoses.length > 0 && (
        <div>
          <dt>{p("parts.diagnoses")}</dt>
          {diagnoses.map(({ code, name, certainty }, i) => (
            <dd key={i}>
              {`${i + 1}. ${name} `}
              <span className="c-quiet">
                {[code ?? p("parts.uncoded"), p(`parts.certainty.${certainty}`)].join(" · ")}
              </span>
            </dd>
          ))}
        </div>
      )}
      {orders.length > 0 && (
        <div>
          <dt>{p("parts.orders")}</dt>
          {orders.map(({ kind, code, name, note }, i) => (
            <dd key={i}>
              {`${i + 1}. ${name} `}
              <span className="c-quiet">
                {[p(`parts.kind.${kind}`), code, note].filter(Boolean).join(" · ")}
              </span>
            </dd>
          ))}
        </div>
      )}
      {followUp !== null && (
        <div>
          <dt>{p("parts.followUp")}</dt>
          <dd>
            {[
              p(`parts.urgency.${followUp.urgency}`),
              ...(followUp.urgency === "none" ? [] : [p(`parts.by.${followUp.by}`)]),
              ...(followUp.dueOn === null ? [] : [`${p("parts.dueOn")} ${followUp.dueOn}`]),
              ...(followUp.note === "" ? [] : [followUp.note]),
            ].join(" · ")}
          </dd>
        </div>
      )}
      {references.length > 0 && (
        <div>
          <dt>{p("parts.references")}</dt>
          {references.map((line, i) => (
            <dd key={i} className="o-lines">
              {line}
            </dd>
          ))}
        </div>
      )}
    </dl>
  );
}
