import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useEffectEvent, useState } from "react";
import { get } from "../../../web/api-client.js";
import { ErrorState } from "../../../web/components/states.js";
import { SeriesView } from "../../api.js";
import { useImagingTexts } from "../texts.js";
import type { ViewerEngine } from "./engine.js";
import type { PaneReport } from "./pane.js";
import { windowOf } from "./presets.js";
import { useSeriesMarks } from "./use-marks.js";
import type { ViewState } from "./view-state.js";

/** Loads the series into its pane, and says in the corners what is seen; whatever goes wrong is said in its place. */
export function PaneContent(props: {
  caseId: string;
  seriesId: string;
  engine: ViewerEngine | undefined;
  n: number;
  place: () => HTMLDivElement | undefined;
  takeWanted: () => ViewState | undefined;
  report: PaneReport | undefined;
}) {
  const { caseId, seriesId, engine, n, place, takeWanted, report } = props;
  const t = useImagingTexts();
  const [askedAt] = useState(() => performance.now());
  const [state, setState] = useState<"loading" | "shown" | "failed">("loading");
  const [attempt, setAttempt] = useState(0);
  const series = useQuery({
    queryKey: ["case", caseId, "imaging", "series", seriesId],
    queryFn: () => get(`/api/cases/${caseId}/imaging/series/${seriesId}`, SeriesView),
    // Every opening is a look and is written down; looking on is none.
    staleTime: 10 * 60_000,
    refetchOnWindowFocus: false,
  });
  const { data } = series;
  const { data: marks } = useSeriesMarks(caseId, seriesId);
  useEffect(() => {
    engine?.panes[n]?.setMarks(marks?.items ?? []);
  }, [engine, n, marks]);
  // They read what is current when the series is shown.
  const placeNow = useEffectEvent(place);
  const takeWantedNow = useEffectEvent(takeWanted);
  const askedNow = useEffectEvent(() => (attempt === 0 ? askedAt : performance.now()));
  useEffect(() => {
    const pane = engine?.panes[n];
    if (!pane || !data) return;
    let isGone = false;
    const element = placeNow();
    if (element) element.dataset.askedAt = String(askedNow());
    const wanted = takeWantedNow();
    pane.show(caseId, data, wanted?.index).then(
      () => {
        if (isGone) return;
        setState("shown");
        if (wanted) pane.apply(wanted);
      },
      () => {
        if (!isGone) setState("failed");
      },
    );
    return () => {
      isGone = true;
    };
  }, [engine, data, attempt, n, caseId]);
  if (series.isError)
    return (
      <div className="im-over">
        <ErrorState error={series.error} onRetry={() => series.refetch()} />
      </div>
    );
  if (state === "failed")
    return (
      <div className="im-over" role="alert">
        <p>{t("viewer.imageFailed")}</p>
        <Button
          onClick={() => {
            setState("loading");
            setAttempt(attempt + 1);
          }}
        >
          {t("viewer.again")}
        </Button>
      </div>
    );
  if (state === "loading" || !report)
    return (
      <div className="im-over" role="status">
        {t("viewer.loading")}
      </div>
    );
  const window =
    report.lower !== null && report.upper !== null
      ? t("viewer.window", windowOf({ lower: report.lower, upper: report.upper }))
      : "";
  return (
    <>
      <div className="im-corner" data-at="bottom">
        <span className="c-num">{t("viewer.image", { index: report.index + 1, count: report.images })}</span>
        <span className="c-num">{window}</span>
        <span className="c-num">{t("viewer.zoom", { percent: Math.round(report.zoom * 100) })}</span>
      </div>
      {report.images > 1 && (
        <input
          type="range"
          className="im-slider"
          aria-label={t("viewer.slider")}
          min={1}
          max={report.images}
          value={report.index + 1}
          onKeyDown={(event) => event.stopPropagation()}
          onChange={(event) => engine?.panes[n]?.scrollTo(Number(event.target.value) - 1)}
        />
      )}
    </>
  );
}
