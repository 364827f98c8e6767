import type { Tx } from "../platform/database/database.js";
import type { Job } from "../platform/jobs.js";
import type { ModuleWork } from "../platform/module.js";
import { closeRoom } from "./actions/moderate.js";
import type { CloseReason } from "./domain/room-status.js";
import { closeEmptyJob } from "./signal/come-in.js";
import { findLiveRoom, lockRoom } from "./store/rooms.js";
import { listLiveStays } from "./store/stays.js";

/** The case has ended: so has its room, whoever is in it. */
const closeOfCase =
  (reason: CloseReason) =>
  async (tx: Tx, job: Job): Promise<void> => {
    const room = await findLiveRoom(tx, job.subjectId, true);
    if (room) await closeRoom(tx, room, reason);
  };

/** An hour after the last one left, if nobody has come back. */
async function closeWhenEmpty(tx: Tx, job: Job): Promise<void> {
  const room = await lockRoom(tx, job.subjectId);
  if (room?.status === "open" && (await listLiveStays(tx, room.id)).length === 0)
    await closeRoom(tx, room, "empty");
}

export const roomWork: ModuleWork = {
  jobs: { [closeEmptyJob]: closeWhenEmpty },
  subscribers: {
    "consultation.closed": closeOfCase("case_closed"),
    "cases.cancelled": closeOfCase("case_moved"),
  },
};
