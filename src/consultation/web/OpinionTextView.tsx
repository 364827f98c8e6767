import type { OpinionText } from "../api.js";
import { useConsultationTexts } from "./texts.js";

export const opinionFields = ["answer", "conclusion", "advice"] as const;

/** The three fields of an opinion as they are read. An empty field says so, and is not left out. */
export function OpinionTextView({ text }: { text: OpinionText }) {
  const t = useConsultationTexts();
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
    </dl>
  );
}
