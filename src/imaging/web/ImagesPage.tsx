import { ArrowLeftOutlined } from "@ant-design/icons";
import { ProblemError } from "../../web/api-client.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { AppLink, usePathParam, useSearchParam } from "../../web/navigation.js";
import "./imaging.css";
import { useImagingTexts } from "./texts.js";
import { useImaging } from "./use-imaging.js";
import { ImageViewer } from "./viewer/ImageViewer.js";

/** 阅片: the images of one case over the whole page. */
export function ImagesPage() {
  const t = useImagingTexts();
  const caseId = usePathParam("caseId");
  const [chosen, setChosen] = useSearchParam("series");
  const query = useImaging(caseId);
  const back = (
    <AppLink to={`/cases/${caseId}`} className="c-back">
      <ArrowLeftOutlined aria-hidden="true" /> {t("back")}
    </AppLink>
  );
  if (query.error instanceof ProblemError && query.error.status === 404)
    return (
      <EmptyState
        isPage
        title={t("viewer.imageFailed")}
        action={<AppLink to="/cases">{t("back")}</AppLink>}
      />
    );
  return (
    <div className="im-page">
      <title>{`${t("pageTitle")} · Consilium`}</title>
      <div className="im-page-head">
        {back}
        <h1>{t("pageTitle")}</h1>
      </div>
      <QueryView query={query} lines={6}>
        {({ studies, mayAdd }) => {
          const series = studies.flatMap((study) => study.series);
          const shown = series.find(({ id }) => id === chosen) ?? series[0];
          if (!shown) return <EmptyState title={t(mayAdd ? "none" : "noneForReader")} />;
          return (
            <div className="im-page-viewer">
              <ImageViewer caseId={caseId} studies={studies} seriesId={shown.id} onSeries={setChosen} />
            </div>
          );
        }}
      </QueryView>
    </div>
  );
}
