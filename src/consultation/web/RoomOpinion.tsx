import { OfflineError } from "../../web/api-client.js";
import { LoadingState, QueryView } from "../../web/components/states.js";
import type { RoomPartProps } from "../../web/room-slots.js";
import "./consultation.css";
import { useCase, useOpinion } from "./opinion-query.js";
import { OpinionSide } from "./OpinionSide.js";
import { SignedVersions } from "./SignedVersions.js";
import { useConsultationTexts } from "./texts.js";

/** 会诊意见, beside the call: the author writes and signs while they talk; everybody else reads what is signed. */
export function RoomOpinion({ caseId }: RoomPartProps) {
  const t = useConsultationTexts();
  const found = useCase(caseId);
  const isAwaited = found.data?.may.writeOpinion === true;
  const opinion = useOpinion(caseId, { isFresh: true, isAwaited });
  // Writing goes on from the newest text only; without a network the one at hand is better than none.
  const isNewest =
    opinion.isFetchedAfterMount || opinion.fetchStatus === "paused" || opinion.error instanceof OfflineError;
  if (!isNewest || found.data === undefined) return <LoadingState lines={6} />;
  const caseView = found.data;
  return (
    <QueryView query={opinion} lines={6}>
      {(data) => {
        if (data === null) return <p className="c-quiet">{t("panel.opening")}</p>;
        if (data.draft !== null) return <OpinionSide caseView={caseView} opinion={data} />;
        return (
          <div className="o-versions">
            {data.versions.length === 0 && (
              <p>{t("panel.writing", { name: data.authorName, institution: data.institutionName })}</p>
            )}
            <SignedVersions caseId={caseId} versions={data.versions} />
          </div>
        );
      }}
    </QueryView>
  );
}
