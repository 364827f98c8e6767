import { notify } from "../notifications/index.js";
import type { ModuleWork } from "../platform/module.js";
import { listRecruitments } from "./store/recruitments.js";
import { regionName, specialtyName } from "./words.js";

/** Tells the expert that he is asked, and the one who asked what he said. */
export const insightWork: ModuleWork = {
  subscribers: {
    "insight.recruit-asked": async (tx, job) => {
      const [one] = await listRecruitments(tx, { id: job.subjectId });
      if (!one || one.personId === null) return;
      await notify(tx, {
        personId: one.personId,
        kind: "recruit_asked",
        caseId: null,
        subjectId: one.id,
        details: { region: regionName(one.regionCode), specialty: specialtyName(one.specialtyCode) },
        eventId: String(job.payload.eventId),
      });
    },
    "insight.recruit-answered": async (tx, job) => {
      const [one] = await listRecruitments(tx, { id: job.subjectId });
      if (!one) return;
      await notify(tx, {
        personId: one.askedBy,
        kind: "recruit_answered",
        caseId: null,
        subjectId: one.id,
        details: {
          expertName: one.expertName,
          specialty: specialtyName(one.specialtyCode),
          answer: one.status,
        },
        eventId: String(job.payload.eventId),
      });
    },
  },
};
