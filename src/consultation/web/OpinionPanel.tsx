import type { CasePanelProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { QueryView } from "../../web/components/states.js";
import { AppLink } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import type { OpinionView } from "../api.js";
import { isWritable } from "../domain/opinion.js";
import "./consultation.css";
import { useOpinion } from "./opinion-query.js";
import { SignedVersions } from "./SignedVersions.js";
import { useConsultationTexts } from "./texts.js";
import { isSameText } from "./unsaved-texts.js";

const begun = ["accepted", "in_session", "opinion_signed", "closed"];

/** 会诊意见, on the page of a case: the signed versions, or who is writing; for the author the way to his desk. */
export function OpinionPanel({ caseId, caseView }: CasePanelProps) {
  const t = useConsultationTexts();
  const may = useMay();
  const isShown = begun.includes(caseView.status) && may("opinion.read");
  const opinion = useOpinion(caseId, { isEnabled: isShown, isAwaited: caseView.status === "accepted" });
  if (!isShown) return null;
  return (
    <Card title={t("panel.title")}>
      <QueryView query={opinion} lines={3}>
        {(data) =>
          data === null ? (
            <p className="c-quiet">{t("panel.opening")}</p>
          ) : (
            <div className="o-versions">
              {data.versions.length === 0 && (
                <p>
                  {t(caseView.status === "accepted" ? "panel.notBegun" : "panel.writing", {
                    name: data.authorName,
                    institution: data.institutionName,
                  })}
                </p>
              )}
              <SignedVersions caseId={caseId} versions={data.versions} />
              {isWritable(caseView.status) && <Desk caseId={caseId} opinion={data} />}
            </div>
          )
        }
      </QueryView>
    </Card>
  );
}

/** For the author alone. */
function Desk({ caseId, opinion }: { caseId: string; opinion: OpinionView }) {
  const t = useConsultationTexts();
  const { draft, versions } = opinion;
  const newest = versions[0];
  if (draft === null || newest === undefined) return null;
  const isOpen = !isSameText(draft, newest.text);
  return (
    <p className="c-actions">
      {isOpen && <span>{t("panel.unsigned")}</span>}
      <AppLink to={`/cases/${caseId}/opinion`}>{t(isOpen ? "panel.resume" : "panel.amend")}</AppLink>
    </p>
  );
}
