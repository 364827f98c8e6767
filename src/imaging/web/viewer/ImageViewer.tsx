import { Select } from "antd";
import { type KeyboardEvent, useEffect, useImperativeHandle, useRef, useState, type Ref } from "react";
import { ErrorState } from "../../../web/components/states.js";
import type { StudyView } from "../../api.js";
import { SeriesPicture } from "../SeriesPicture.js";
import { useImagingTexts } from "../texts.js";
import { useThumbnails } from "../use-imaging.js";
import { AskLabel, type LabelQuestion } from "./AskLabel.js";
import type { AreaStats, ViewerEars, ViewerEngine } from "./engine.js";
import type { PaneReport } from "./pane.js";
import type { ViewerTool } from "./tools.js";
import type { Drawing } from "./mark-layer.js";
import { MarksList } from "./MarksList.js";
import { PaneContent } from "./PaneContent.js";
import { seriesChoices } from "./series-choices.js";
import { useMarkKeeper, useSeriesMarks } from "./use-marks.js";
import type { LiveMark, ViewState } from "./view-state.js";
import { ViewerToolbar } from "./ViewerToolbar.js";
import "./viewer.css";

/** What a page can do with an open viewer. */
export interface ViewerHandle {
  /** What the first pane shows; undefined while nothing is open. */
  state(): ViewState | undefined;
  /** Shows it in the first pane, opening its series when need be. */
  apply(state: ViewState): void;
  /** What another one draws at this moment, in the first pane when it shows that series; undefined: nothing any more. */
  showLive(mark: LiveMark | undefined): void;
}

interface Props {
  readonly caseId: string;
  readonly studies: readonly StudyView[];
  readonly seriesId: string;
  readonly onSeries?: (seriesId: string) => void;
  /** Called when what the first pane shows has changed by the person's own hand or another's. */
  readonly onChange?: () => void;
  /** What the person draws in the first pane, while he draws it; undefined: it is whole, or given up. */
  readonly onDrawing?: (mark: LiveMark | undefined) => void;
  readonly handle?: Ref<ViewerHandle>;
}

/** 阅片: one series, or two beside each other, with window, zoom and measurements. */
export function ImageViewer(props: Props) {
  const { caseId, studies, seriesId, onSeries, onChange, onDrawing, handle } = props;
  const t = useImagingTexts();
  const [other, setOther] = useState<string>();
  const [active, setActive] = useState(0);
  const [tool, setTool] = useState<ViewerTool>();
  const [engine, setEngine] = useState<ViewerEngine>();
  const [failure, setFailure] = useState<unknown>();
  const [reports, setReports] = useState<readonly (PaneReport | undefined)[]>([]);
  const [isMarked, setIsMarked] = useState(true);
  const [question, setQuestion] = useState<LabelQuestion>();
  const elements = useRef<(HTMLDivElement | null)[]>([]);
  const changed = useRef(onChange);
  const wanted = useRef<ViewState>(undefined);
  const marked = useRef<ViewerEars["onMark"]>(undefined);
  const words = useRef<ViewerEars["areaWords"]>(() => []);
  const keeper = useMarkKeeper(caseId, engine);
  const first = useSeriesMarks(caseId, seriesId);
  const second = useSeriesMarks(caseId, other ?? seriesId);
  const marksOf = (n: number) => (n === 0 ? first : second).data;
  useEffect(() => {
    changed.current = onChange;
    words.current = (area) => areaLines(area, t);
    marked.current = (n, step, drawn) => {
      const of = n === 0 ? seriesId : (other ?? seriesId);
      if (n === 0) onDrawing?.(step === "drawing" ? liveOf(of, drawn) : undefined);
      if (step === "drawing" || marksOf(n)?.mayMark !== true) return;
      if (step === "drawn") void keeper.keep(of, drawn);
      else
        void keeper.move(of, drawn).then((isMoved) => {
          if (!isMoved) engine?.panes[n]?.restoreMark(drawn.id);
        });
    };
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
          onMark: (pane, step, drawn) => marked.current?.(pane, step, drawn),
          areaWords: (area) => words.current(area),
          askLabel: (before, answer) => setQuestion({ before, answer }),
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
  useEffect(() => engine?.showMarks(isMarked), [engine, isMarked]);

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
      showLive(mark) {
        engine?.panes[0]?.setLive(mark?.seriesId === seriesId ? drawingOf(mark) : undefined);
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
        marks={
          <MarksList
            marks={marksOf(active)}
            pane={pane}
            unsaved={keeper.unsaved}
            isVisible={isMarked}
            onVisible={setIsMarked}
            onRemove={(id) => void keeper.remove(ids[active] ?? seriesId, id)}
            onRetry={() => {
              for (const one of keeper.unsaved) if (one.isFailed) void keeper.keep(one.seriesId, one.drawn);
            }}
          />
        }
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
      {question && <AskLabel question={question} onDone={() => setQuestion(undefined)} />}
    </div>
  );
}

const liveOf = (seriesId: string, { instanceId, frame, tool, points, label }: Drawing): LiveMark => ({
  seriesId,
  instanceId,
  frame,
  tool,
  points: points.map(([column, row]) => [column, row]),
  label,
});
const drawingOf = ({ instanceId, frame, tool, points, label }: LiveMark): Drawing => ({
  instanceId,
  frame,
  tool,
  points,
  label,
});

/** Area first, then what lies in it; what the image does not give is left out. */
function areaLines(of: Partial<AreaStats>, t: ReturnType<typeof useImagingTexts>): string[] {
  const round = (value: number) => String(Math.round(value * 10) / 10);
  const { area, mean, min, max, stdDev } = of;
  const unit = of.modalityUnit ?? "";
  return [
    area !== undefined && t("area.area", { value: round(area), unit: of.areaUnit ?? "" }),
    mean !== undefined && t("area.mean", { value: round(mean), unit }),
    stdDev !== undefined && t("area.deviation", { value: round(stdDev), unit }),
    min !== undefined && max !== undefined && t("area.range", { min: round(min), max: round(max), unit }),
  ].filter((line) => line !== false);
}
