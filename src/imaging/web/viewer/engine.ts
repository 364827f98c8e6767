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
import { imageIdsOf } from "./image-ids.js";
import type { ViewState } from "./view-state.js";
import { voiOf } from "./presets.js";

/** What dragging on the image does. */
export const viewerTools = ["window", "pan", "zoom", "scroll", "length", "angle", "roi"] as const;
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
};

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
}

export interface ViewerEngine {
  readonly panes: readonly Pane[];
  choose(tool: ViewerTool): void;
  clearMeasurements(): void;
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

/**
 * Makes panes over these elements. `onChange` is told with a pane's number whenever what it shows has changed;
 * `onDrawn` when it has drawn.
 */
export async function openViewer(
  elements: readonly HTMLDivElement[],
  hear: { readonly onChange: (pane: number) => void; readonly onDrawn: (pane: number) => void },
): Promise<ViewerEngine> {
  await begin();
  const id = `viewer-${++engines}`;
  const engine = new RenderingEngine(id);
  const life = { isClosed: false };
  /** Asked anew after every wait: the viewer may have been left meanwhile. */
  const isClosed = (): boolean => life.isClosed;
  const group = ToolGroupManager.createToolGroup(id);
  if (!group) throw isGone;
  for (const name of Object.values(toolNames)) group.addTool(name);
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
    const change = (work: (one: Types.IStackViewport) => void) => {
      if (!isFilled()) return;
      const one = viewport();
      work(one);
      one.render();
    };
    return {
      async show(caseId, series, index) {
        if (isClosed()) throw isGone;
        const ids = imageIdsOf(caseId, series);
        const start = Math.max(0, Math.min(ids.length - 1, index ?? Math.floor(ids.length / 2)));
        await viewport().setStack(ids, start);
        if (isClosed()) return;
        viewport().render();
        utilities.stackContextPrefetch.enable(element);
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
    };
  };

  const result: ViewerEngine = {
    panes: elements.map(paneOf),
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
    clearMeasurements() {
      annotation.state.removeAllAnnotations();
      engine.render();
    },
    resize() {
      if (!isClosed()) engine.resize(true, true);
    },
    close() {
      life.isClosed = true;
      for (const element of elements) utilities.stackContextPrefetch.disable(element);
      ToolGroupManager.destroyToolGroup(id);
      engine.destroy();
    },
  };
  result.choose(matchMedia("(pointer: coarse)").matches ? "scroll" : "window");
  return result;
}
