import { Enums, RenderingEngine, type Types } from "@cornerstonejs/core";
import { annotation, ToolGroupManager, utilities } from "@cornerstonejs/tools";
import { hearMarks, type MarkStep } from "./hear-marks.js";
import { begin } from "./library.js";
import { type Drawn, drawnOf } from "./mark-layer.js";
import { isGone, newPane, type Pane } from "./pane.js";
import { bindingsOf, markToolOf, toolNames, type ViewerTool, viewerTools } from "./tools.js";

export { forgetImages } from "./library.js";

export interface ViewerEngine {
  readonly panes: readonly Pane[];
  choose(tool: ViewerTool): void;
  /** Takes away what was drawn and is kept under another name now, or by nobody. */
  dropDrawn(id: string): void;
  showMarks(isVisible: boolean): void;
  resize(): void;
  close(): void;
}

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

  const open = elements.map((element, n) =>
    newPane({ id: `${id}-${n}`, element, viewport: () => engine.getStackViewport(`${id}-${n}`), isClosed }),
  );
  const layers = open.map(({ layer }) => layer);
  const stopHearing = hearMarks(
    (one) => {
      for (const [n, { placeOf }] of open.entries()) {
        const drawn = drawnOf(one, markToolOf, placeOf);
        if (drawn) return { n, drawn };
      }
      return undefined;
    },
    layers,
    hear.onMark,
  );
  const result: ViewerEngine = {
    panes: open.map(({ pane }) => pane),
    choose(tool) {
      for (const one of viewerTools) {
        const name = toolNames[one];
        const bindings = [...bindingsOf(one, tool)];
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
