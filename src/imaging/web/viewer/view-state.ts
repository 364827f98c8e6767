import { z } from "zod";
import { DrawMark } from "../../api.js";

/** What somebody shows to the others in the room: which image, and how. Ids and numbers only. */
export const ViewState = z.strictObject({
  seriesId: z.uuid(),
  index: z.int().min(0).max(100_000),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  isInverted: z.boolean(),
  zoom: z.number().positive().max(1_000),
  pan: z.tuple([z.number(), z.number()]),
  rotation: z.number(),
});
export type ViewState = z.infer<typeof ViewState>;

/** `imaging.view`: the leader's view, whenever it changes, and `null` when he leads no longer. */
export const ViewMessage = z.strictObject({ view: ViewState.nullable() });

/** What somebody draws at this moment. */
export const LiveMark = DrawMark.extend({ seriesId: z.uuid() });
export type LiveMark = z.infer<typeof LiveMark>;

/** `imaging.drawing`: what the leader draws while he draws it, and `null` when it is whole: then it comes from the case. */
export const DrawingMessage = z.strictObject({ mark: LiveMark.nullable() });

/** True when two views show the same; what follows is not sent twice. */
export const isSameView = (a: ViewState | undefined, b: ViewState | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
