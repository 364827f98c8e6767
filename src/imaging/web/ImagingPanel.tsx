import { Button } from "antd";
import { useEffect, useState } from "react";
import type { CasePanelProps, RequestImagesProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { QueryView } from "../../web/components/states.js";
import { useMay } from "../../web/session.js";
import type { ImagingView } from "../api.js";
import "./imaging.css";
import { PacsSearch } from "./PacsSearch.js";
import { StudyItem } from "./StudyItem.js";
import { useImagingTexts } from "./texts.js";
import { UploadImages } from "./UploadImages.js";
import { useImaging, useThumbnails } from "./use-imaging.js";

/** 影像资料, on the page of a case. */
export function ImagingPanel({ caseId }: CasePanelProps) {
  const t = useImagingTexts();
  const may = useMay();
  const query = useImaging(caseId, may("imaging.read"));
  if (!may("imaging.read")) return null;
  return (
    <Card title={t("title")}>
      <QueryView query={query} lines={3}>
        {(imaging) => <Studies caseId={caseId} imaging={imaging} />}
      </QueryView>
    </Card>
  );
}

/** The same in the request form: images come with the request. */
export function RequestImages({ caseId }: RequestImagesProps) {
  const query = useImaging(caseId);
  return (
    <QueryView query={query} lines={3}>
      {(imaging) => <Studies caseId={caseId} imaging={imaging} />}
    </QueryView>
  );
}

function Studies({ caseId, imaging }: { caseId: string; imaging: ImagingView }) {
  const t = useImagingTexts();
  const [isSearching, setIsSearching] = useState(false);
  const hasImages = imaging.studies.length > 0;
  const pictures = useThumbnails(caseId, hasImages);
  // The viewer is large: a desktop fetches it while the doctor reads, a phone when he opens an image.
  useEffect(() => {
    if (!hasImages || matchMedia("(pointer: coarse)").matches) return;
    const timer = setTimeout(() => void import("./viewer/engine.js").catch(() => undefined), 1_500);
    return () => clearTimeout(timer);
  }, [hasImages]);
  return (
    <div className="c-stack">
      {imaging.studies.length === 0 && (
        <p className="c-quiet">{t(imaging.mayAdd ? "none" : "noneForReader")}</p>
      )}
      {imaging.studies.map((study) => (
        <StudyItem key={study.id} caseId={caseId} study={study} imaging={imaging} pictures={pictures} />
      ))}
      {imaging.mayAdd && (
        <>
          <UploadImages caseId={caseId} intakes={imaging.intakes} />
          {imaging.pacs.length > 0 && (
            <div className="c-actions">
              <Button onClick={() => setIsSearching(true)}>{t("pacs.search")}</Button>
            </div>
          )}
          {isSearching && (
            <PacsSearch caseId={caseId} pacs={imaging.pacs} onClose={() => setIsSearching(false)} />
          )}
        </>
      )}
    </div>
  );
}
