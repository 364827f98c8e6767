import type { ModuleWork } from "../platform/module.js";
import { expireHold } from "./appointments.js";
import { lapseWaiting, personIdsOf, refillFreed } from "./waitlist.js";

export const schedulingWork: ModuleWork = {
  jobs: {
    "scheduling.expire-hold": (tx, job) => expireHold(tx, job.subjectId),
    "scheduling.lapse-waiting": (tx, job) => lapseWaiting(tx, job.subjectId),
  },
  subscribers: {
    "scheduling.time-freed": (tx, job) => refillFreed(tx, personIdsOf(job.payload)),
  },
};
