import type { RequestAsideProps } from "../../web/case-slots.js";
import { usePreview } from "../../web/hooks/use-preview.js";
import { CompletenessRequest, CompletenessView } from "../api/completeness.js";
import { CompletenessList } from "./CompletenessList.js";
import { useCompletenessTexts } from "./completeness-texts.js";

const restMs = 300;

/** What the request carries and lacks for its disease group, while it is typed; silent until a group is known. */
export function CompletenessPreview({ draft, attachments, addLine }: RequestAsideProps) {
  const t = useCompletenessTexts();
  const { request, isBlank, data } = usePreview({
    url: "/api/triage/completeness",
    request: CompletenessRequest,
    reply: CompletenessView,
    values: { ...draft, attachments: attachments.map(({ title, mediaType }) => ({ title, mediaType })) },
    isBlank: ({ question, summary, diagnoses }) =>
      question.trim() === "" && summary.trim() === "" && diagnoses.length === 0,
    restMs,
  });
  if (request === undefined || isBlank || data === undefined || data.groups.length === 0) return null;
  return (
    <section>
      <h3>{t("title")}</h3>
      <CompletenessList view={data} addLine={addLine} />
    </section>
  );
}
