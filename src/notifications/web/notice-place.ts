import type { NoticeView } from "../api.js";

/** The page where a notice is acted on; undefined when it is only to be read. */
export function noticePlace({
  kind,
  caseId,
  subjectId,
}: Pick<NoticeView, "kind" | "caseId" | "subjectId">): string | undefined {
  switch (kind) {
    case "offer_sent":
    case "offer_expiring":
    case "offer_withdrawn":
      return "/offers";
    case "case_with_dispatcher":
      return "/dispatch";
    case "membership_application":
    case "membership_review":
    case "membership_ending":
    case "membership_ended":
      return subjectId === null ? "/memberships" : `/memberships/${subjectId}`;
    case "verification_due":
    case "verification_reminder":
    case "verification_lapsed":
    case "verification_suspended":
      return "/verification";
    case "verification_escalated":
    case "finding_opened":
      return "/pool-health";
    case "membership_appointed":
    case "membership_changed":
    case "membership_term_ending":
      return "/experts/mine";
    case "case_returned":
    case "case_accepted":
    case "opinion_signed":
    case "disposition_given":
      return caseId === null ? undefined : `/cases/${caseId}`;
  }
}
