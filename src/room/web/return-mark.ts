import { z } from "zod";
import { readPreference, writePreference } from "../../web/preferences.js";

const name = "room-return";
/** Later than this somebody comes in by himself, after a look at his devices. */
const freshMs = 60_000;

const Mark = z.strictObject({
  participantId: z.string(),
  at: z.number(),
  audio: z.boolean(),
  video: z.boolean(),
});
/**
 * A call whose page was closed or loaded anew in the middle: as which participant, when, and what was on. The participant's
 * id is drawn for one room and says nothing of a case or patient.
 */
export type ReturnMark = z.infer<typeof Mark>;

/** Left behind by a page that is being closed in mid-call, for the one that is opened instead. */
export const leaveReturnMark = (mark: ReturnMark): void => writePreference(name, mark);

/** Takes the mark away and answers it when it is of one of these participants, and fresh; undefined otherwise. */
export function takeReturnMark(
  participantIds: readonly string[],
  now: number = Date.now(),
): ReturnMark | undefined {
  const mark = readPreference(name, Mark.nullable(), null);
  if (mark === null) return undefined;
  writePreference(name, null);
  return participantIds.includes(mark.participantId) && now - mark.at <= freshMs ? mark : undefined;
}
