import { ErrorState, LoadingState } from "../../web/components/states.js";
import type { RoomPartProps } from "../../web/room-slots.js";
import "./consultation.css";
import { useOpinionToWrite } from "./opinion-query.js";
import { OpinionSide } from "./OpinionSide.js";
import { SignedVersions } from "./SignedVersions.js";
import { useConsultationTexts } from "./texts.js";

/** 会诊意见, beside the call: the author writes and signs while they talk; everybody else reads what is signed. */
export function RoomOpinion({ caseId }: RoomPartProps) {
  const t = useConsultationTexts();
  const { caseView, opinion, isNewest, problem, retry } = useOpinionToWrite(caseId);
  if (problem !== null && (caseView === undefined || opinion === undefined))
    return <ErrorState error={problem} onRetry={retry} />;
  if (caseView === undefined || opinion === undefined || !isNewest) return <LoadingState lines={6} />;
  if (opinion === null) return <p className="c-quiet">{t("panel.opening")}</p>;
  if (opinion.draft !== null) return <OpinionSide caseView={caseView} opinion={opinion} />;
  return (
    <div className="o-versions">
      {opinion.versions.length === 0 && (
        <p>{t("panel.writing", { name: opinion.authorName, institution: opinion.institutionName })}</p>
      )}
      <SignedVersions caseId={caseId} versions={opinion.versions} />
    </div>
  );
}
