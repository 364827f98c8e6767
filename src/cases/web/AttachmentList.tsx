import { DownloadOutlined, EyeOutlined, FileTextOutlined } from "@ant-design/icons";
import { Button, Modal } from "antd";
import { type ReactNode, useState } from "react";
import { sizeWords } from "../../web/components/file-faults.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PictureViewer } from "../../web/components/PictureViewer.js";
import type { AttachmentView } from "../api.js";
import { isShownInline } from "../domain/attachment-name.js";
import { useCaseTexts } from "./texts.js";

const placeOf = (caseId: string, id: string): string => `/api/cases/${caseId}/attachments/${id}`;

/** The files of a case: pictures and PDF open here, everything else is saved. `more` adds a tool to each line. */
export function AttachmentList(props: {
  caseId: string;
  attachments: readonly AttachmentView[];
  more?: (attachment: AttachmentView) => ReactNode;
}) {
  const { caseId, attachments, more } = props;
  const t = useCaseTexts();
  const [shown, setShown] = useState<AttachmentView>();
  if (attachments.length === 0) return <p className="c-quiet">{t("page.noAttachments")}</p>;
  return (
    <>
      <ul className="c-files">
        {attachments.map((one) => (
          <li key={one.id}>
            <FileTextOutlined aria-hidden="true" />
            <span className="c-file-name">{one.title}</span>
            <span className="c-quiet c-num">{sizeWords(one.sizeBytes)}</span>
            <span className="c-quiet">
              <LocalTime at={one.addedAt} />
            </span>
            {isShownInline(one.mediaType) ? (
              <Button
                size="small"
                icon={<EyeOutlined />}
                aria-label={t("page.viewOf", { title: one.title })}
                onClick={() => setShown(one)}
              >
                {t("page.view")}
              </Button>
            ) : (
              <Button
                size="small"
                icon={<DownloadOutlined />}
                aria-label={t("page.downloadOf", { title: one.title })}
                href={placeOf(caseId, one.id)}
                download={one.title}
              >
                {t("page.download")}
              </Button>
            )}
            {more?.(one)}
          </li>
        ))}
      </ul>
      {shown !== undefined && (
        <Modal
          open
          title={shown.title}
          width="min(1100px, 96vw)"
          onCancel={() => setShown(undefined)}
          footer={
            <Button href={placeOf(caseId, shown.id)} target="_blank" rel="noreferrer">
              {t("page.openTab")}
            </Button>
          }
        >
          {shown.mediaType.startsWith("image/") ? (
            <PictureViewer src={placeOf(caseId, shown.id)} alt={t("page.imageOf", { title: shown.title })} />
          ) : (
            <iframe className="cases-viewer-page" src={placeOf(caseId, shown.id)} title={shown.title} />
          )}
        </Modal>
      )}
    </>
  );
}
