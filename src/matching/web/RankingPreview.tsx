import type { RequestExpertsProps } from "../../web/case-slots.js";
import { LoadingState } from "../../web/components/states.js";
import { usePreview } from "../../web/hooks/use-preview.js";
import { RankingPreviewRequest, RankingView } from "../api.js";
import { CandidateLine } from "./RankingPanel.js";
import { useMatchingTexts } from "./texts.js";
import "./matching.css";

const restMs = 400;

/** Without a diagnosis, a department or a few words every expert is as near as any other. */
const saysNothing = ({ question, summary, diagnoses, wantedSpecialtyCode }: RankingPreviewRequest): boolean =>
  question.trim().length + summary.trim().length < 4 &&
  diagnoses.length === 0 &&
  wantedSpecialtyCode === null;

/** Whom the request would reach as it stands, with the reasons, while it is typed. */
export function RankingPreview({ draft }: RequestExpertsProps) {
  const t = useMatchingTexts();
  const { isBlank, data, isFailed } = usePreview({
    url: "/api/ranking/preview",
    request: RankingPreviewRequest,
    reply: RankingView,
    values: draft,
    isBlank: saysNothing,
    restMs,
  });
  if (isBlank) return <p className="c-quiet">{t("preview.empty")}</p>;
  if (data === undefined)
    return isFailed ? (
      <p className="c-quiet" role="status">
        {t("preview.failed")}
      </p>
    ) : (
      <LoadingState lines={4} />
    );
  const { candidates, considered } = data;
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
