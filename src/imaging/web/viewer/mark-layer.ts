import { metaData } from "@cornerstonejs/core";
import { annotation, type Types as ToolTypes } from "@cornerstonejs/tools";
import type { MarkTool, Point } from "../../domain/marks.js";
import { type Plane, toPlace, toPoint, type Triple } from "./mark-geometry.js";

/** A frame of an image, as marks name it. */
export interface ImagePlace {
  readonly instanceId: string;
  readonly frame: number;
}

/** What is drawn on an image, for the pane. */
export interface Drawing extends ImagePlace {
  readonly tool: MarkTool;
  readonly points: readonly Point[];
  readonly label: string;
}

/** A mark that the case keeps. */
export interface ShownMark extends Drawing {
  readonly id: string;
  readonly isMine: boolean;
}

/** What the library knows of a drawing: `id` is its own, or a kept mark's. */
export interface Drawn extends Drawing {
  readonly id: string;
  readonly imageId: string;
}

const { state, locking, config } = annotation;

/** Others' marks are seen to be others'. */
const othersColor = "rgb(102, 217, 255)";
const othersStyle = {
  color: othersColor,
  colorLocked: othersColor,
  textBoxColor: othersColor,
  textBoxColorLocked: othersColor,
};

function planeOf(imageId: string): Plane {
  const said = (metaData.get("imagePlaneModule", imageId) ?? {}) as {
    imagePositionPatient?: Triple | null;
    rowCosines?: Triple | null;
    columnCosines?: Triple | null;
    columnPixelSpacing?: number | null;
    rowPixelSpacing?: number | null;
  };
  return {
    origin: said.imagePositionPatient ?? [0, 0, 0],
    rowCosines: said.rowCosines ?? [1, 0, 0],
    columnCosines: said.columnCosines ?? [0, 1, 0],
    columnSpacing: said.columnPixelSpacing || 1,
    rowSpacing: said.rowPixelSpacing || 1,
  };
}

/** An annotation of the library as a drawing; undefined: it is of another tool or another pane's image. */
export function drawnOf(
  one: ToolTypes.Annotation,
  tools: ReadonlyMap<string, MarkTool>,
  placeOf: (imageId: string) => ImagePlace | undefined,
): Drawn | undefined {
  const { annotationUID: id, metadata, data } = one;
  const imageId = metadata?.referencedImageId;
  const tool = tools.get(metadata?.toolName ?? "");
  const place = imageId === undefined ? undefined : placeOf(imageId);
  if (id === undefined || imageId === undefined || tool === undefined || !place) return undefined;
  const plane = planeOf(imageId);
  const points = (data.handles?.points ?? []).map(([x, y, z]) => toPoint([x, y, z], plane));
  return { id, imageId, ...place, tool, points, label: (data.label ?? "").trim().slice(0, 60) };
}

/** Whether two drawings are the same to the eye. */
export const isSameDrawing = (a: Drawing, b: Drawing): boolean =>
  a.label === b.label &&
  a.points.length === b.points.length &&
  a.points.every(([column, row], n) => {
    const [otherColumn = NaN, otherRow = NaN] = b.points[n] ?? [];
    return Math.abs(column - otherColumn) < 0.05 && Math.abs(row - otherRow) < 0.05;
  });

/** What of the case's marks lies on the image that a pane shows: an image's place in space is known once it is loaded. */
export interface MarkLayer {
  set(marks: readonly ShownMark[]): void;
  /** What somebody is drawing at this moment; undefined: nobody is. */
  setLive(drawing: Drawing | undefined): void;
  setVisible(isVisible: boolean): void;
  /** The pane shows another image now. */
  sync(): void;
  find(id: string): ShownMark | undefined;
  isLive(id: string): boolean;
  /** The mark stands again as it is kept. */
  restore(id: string): void;
  clear(): void;
}

export function newMarkLayer(of: {
  readonly id: string;
  readonly element: HTMLDivElement;
  readonly toolNameOf: (tool: MarkTool) => string;
  readonly current: () => { readonly imageId: string; readonly place: ImagePlace } | undefined;
  readonly frameOfReference: () => string;
  readonly render: () => void;
}): MarkLayer {
  let marks: readonly ShownMark[] = [];
  let live: Drawing | undefined;
  let isVisible = true;
  const liveId = `${of.id}-live`;
  const drawn = new Map<string, Drawing>();

  const drop = (id: string) => {
    drawn.delete(id);
    state.removeAnnotation(id);
  };
  const add = (id: string, drawing: Drawing, imageId: string, isMine: boolean) => {
    const plane = planeOf(imageId);
    const none: [number, number, number] = [0, 0, 0];
    state.addAnnotation(
      {
        annotationUID: id,
        highlighted: false,
        invalidated: true,
        isLocked: !isMine,
        isVisible,
        metadata: {
          toolName: of.toolNameOf(drawing.tool),
          referencedImageId: imageId,
          FrameOfReferenceUID: of.frameOfReference(),
        },
        data: {
          label: drawing.label,
          cachedStats: {},
          handles: {
            points: drawing.points.map((point) => toPlace(point, plane)),
            activeHandleIndex: null,
            arrowFirst: true,
            textBox: {
              hasMoved: false,
              worldPosition: none,
              worldBoundingBox: { topLeft: none, topRight: none, bottomLeft: none, bottomRight: none },
            },
          },
        },
      },
      of.element,
    );
    locking.setAnnotationLocked(id, !isMine);
    if (!isMine) config.style.setAnnotationStyles(id, othersStyle);
    drawn.set(id, drawing);
  };
  const sync = () => {
    const current = of.current();
    for (const id of [...drawn.keys()])
      if (id === liveId ? !live : !marks.some((one) => one.id === id)) drop(id);
    if (current) {
      const { imageId, place } = current;
      const isHere = (one: Drawing) => one.instanceId === place.instanceId && one.frame === place.frame;
      const draw = (id: string, drawing: Drawing, isMine: boolean) => {
        const known = drawn.get(id);
        if (known && isSameDrawing(known, drawing)) return;
        drop(id);
        add(id, drawing, imageId, isMine);
      };
      for (const mark of marks) if (isHere(mark)) draw(mark.id, mark, mark.isMine);
      if (live && isHere(live)) draw(liveId, live, false);
      else drop(liveId);
    }
    of.render();
  };
  return {
    set(next) {
      marks = next;
      sync();
    },
    setLive(drawing) {
      live = drawing;
      sync();
    },
    setVisible(next) {
      isVisible = next;
      for (const id of drawn.keys()) annotation.visibility.setAnnotationVisibility(id, next);
      of.render();
    },
    sync,
    find: (id) => marks.find((one) => one.id === id),
    isLive: (id) => id === liveId,
    restore(id) {
      drop(id);
      sync();
    },
    clear() {
      for (const id of [...drawn.keys()]) drop(id);
    },
  };
}
