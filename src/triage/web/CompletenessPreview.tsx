import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { post } from "../../web/api-client.js";
import type { RequestAsideProps } from "../../web/case-slots.js";
import { useDebounced } from "../../web/hooks/use-debounced.js";
import { CompletenessRequest, CompletenessView } from "../api/completeness.js";
import { CompletenessList } from "./CompletenessList.js";
import { useCompletenessTexts } from "./completeness-texts.js";

const restMs = 300;

/** What the request carries and lacks for its disease group, while it is typed; silent until a group is known. */
export function CompletenessPreview({ draft, attachments, addLine }: RequestAsideProps) {
  const t = useCompletenessTexts();
  const { patientSex, patientAgeYears, patientIsPregnant, question, summary, vitals, diagnoses } = draft;
  const asked = useDebounced(
    JSON.stringify({
      ...{ patientSex, patientAgeYears, patientIsPregnant, question, summary, vitals, diagnoses },
      attachments: attachments.map(({ title, mediaType }) => ({ title, mediaType })),
    }),
    restMs,
  );
  const request = CompletenessRequest.safeParse(JSON.parse(asked)).data;
  const isBlank =
    request === undefined ||
    (request.question.trim() === "" && request.summary.trim() === "" && request.diagnoses.length === 0);
  const preview = useQuery({
    queryKey: ["completeness-preview", asked],
    queryFn: ({ signal }) => post("/api/triage/completeness", CompletenessView, request, { signal }),
    enabled: !isBlank,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
    meta: { still: true },
  });
  if (isBlank || preview.data === undefined || preview.data.groups.length === 0) return null;
  return (
    <section>
      <h3>{t("title")}</h3>
      <CompletenessList view={preview.data} addLine={addLine} />
    </section>
  );
}
