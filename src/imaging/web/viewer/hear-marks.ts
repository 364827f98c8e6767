import { eventTarget } from "@cornerstonejs/core";
import { Enums as ToolEnums, type Types as ToolTypes } from "@cornerstonejs/tools";
import { type Drawn, isSameDrawing, type MarkLayer } from "./mark-layer.js";

/** `drawing`: at this moment · `drawn`: whole, and nobody keeps it yet · `changed`: a kept one of one's own. */
export type MarkStep = "drawing" | "drawn" | "changed";

/** A moved mark is told when the hand has rested so long, in milliseconds. */
const restsMs = 400;

/** Tells what the hand does with marks: the library says it of every annotation of the page. Ends with the returned function. */
export function hearMarks(
  find: (one: ToolTypes.Annotation) => { readonly n: number; readonly drawn: Drawn } | undefined,
  layers: readonly MarkLayer[],
  tell: (pane: number, step: MarkStep, drawn: Drawn) => void,
): () => void {
  const whole = new Set<string>();
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const onCompleted = (event: Event) => {
    const found = find((event as CustomEvent<{ annotation: ToolTypes.Annotation }>).detail.annotation);
    if (!found || whole.has(found.drawn.id) || layers[found.n]?.find(found.drawn.id)) return;
    whole.add(found.drawn.id);
    tell(found.n, "drawn", found.drawn);
  };
  const onModified = (event: Event) => {
    const one = (event as CustomEvent<{ annotation: ToolTypes.Annotation }>).detail.annotation;
    const found = find(one);
    if (!found || layers.some((layer) => layer.isLive(found.drawn.id))) return;
    const { id } = found.drawn;
    const kept = layers[found.n]?.find(id);
    if (!kept) {
      if (!whole.has(id)) tell(found.n, "drawing", found.drawn);
      return;
    }
    clearTimeout(timers.get(id));
    if (!kept.isMine || isSameDrawing(kept, found.drawn)) return;
    timers.set(
      id,
      setTimeout(() => {
        const now = find(one);
        if (now) tell(now.n, "changed", now.drawn);
      }, restsMs),
    );
  };
  const { ANNOTATION_COMPLETED, ANNOTATION_MODIFIED } = ToolEnums.Events;
  eventTarget.addEventListener(ANNOTATION_COMPLETED, onCompleted);
  eventTarget.addEventListener(ANNOTATION_MODIFIED, onModified);
  return () => {
    for (const timer of timers.values()) clearTimeout(timer);
    eventTarget.removeEventListener(ANNOTATION_COMPLETED, onCompleted);
    eventTarget.removeEventListener(ANNOTATION_MODIFIED, onModified);
  };
}
