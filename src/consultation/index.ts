import { ahead, inPortions } from "../platform/jobs.js";
import type { ModuleWork } from "../platform/module.js";
import { overdueJob } from "./actions/conversation.js";
import { followAssignment, openOnAcceptances } from "./actions/open-opinion.js";
import { assignmentMoved } from "../cases/index.js";
import * as tell from "./actions/tell-parties.js";

export { consultationRoutes } from "./routes.js";
export { caseParties, loadOpinionDocument, type OpinionDocument } from "./opinion-document.js";
export { bringCertificate } from "./paper/paper-certificate.js";
export type { ConsultFacts, Party } from "./domain/archive-record.js";
export type { OpinionContent } from "./domain/opinion.js";

export const consultationWork: ModuleWork = {
  jobs: { [overdueJob]: tell.tellOverdue },
  subscribers: {
    "dispatch.accepted": ahead(inPortions(openOnAcceptances)),
    [assignmentMoved]: followAssignment,
    "consultation.opinion-signed": tell.tellSigned,
    "consultation.closed": tell.tellExpert,
    "consultation.question-asked": tell.tellQuestion,
    "consultation.question-answered": tell.tellAnswer,
    "consultation.upgrade-proposed": tell.tellProposal,
    "consultation.upgraded": tell.tellUpgradeAnswer,
    "consultation.upgrade-declined": tell.tellUpgradeAnswer,
  },
};
