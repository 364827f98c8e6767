import type { CasePanelProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { AttachmentList } from "./AttachmentList.js";
import { CaseFacts } from "./CaseFacts.js";
import "./cases.css";
import { useCaseTexts } from "./texts.js";

/** The case as it is read beside something else, such as the opinion that is being written: facts and attachments. */
export function CaseReading({ caseView }: CasePanelProps) {
  const t = useCaseTexts();
  return (
    <div className="c-stack">
      <Card title={t("page.facts")}>
        <CaseFacts caseView={caseView} />
      </Card>
      <Card title={t("page.attachments")}>
        <AttachmentList caseId={caseView.id} attachments={caseView.attachments} />
      </Card>
    </div>
  );
}
