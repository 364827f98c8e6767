import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import {
  type KeyboardEvent,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useRef,
  useState,
  type Ref,
} from "react";
import { get } from "../../../web/api-client.js";
import { ErrorState } from "../../../web/components/states.js";
import { SeriesView, type StudyView } from "../../api.js";
import { SeriesPicture } from "../SeriesPicture.js";
import { useImagingTexts } from "../texts.js";
import { useThumbnails } from "../use-imaging.js";
import type { PaneReport, ViewerEngine, ViewerTool } from "./engine.js";
import { windowOf } from "./presets.js";
import { seriesChoices } from "./series-choices.js";
import type { ViewState } from "./view-state.js";
import { ViewerToolbar } from "./ViewerToolbar.js";
import "./viewer.css";

/** What a page can do with an open viewer. */
export interface ViewerHandle {
  /** What the first pane shows; undefined while nothing is open. */
  state(): ViewState | undefined;
  /** Shows it in the first pane, opening its series when need be. */
  apply(state: ViewState): void;
}

interface Props {
  readonly caseId: string;
  readonly studies: readonly StudyView[];
  readonly seriesId: string;
  readonly onSeries?: (seriesId: string) => void;
  /** Called when what the first pane shows has changed by the person's own hand or another's. */
  readonly onChange?: () => void;
  readonly handle?: Ref<ViewerHandle>;
}

/** 阅片: one series, or two beside each other, with window, zoom and measurements. */
export function ImageViewer(props: Props) {
  const { caseId, studies, seriesId, onSeries, onChange, handle } = props;
  const t = useImagingTexts();
  const [other, setOther] = useState<string>();
  const [active, setActive] = useState(0);
  const [tool, setTool] = useState<ViewerTool>();
  const [engine, setEngine] = useState<ViewerEngine>();
  const [failure, setFailure] = useState<unknown>();
  const [reports, setReports] = useState<readonly (PaneReport | undefined)[]>([]);
  const elements = useRef<(HTMLDivElement | null)[]>([]);
  const changed = useRef(onChange);
  const wanted = useRef<ViewState>(undefined);
  useEffect(() => {
    changed.current = onChange;
  });
  const count = other === undefined ? 1 : 2;

  useEffect(() => {
    let isGone = false;
    let opened: ViewerEngine | undefined;
    let frame = 0;
    const dirty = new Set<number>();
    const tell = () => {
      frame = 0;
      const current = opened;
      if (!current) return;
      setReports(current.panes.map((pane) => pane.report()));
      if (dirty.delete(0)) changed.current?.();
      dirty.clear();
    };
    const places = elements.current.slice(0, count).filter((one) => one !== null);
    void import("./engine.js")
      .then(({ openViewer }) =>
        openViewer(places, {
          onChange(pane) {
            dirty.add(pane);
            if (frame === 0) frame = requestAnimationFrame(tell);
          },
          onDrawn(pane) {
            const place = places[pane];
            if (place?.dataset.askedAt !== undefined && opened?.panes[pane]?.report()) {
              place.dataset.firstImageMs = String(
                Math.round(performance.now() - Number(place.dataset.askedAt)),
              );
              delete place.dataset.askedAt;
            }
          },
        }),
      )
      .then((one) => {
        if (isGone) {
          one.close();
          return;
        }
        opened = one;
        setEngine(one);
      })
      .catch((error: unknown) => setFailure(error));
    const watch = new ResizeObserver(() => opened?.resize());
    for (const place of places) watch.observe(place);
    return () => {
      isGone = true;
      cancelAnimationFrame(frame);
      watch.disconnect();
      setEngine(undefined);
      opened?.close();
    };
  }, [count]);

  // What was looked at is gone with the page; another number of panes keeps it.
  useEffect(() => () => void import("./engine.js").then(({ forgetImages }) => forgetImages()), []);

  useEffect(() => {
    if (engine && tool !== undefined) engine.choose(tool);
  }, [engine, tool]);

  useImperativeHandle(
    handle,
    () => ({
      state() {
        const state = engine?.panes[0]?.state();
        return state && { seriesId, ...state };
      },
      apply(state) {
        if (state.seriesId === seriesId && engine?.panes[0]?.report()) engine.panes[0].apply(state);
        else {
          wanted.current = state;
          onSeries?.(state.seriesId);
        }
      },
    }),
    [engine, seriesId, onSeries],
  );

  const pane = engine?.panes[active];
  const choices = seriesChoices(studies, t);
  const pictures = useThumbnails(caseId, choices.length > 1);
  const ids = [seriesId, ...(other === undefined ? [] : [other])];
  const modality = choices.find(({ value }) => value === ids[active])?.modality ?? "";
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => pane?.scrollBy(1),
    ArrowRight: () => pane?.scrollBy(1),
    ArrowUp: () => pane?.scrollBy(-1),
    ArrowLeft: () => pane?.scrollBy(-1),
    PageDown: () => pane?.scrollBy(10),
    PageUp: () => pane?.scrollBy(-10),
    Home: () => pane?.scrollTo(0),
    End: () => pane?.scrollTo(Number.MAX_SAFE_INTEGER),
    i: () => pane?.invert(),
    r: () => pane?.rotate(),
    "0": () => pane?.reset(),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = keys[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  if (failure !== undefined)
    return <ErrorState error={failure} title={t("viewer.cannotOpen")} onRetry={() => location.reload()} />;
  return (
    <div className="im-viewer">
      <ViewerToolbar
        tool={tool}
        onTool={setTool}
        pane={pane}
        modality={modality}
        onClear={() => engine?.clearMeasurements()}
        isComparing={other !== undefined}
        onCompare={
          choices.length < 2
            ? undefined
            : () => {
                setActive(0);
                setOther(
                  other === undefined ? choices.find(({ value }) => value !== seriesId)?.value : undefined,
                );
              }
        }
      />
      <div className="im-panes" data-count={count}>
        {ids.map((id, n) => (
          <div
            // The place stays while the series changes.
            key={n}
            className="im-pane"
            data-active={count > 1 && n === active ? "" : undefined}
            role="group"
            aria-label={t("viewer.pane", { n: n + 1 })}
            tabIndex={0}
            onKeyDown={onKeyDown}
            onFocus={() => setActive(n)}
            onPointerDown={() => setActive(n)}
            onContextMenu={(event) => event.preventDefault()}
          >
            <div
              className="im-canvas"
              ref={(element) => {
                elements.current[n] = element;
              }}
            />
            <PaneContent
              key={id}
              caseId={caseId}
              seriesId={id}
              engine={engine}
              n={n}
              place={() => elements.current[n] ?? undefined}
              takeWanted={() => {
                const state = n === 0 && wanted.current?.seriesId === id ? wanted.current : undefined;
                if (state) wanted.current = undefined;
                return state;
              }}
              report={reports[n]}
            />
            <div className="im-corner" data-at="top">
              {choices.length > 1 ? (
                <Select
                  size="small"
                  className="im-series"
                  aria-label={t("viewer.series")}
                  value={id}
                  options={choices}
                  optionRender={({ value, label }) => (
                    <span className="im-choice">
                      <SeriesPicture address={pictures.get(String(value))} />
                      <span className="im-series-name">{label}</span>
                    </span>
                  )}
                  onChange={(value) => (n === 0 ? onSeries?.(value) : setOther(value))}
                  popupMatchSelectWidth={false}
                />
              ) : (
                <span>{choices[0]?.label}</span>
              )}
            </div>
          </div>
        ))}
      </div>
      <p className="im-keys c-quiet">{t("viewer.keys")}</p>
    </div>
  );
}

/** Loads the series into its pane, and says in the corners what is seen; whatever goes wrong is said in its place. */
function PaneContent(props: {
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
