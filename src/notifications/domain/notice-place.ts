import type { NoticeKind } from "./notice-kinds.js";

/** The page where a notice is acted on; undefined when it is only to be read. */
export function noticePlace({
  kind,
  caseId,
  subjectId,
}: {
  readonly kind: NoticeKind;
  readonly caseId: string | null;
  readonly subjectId: string | null;
}): string | undefined {
  switch (kind) {
    case "offer_sent":
    case "offer_expiring":
    case "offer_withdrawn":
      return "/offers";
    case "case_with_dispatcher":
      return "/dispatch";
    case "agreement_to_sign":
      return "/medical-affairs";
    case "agreement_signed":
      return "/agreements";
    case "membership_application":
    case "membership_review":
    case "membership_ending":
    case "membership_ended":
      return subjectId === null ? "/memberships" : `/memberships/${subjectId}`;
    case "settlement_disputed":
    case "settlement_to_approve":
      return subjectId === null ? "/settlements" : `/settlements/${subjectId}`;
    case "appreciation_received":
      return "/mine";
    case "verification_due":
    case "verification_reminder":
    case "verification_lapsed":
    case "verification_suspended":
      return "/verification";
    case "verification_escalated":
    case "finding_opened":
      return "/pool-health";
    case "conflict_opened":
      return subjectId === null ? "/experts/checks" : `/experts/checks?conflict=${subjectId}`;
    case "conflict_about_you":
    case "membership_appointed":
    case "membership_changed":
    case "membership_term_ending":
      return "/experts/mine";
    case "recruit_asked":
      return "/recruitments";
    case "recruit_answered":
      return "/insight";
    case "follow_up_escalated":
      return "/quality/follow-ups";
    case "outcome_returned":
      return "/echoes";
    case "quality_alert":
      return subjectId === null ? "/quality/alerts" : `/quality/alerts/${subjectId}`;
    case "complaint_assigned":
      return "/quality/complaints";
    case "weekly_report":
      return "/quality/weekly";
    case "review_asked":
      return "/quality/reviews";
    case "follow_up_due":
    case "follow_up_reminder":
    case "room_invitation_asked":
      return "/room-invitations";
    case "room_opened":
    case "room_invited":
      return caseId === null ? undefined : `/room/${caseId}`;
    case "appointment_booked":
    case "appointment_moved":
    case "appointment_cancelled":
    case "appointment_handed_over":
    case "recording_silent":
    case "case_returned":
    case "case_accepted":
    case "opinion_signed":
    case "consult_question":
    case "consult_answer":
    case "upgrade_proposed":
    case "upgrade_answered":
    case "stand_wanted":
    case "disposition_given":
      return caseId === null ? undefined : `/cases/${caseId}`;
  }
}
