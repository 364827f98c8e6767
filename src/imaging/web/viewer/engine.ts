import {
  cache,
  Enums,
  imageLoadPoolManager,
  init as initCore,
  RenderingEngine,
  type Types,
} from "@cornerstonejs/core";
import { init as initLoader, wadouri } from "@cornerstonejs/dicom-image-loader";
import {
  addTool,
  AngleTool,
  annotation,
  ArrowAnnotateTool,
  EllipticalROITool,
  Enums as ToolEnums,
  init as initTools,
  LengthTool,
  PanTool,
  StackScrollTool,
  ToolGroupManager,
  utilities,
  WindowLevelTool,
  ZoomTool,
} from "@cornerstonejs/tools";
import type { SeriesView } from "../../api.js";
import { type MarkTool, markTools } from "../../domain/marks.js";
import { hearMarks, type MarkStep } from "./hear-marks.js";
import { imagesOf } from "./image-ids.js";
import {
  type Drawing,
  type Drawn,
  drawnOf,
  type ImagePlace,
  type MarkLayer,
  newMarkLayer,
  type ShownMark,
} from "./mark-layer.js";
import type { ViewState } from "./view-state.js";
import { voiOf } from "./presets.js";

/** What dragging on the image does. */
export const viewerTools = ["window", "pan", "zoom", "scroll", "length", "angle", "roi", "arrow"] as const;
export type ViewerTool = (typeof viewerTools)[number];

/** The library types the names of some of its tools as `any`. */
const nameOf = (tool: { readonly toolName: unknown }): string => String(tool.toolName);
const toolNames: Readonly<Record<ViewerTool, string>> = {
  window: nameOf(WindowLevelTool),
  pan: nameOf(PanTool),
  zoom: nameOf(ZoomTool),
  scroll: nameOf(StackScrollTool),
  length: nameOf(LengthTool),
  angle: nameOf(AngleTool),
  roi: nameOf(EllipticalROITool),
  arrow: nameOf(ArrowAnnotateTool),
};
const markToolOf: ReadonlyMap<string, MarkTool> = new Map(markTools.map((tool) => [toolNames[tool], tool]));

const mouse = ToolEnums.MouseBindings;
type Binding = { mouseButton?: number; numTouchPoints?: number };
/** What works at any time, whichever tool is chosen: right button and two fingers, middle button, wheel. */
const always: Readonly<Partial<Record<ViewerTool, readonly Binding[]>>> = {
  zoom: [{ mouseButton: mouse.Secondary }, { numTouchPoints: 2 }],
  pan: [{ mouseButton: mouse.Auxiliary }],
  scroll: [{ mouseButton: mouse.Wheel }],
};

let begun: Promise<void> | undefined;

/** Once a page: WebGL where the browser has it, else the processor draws. */
function begin(): Promise<void> {
  return (begun ??= (async () => {
    await Promise.resolve();
    initCore();
    initLoader({ maxWebWorkers: Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1)) });
    initTools();
    for (const tool of [
      WindowLevelTool,
      PanTool,
      ZoomTool,
      StackScrollTool,
      LengthTool,
      AngleTool,
      EllipticalROITool,
      ArrowAnnotateTool,
    ])
      addTool(tool);
    // The first image must not wait behind five hundred others.
    imageLoadPoolManager.setMaxSimultaneousRequests(Enums.RequestType.Interaction, 6);
    imageLoadPoolManager.setMaxSimultaneousRequests(Enums.RequestType.Prefetch, 3);
    utilities.stackContextPrefetch.setConfiguration({
      maxImagesToPrefetch: Number.POSITIVE_INFINITY,
      minBefore: 4,
      maxAfter: 8,
      directionExtraImages: 12,
      preserveExistingPool: false,
    });
    const memory = (navigator as { deviceMemory?: number }).deviceMemory ?? 4;
    cache.setMaxCacheSize((memory <= 2 ? 256 : memory <= 4 ? 768 : 1_536) * 1_048_576);
  })());
}

/** What a pane tells while somebody looks. */
export interface PaneReport {
  readonly index: number;
  readonly images: number;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly zoom: number;
}

export interface Pane {
  /** Opens a series at an image, the middle one when not said. Rejects when its first image cannot be loaded. */
  show(caseId: string, series: SeriesView, index?: number): Promise<void>;
  scrollTo(index: number): void;
  scrollBy(count: number): void;
  /** Width and centre; null: as the file says. */
  setWindow(window: { readonly width: number; readonly center: number } | null): void;
  invert(): void;
  rotate(): void;
  reset(): void;
  readonly report: () => PaneReport | undefined;
  readonly state: () => Omit<ViewState, "seriesId"> | undefined;
  apply(state: Omit<ViewState, "seriesId">): void;
  /** What the case keeps of the series; it appears with its image. */
  setMarks(marks: readonly ShownMark[]): void;
  /** A mark stands again as the case keeps it. */
  restoreMark(id: string): void;
  /** What the one who leads draws at this moment. */
  setLive(drawing: Drawing | undefined): void;
  /** Which image of the series it is, from 0; -1: none of them. */
  indexOf(place: ImagePlace): number;
}

export interface ViewerEngine {
  readonly panes: readonly Pane[];
  choose(tool: ViewerTool): void;
  /** Takes away what was drawn and is kept under another name now, or by nobody. */
  dropDrawn(id: string): void;
  showMarks(isVisible: boolean): void;
  resize(): void;
  close(): void;
}

/** Forgets every image and measurement: nothing of the patient stays in the page's memory. */
export function forgetImages(): void {
  annotation.state.removeAllAnnotations();
  cache.purgeCache();
  wadouri.dataSetCacheManager.purge();
}

const isGone = new Error("the viewer is closed");
let engines = 0;

/** What an open viewer tells its page, with the number of the pane. */
export interface ViewerEars {
  /** What the pane shows has changed. */
  readonly onChange: (pane: number) => void;
  /** It has drawn an image. */
  readonly onDrawn: (pane: number) => void;
  readonly onMark: (pane: number, step: MarkStep, drawn: Drawn) => void;
  /** Asks what to write beside an arrow; undefined: it is not wanted after all. */
  readonly askLabel: (before: string, answer: (label: string | undefined) => void) => void;
  /** The lines beside an ellipse. */
  readonly areaWords: (area: Partial<AreaStats>) => string[];
}

/** What an ellipse encloses; values are in the unit of the image (HU of CT). */
export interface AreaStats {
  readonly area: number;
  readonly areaUnit: string;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly stdDev: number;
  readonly modalityUnit: string;
}
interface MeasuredArea {
  readonly cachedStats: Readonly<Record<string, Partial<AreaStats> | undefined>>;
}

/** Makes panes over these elements. */
export async function openViewer(
  elements: readonly HTMLDivElement[],
  hear: ViewerEars,
): Promise<ViewerEngine> {
  await begin();
  const id = `viewer-${++engines}`;
  const engine = new RenderingEngine(id);
  const life = { isClosed: false };
  /** Asked anew after every wait: the viewer may have been left meanwhile. */
  const isClosed = (): boolean => life.isClosed;
  const group = ToolGroupManager.createToolGroup(id);
  if (!group) throw isGone;
  // The library takes an arrow without a word for one that is not wanted.
  const wordsBeside = {
    getTextCallback: (done: (label: string) => void) =>
      hear.askLabel("", (said) => done(said === undefined ? "" : said || " ")),
    changeTextCallback: (data: { data?: { label?: string } }, _: unknown, done: (label: string) => void) =>
      hear.askLabel((data.data?.label ?? "").trim(), (said) => {
        if (said !== undefined) done(said || " ");
      }),
  };
  const configurations: Readonly<Partial<Record<ViewerTool, object>>> = {
    arrow: wordsBeside,
    roi: {
      getTextLines: (data: MeasuredArea, target: string) => hear.areaWords(data.cachedStats[target] ?? {}),
    },
  };
  for (const tool of viewerTools) group.addTool(toolNames[tool], configurations[tool]);
  const places: (ReadonlyMap<string, ImagePlace> | undefined)[] = [];
  const layers: MarkLayer[] = [];
  elements.forEach((element, n) => {
    engine.enableElement({
      viewportId: `${id}-${n}`,
      type: Enums.ViewportType.STACK,
      element,
      defaultOptions: { background: [0, 0, 0] as Types.Point3 },
    });
    group.addViewport(`${id}-${n}`, id);
    const changed = () => hear.onChange(n);
    for (const event of [
      Enums.Events.STACK_NEW_IMAGE,
      Enums.Events.VOI_MODIFIED,
      Enums.Events.CAMERA_MODIFIED,
    ])
      element.addEventListener(event, changed);
    element.addEventListener(Enums.Events.IMAGE_RENDERED, () => hear.onDrawn(n));
  });

  const paneOf = (element: HTMLDivElement, n: number): Pane => {
    const viewport = () => engine.getStackViewport(`${id}-${n}`);
    const isFilled = () => !isClosed() && viewport().getImageIds().length > 0;
    const layer = newMarkLayer({
      id: `${id}-${n}`,
      element,
      toolNameOf: (tool) => toolNames[tool],
      current() {
        const imageId = isFilled() ? viewport().getCurrentImageId() : undefined;
        const place = imageId === undefined ? undefined : places[n]?.get(imageId);
        return imageId === undefined || !place ? undefined : { imageId, place };
      },
      frameOfReference: () => viewport().getFrameOfReferenceUID(),
      render: () => {
        if (isFilled()) viewport().render();
      },
    });
    layers[n] = layer;
    element.addEventListener(Enums.Events.STACK_NEW_IMAGE, () => layer.sync());
    const change = (work: (one: Types.IStackViewport) => void) => {
      if (!isFilled()) return;
      const one = viewport();
      work(one);
      one.render();
    };
    return {
      async show(caseId, series, index) {
        if (isClosed()) throw isGone;
        const images = imagesOf(caseId, series);
        const ids = images.map(({ imageId }) => imageId);
        layer.clear();
        places[n] = new Map(images.map((one) => [one.imageId, one]));
        const start = Math.max(0, Math.min(ids.length - 1, index ?? Math.floor(ids.length / 2)));
        await viewport().setStack(ids, start);
        if (isClosed()) return;
        viewport().render();
        utilities.stackContextPrefetch.enable(element);
        layer.sync();
      },
      scrollTo(index) {
        if (!isFilled()) return;
        const last = viewport().getImageIds().length - 1;
        void viewport().setImageIdIndex(Math.max(0, Math.min(last, index)));
      },
      scrollBy(count) {
        if (isFilled()) viewport().scroll(count, false, false);
      },
      setWindow(window) {
        change((one) => {
          if (window === null) one.resetProperties();
          else
            one.setProperties({
              voiRange: voiOf(window),
            });
        });
      },
      invert() {
        change((one) => one.setProperties({ invert: one.getProperties().invert !== true }));
      },
      rotate() {
        change((one) => {
          const { rotation = 0 } = one.getViewPresentation({ rotation: true });
          one.setViewPresentation({ rotation: (rotation + 90) % 360 });
        });
      },
      reset() {
        change((one) => {
          one.resetProperties();
          one.setViewPresentation({ rotation: 0 });
          one.resetCamera();
        });
      },
      report() {
        if (!isFilled()) return undefined;
        const one = viewport();
        const { voiRange } = one.getProperties();
        return {
          index: one.getCurrentImageIdIndex(),
          images: one.getImageIds().length,
          lower: voiRange?.lower ?? null,
          upper: voiRange?.upper ?? null,
          zoom: one.getZoom(),
        };
      },
      state() {
        if (!isFilled()) return undefined;
        const one = viewport();
        const { voiRange, invert } = one.getProperties();
        const {
          zoom = 1,
          pan = [0, 0],
          rotation = 0,
        } = one.getViewPresentation({
          zoom: true,
          pan: true,
          rotation: true,
        });
        return {
          index: one.getCurrentImageIdIndex(),
          lower: voiRange?.lower ?? null,
          upper: voiRange?.upper ?? null,
          isInverted: invert === true,
          zoom,
          pan: [pan[0], pan[1]],
          rotation,
        };
      },
      apply(state) {
        if (!isFilled()) return;
        const one = viewport();
        if (state.index !== one.getCurrentImageIdIndex()) this.scrollTo(state.index);
        one.setProperties({
          invert: state.isInverted,
          ...(state.lower !== null &&
            state.upper !== null && { voiRange: { lower: state.lower, upper: state.upper } }),
        });
        one.setViewPresentation({ rotation: state.rotation, zoom: state.zoom, pan: state.pan });
        one.render();
      },
      setMarks: (marks) => layer.set(marks),
      restoreMark: (mark) => layer.restore(mark),
      setLive: (drawing) => layer.setLive(drawing),
      indexOf: (place) =>
        [...(places[n]?.values() ?? [])].findIndex(
          ({ instanceId, frame }) => instanceId === place.instanceId && frame === place.frame,
        ),
    };
  };

  const panes = elements.map(paneOf);
  const stopHearing = hearMarks(
    (one) => {
      for (const [n, of] of places.entries()) {
        const drawn = of && drawnOf(one, markToolOf, (imageId) => of.get(imageId));
        if (drawn) return { n, drawn };
      }
      return undefined;
    },
    layers,
    hear.onMark,
  );
  const result: ViewerEngine = {
    panes,
    choose(tool) {
      for (const one of viewerTools) {
        const name = toolNames[one];
        const bindings: Binding[] = [
          ...(always[one] ?? []),
          ...(one === tool ? [{ mouseButton: mouse.Primary }, { numTouchPoints: 1 }] : []),
        ];
        group.setToolPassive(name, { removeAllBindings: true });
        if (bindings.length > 0) group.setToolActive(name, { bindings });
      }
    },
    dropDrawn(drawn) {
      annotation.state.removeAnnotation(drawn);
      engine.render();
    },
    showMarks(isVisible) {
      for (const one of annotation.state.getAllAnnotations())
        if (one.annotationUID !== undefined)
          annotation.visibility.setAnnotationVisibility(one.annotationUID, isVisible);
      for (const layer of layers) layer.setVisible(isVisible);
    },
    resize() {
      if (!isClosed()) engine.resize(true, true);
    },
    close() {
      stopHearing();
      for (const layer of layers) layer.clear();
      life.isClosed = true;
      for (const element of elements) utilities.stackContextPrefetch.disable(element);
      ToolGroupManager.destroyToolGroup(id);
      engine.destroy();
    },
  };
  result.choose(matchMedia("(pointer: coarse)").matches ? "scroll" : "window");
  return result;
}
