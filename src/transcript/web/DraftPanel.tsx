import type { CasePanelProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { AppLink } from "../../web/navigation.js";
import type { RoomPartProps } from "../../web/room-slots.js";
import { useMay } from "../../web/session.js";
import { DraftRecord, useDraft } from "./DraftRecord.js";
import { useTranscriptTexts } from "./texts.js";

const begun = ["in_session", "opinion_signed", "closed"];

/** 会诊记录草稿, on the page of a case: once there are words of a call. */
export function DraftPanel({ caseId, caseView }: CasePanelProps) {
  const t = useTranscriptTexts();
  const may = useMay();
  const isShown =
    (begun.includes(caseView.status) || (caseView.status === "accepted" && caseView.mode === "video")) &&
    may("transcript.read");
  const draft = useDraft(caseId, isShown);
  if (!isShown || draft.data === undefined || (draft.data.draft === null && !draft.data.hasWords))
    return null;
  return (
    <Card
      title={t("draft.title")}
      extra={<AppLink to={`/cases/${caseId}/transcript`}>{t("draft.whole")}</AppLink>}
    >
      <DraftRecord caseId={caseId} />
    </Card>
  );
}

/** The same beside a call. */
export function DraftTab({ caseId }: RoomPartProps) {
  return <DraftRecord caseId={caseId} />;
}
