import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { post } from "../../web/api-client.js";
import type { RequestExpertsProps } from "../../web/case-slots.js";
import { LoadingState } from "../../web/components/states.js";
import { useDebounced } from "../../web/hooks/use-debounced.js";
import { RankingPreviewRequest, RankingView } from "../api.js";
import { CandidateLine } from "./RankingPanel.js";
import { useMatchingTexts } from "./texts.js";
import "./matching.css";

const restMs = 400;

/** Without a diagnosis, a department or a few words every expert is as near as any other. */
const isBlank = ({ question, summary, diagnoses, wantedSpecialtyCode }: RankingPreviewRequest): boolean =>
  question.trim().length + summary.trim().length < 4 &&
  diagnoses.length === 0 &&
  wantedSpecialtyCode === null;

/** Whom the request would reach as it stands, with the reasons, while it is typed. */
export function RankingPreview({ draft }: RequestExpertsProps) {
  const t = useMatchingTexts();
  const shape = Object.fromEntries(
    Object.keys(RankingPreviewRequest.shape).map((key) => [key, draft[key as keyof typeof draft]]),
  );
  const asked = useDebounced(JSON.stringify(shape), restMs);
  // A form that breaks a limit is told so at the field; the last preview stays.
  const request = RankingPreviewRequest.safeParse(JSON.parse(asked)).data;
  const preview = useQuery({
    queryKey: ["ranking-preview", asked],
    queryFn: ({ signal }) => post("/api/ranking/preview", RankingView, request, { signal }),
    enabled: request !== undefined && !isBlank(request),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
    meta: { still: true },
  });
  if (request !== undefined && isBlank(request)) return <p className="c-quiet">{t("preview.empty")}</p>;
  if (preview.data === undefined)
    return preview.isError || request === undefined ? (
      <p className="c-quiet" role="status">
        {t("preview.failed")}
      </p>
    ) : (
      <LoadingState lines={4} />
    );
  const { candidates, considered } = preview.data;
  return (
    <div className="c-stack" aria-live="polite">
      <p className="c-quiet">
        {candidates.length === 0 ? t("preview.none") : t("preview.asTyped", { considered })}
      </p>
      {candidates.length > 0 && (
        <ol className="matching-candidates">
          {candidates.map((candidate, index) => (
            <li key={candidate.practitionerRoleId}>
              <CandidateLine candidate={candidate} place={index + 1} />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
