import { EditOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import type { CaseView } from "../../cases/api.js";
import { Card } from "../../web/components/Card.js";
import { EmptyState } from "../../web/components/states.js";
import { AppLink } from "../../web/navigation.js";
import type { OpinionView } from "../api.js";
import { isWritable } from "../domain/opinion.js";
import { OpinionEditor } from "./OpinionEditor.js";
import { SignedVersions } from "./SignedVersions.js";
import { useConsultationTexts } from "./texts.js";
import { isSameText } from "./unsaved-texts.js";

/** What is signed, and the editor when this reader may go on writing. */
export function OpinionSide({ caseView, opinion }: { caseView: CaseView; opinion: OpinionView }) {
  const t = useConsultationTexts();
  const { draft, versions } = opinion;
  const newest = versions[0];
  const mayWrite = draft !== null && isWritable(caseView.status);
  const [isAmending, setIsAmending] = useState(
    () => draft !== null && newest !== undefined && !isSameText(draft, newest.text),
  );
  const isEditing = mayWrite && (newest === undefined || isAmending);
  return (
    <div className="c-stack">
      {isEditing && (
        <OpinionEditor
          // A signed version begins a new text with a new revision.
          key={versions.length}
          caseView={caseView}
          opinion={opinion}
          onSigned={() => setIsAmending(false)}
          onCancel={newest === undefined ? undefined : () => setIsAmending(false)}
        />
      )}
      {newest !== undefined && (
        <Card
          title={t("panel.title")}
          extra={
            mayWrite &&
            !isAmending && (
              <Button icon={<EditOutlined />} onClick={() => setIsAmending(true)}>
                {t("panel.amend")}
              </Button>
            )
          }
        >
          <SignedVersions caseId={caseView.id} versions={versions} />
          {mayWrite && <p className="c-quiet o-after">{t("disposition.awaiting")}</p>}
        </Card>
      )}
      {newest === undefined && !mayWrite && (
        <EmptyState
          title={t("page.opinion")}
          note={t("page.notAuthor")}
          action={<AppLink to={`/cases/${caseView.id}`}>{t("page.openCase")}</AppLink>}
        />
      )}
    </div>
  );
}
