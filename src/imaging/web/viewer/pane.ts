import { Enums, type Types } from "@cornerstonejs/core";
import { utilities } from "@cornerstonejs/tools";
import type { SeriesView } from "../../api.js";
import { imagesOf } from "./image-ids.js";
import { type Drawing, type ImagePlace, type MarkLayer, newMarkLayer, type ShownMark } from "./mark-layer.js";
import { voiOf } from "./presets.js";
import { toolNames } from "./tools.js";
import type { ViewState } from "./view-state.js";

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

export const isGone = new Error("the viewer is closed");

/** A pane with what its viewer, and nobody else, does with it. */
export interface OpenPane {
  readonly pane: Pane;
  readonly layer: MarkLayer;
  /** Of an image it shows: which one of the series it is. */
  readonly placeOf: (imageId: string) => ImagePlace | undefined;
}

/** The pane over an element in which the library has a viewport of this id. */
export function newPane(over: {
  readonly id: string;
  readonly element: HTMLDivElement;
  readonly viewport: () => Types.IStackViewport;
  /** Asked anew after every wait: the viewer may have been left meanwhile. */
  readonly isClosed: () => boolean;
}): OpenPane {
  const { id, element, viewport, isClosed } = over;
  let places: ReadonlyMap<string, ImagePlace> | undefined;
  const isFilled = () => !isClosed() && viewport().getImageIds().length > 0;
  const layer = newMarkLayer({
    id,
    element,
    toolNameOf: (tool) => toolNames[tool],
    current() {
      const imageId = isFilled() ? viewport().getCurrentImageId() : undefined;
      const place = imageId === undefined ? undefined : places?.get(imageId);
      return imageId === undefined || !place ? undefined : { imageId, place };
    },
    frameOfReference: () => viewport().getFrameOfReferenceUID(),
    render: () => {
      if (isFilled()) viewport().render();
    },
  });
  element.addEventListener(Enums.Events.STACK_NEW_IMAGE, () => layer.sync());
  const change = (work: (one: Types.IStackViewport) => void) => {
    if (!isFilled()) return;
    const one = viewport();
    work(one);
    one.render();
  };
  const pane: Pane = {
    async show(caseId, series, index) {
      if (isClosed()) throw isGone;
      const images = imagesOf(caseId, series);
      const ids = images.map(({ imageId }) => imageId);
      layer.clear();
      places = new Map(images.map((one) => [one.imageId, one]));
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
      [...(places?.values() ?? [])].findIndex(
        ({ instanceId, frame }) => instanceId === place.instanceId && frame === place.frame,
      ),
  };
  return { pane, layer, placeOf: (imageId) => places?.get(imageId) };
}
