import { type Role, roles } from "./roles.js";

/**
 * What a cell allows. `no`: nothing · `own`: objects this person is a party to · `institution`: objects of this
 * person's institution · `any`: every object that row-level security shows this person (and acts without an object).
 */
export type Cell = "no" | "own" | "institution" | "any";

type Row = readonly [Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell];

const no = "no";
const own = "own";
const inst = "institution";
const any = "any";
const everyone: Row = [any, any, any, any, any, any, any, any, any];

/**
 * The whole permission of the system, one row an action, one column a role, in the order of `roles`.
 * What is not written here does not exist: a route cannot be defined without a row, and an unlisted pair is `no`.
 */
const table = {
  //                        requester expert medical dispatch quality operator system security audit
  "session.use":           everyone,
  "live.listen":           everyone,
  "notice.use":            everyone,
  "notice.set":            everyone,
  "term.search":           everyone,
  "institution.list":      everyone,

  "account.list":          [no,  no,  no,  no,  no,  no,  any, any, no],
  "account.create":        [no,  no,  no,  no,  no,  no,  any, no,  no],
  "account.set-status":    [no,  no,  no,  no,  no,  no,  any, no,  no],
  "account.set-roles":     [no,  no,  no,  no,  no,  no,  no,  any, no],
  "audit.read":            [no,  no,  no,  no,  no,  no,  no,  no,  any],
  "audit.verify":          [no,  no,  no,  no,  no,  no,  no,  no,  any],
  "system.inspect":        [no,  no,  no,  no,  no,  no,  any, any, no],

  "channel.inspect":       [no,  no,  no,  no,  no,  any, any, no,  no],
  "channel.test":          [no,  no,  no,  no,  no,  any, any, no,  no],

  "institution.manage":    [no,  no,  no,  no,  no,  any, no,  no,  no],
  "agreement.list":        [any, no,  any, any, no,  any, no,  no,  no],
  "agreement.sign":        [no,  no,  any, no,  no,  no,  no,  no,  no],
  "agreement.manage":      [no,  no,  no,  no,  no,  any, no,  no,  no],

  "pilot.read":            everyone,
  "pilot.change":          [no,  no,  no,  no,  no,  any, no,  no,  no],

  "expert.search":         [any, any, any, any, any, any, no,  no,  no],
  "expert.read":           [any, any, any, any, any, any, no,  no,  no],
  "profile.read":         [any, any, any, any, any, any, no,  no,  no],
  "profile.compare":      [any, no,  any, any, any, any, no,  no,  no],
  "expert.import":         [no,  no,  any, no,  no,  any, no,  no,  no],
  "expert.open-account":   [no,  no,  inst, no,  no,  any, no,  no,  no],
  "expert.set-availability": [no, own, inst, any, no, any, no, no,  no],
  "expert.verify":        [no,  own, inst, no, no,  any, no,  no,  no],
  "expert.verify-own":    [no,  any, no,  no,  no,  no,  no,  no,  no],
  "campaign.start":       [no,  no,  any, no,  no,  any, no,  no,  no],
  "pool.health":          [no,  no,  any, no,  no,  any, no,  no,  no],
  "finding.settle":       [no,  no,  inst, no, no,  any, no,  no,  no],
  "membership.list":       [no,  no,  any, no,  no,  any, no,  no,  no],
  "membership.read":       [no,  own, inst, no, no,  any, no,  no,  no],
  "membership.invite":     [no,  no,  any, no,  no,  any, no,  no,  no],
  "membership.complete":   [no,  no,  inst, no, no,  any, no,  no,  no],
  "membership.sign-off":   [no,  no,  inst, no, no,  no,  no,  no,  no],
  "membership.appoint":    [no,  no,  no,  no,  no,  any, no,  no,  no],
  "membership.refuse":     [no,  no,  inst, no, no,  any, no,  no,  no],
  "membership.change":     [no,  no,  inst, no, no,  any, no,  no,  no],
  "membership.revoke":     [no,  no,  no,  no,  no,  any, no,  no,  no],
  "expert.export":         [no,  own, inst, no,  no,  any, no,  no,  no],
  "expert.merge":          [no,  no,  no,  no,  no,  any, no,  no,  no],
  "claim.state":           [no,  own, inst, no,  no,  any, no,  no,  no],
  "claim.check":           [no,  no,  inst, no,  no,  any, no,  no,  no],
  "claim.review":          [no,  no,  any, no,  no,  any, no,  no,  no],
  "claim.evidence":        [no,  own, inst, no,  no,  any, no,  no,  no],
  "objection.file":        [no,  own, no,  no,  no,  no,  no,  no,  no],
  "objection.list":        [no,  any, any, no,  no,  any, no,  no,  no],
  "objection.answer":      [no,  no,  inst, no,  no,  any, no,  no,  no],
  "term.review":           [no,  no,  any, no,  no,  any, no,  no,  no],

  "connector.read":        [no,  no,  any, no,  no,  any, any, no,  no],
  "connector.manage":      [no,  no,  no,  no,  no,  any, any, no,  no],
  "connector.run":         [no,  no,  no,  no,  no,  any, any, no,  no],
  "quarantine.decide":     [no,  no,  no,  no,  no,  any, any, no,  no],

  "case.create":           [any, no,  no,  no,  no,  no,  no,  no,  no],
  "case.edit":             [own, no,  no,  no,  no,  no,  no,  no,  no],
  "case.cancel":           [own, no,  no,  any, no,  no,  no,  no,  no],
  "case.list":             [any, any, any, any, any, no,  no,  no,  no],
  "case.read":             [own, own, inst, any, inst, no, no, no,  no],
  "case.access-log":       [own, own, inst, no,  inst, no, no, no,  any],
  "triage.preview":        [any, no,  no,  any, no,  no,  no,  no,  no],
  "triage.override":       [own, no,  no,  any, no,  no,  no,  no,  no],
  "completeness.edit":     [no,  no,  no,  no,  any, any, no,  no,  no],
  "assistant.read":        [no,  no,  no,  no,  any, any, any, no,  no],
  "assistant.manage":      [no,  no,  no,  no,  no,  any, any, no,  no],
  "rtc.read":             [no,  no,  no,  no,  no,  any, any, any, no],
  "rtc.manage":           [no,  no,  no,  no,  no,  any, any, no,  no],
  "match.preview":         [any, no,  no,  no,  no,  no,  no,  no,  no],
  "match.feedback":        [own, no,  no,  any, no,  no,  no,  no,  no],
  "match.learn":           [no,  no,  no,  any, any, any, no,  no,  no],
  "match.model-read":     [no,  no,  no,  any, any, any, no,  no,  no],
  "match.model-change":   [no,  no,  no,  no,  no,  any, no,  no,  no],
  "match.read":            [own, no,  inst, any, no,  no,  no,  no,  no],

  "calendar.read":         [own, own, inst, any, no,  any, no,  no,  no],
  "calendar.edit":         [own, own, inst, no,  no,  any, no,  no,  no],
  "calendar.overview":     [no,  no,  any, any, no,  any, no,  no,  no],
  "holiday.read":          everyone,
  "holiday.manage":        [no,  no,  no,  no,  no,  any, no,  no,  no],
  "appointment.read":      [own, own, inst, any, no,  no,  no,  no,  no],
  "appointment.book":      [own, own, no,  any, no,  no,  no,  no,  no],
  "appointment.hand-over": [no,  own, no,  any, no,  no,  no,  no,  no],
  "appointment.override":  [no,  no,  no,  any, no,  no,  no,  no,  no],

  "offer.list":            [no,  any, no,  no,  no,  no,  no,  no,  no],
  "offer.answer":          [no,  own, no,  no,  no,  no,  no,  no,  no],
  "dispatch.board":        [no,  no,  no,  any, no,  any, no,  no,  no],
  "dispatch.assign":       [no,  no,  no,  any, no,  no,  no,  no,  no],
  "response.read":        [no,  own, no,  any, no,  any, no,  no,  no],
  "policy.read":          [no,  no,  no,  any, any, any, no,  no,  no],
  "policy.change":        [no,  no,  no,  no,  no,  any, no,  no,  no],
  "dispatch.return":       [no,  no,  no,  any, no,  no,  no,  no,  no],

  "room.read":             [own, own, inst, any, inst, no, no, no,  no],
  "room.open":             [own, own, no,  no,  no,  no,  no,  no,  no],
  "room.enter":            [own, own, no,  no,  no,  no,  no,  no,  no],
  "room.record-qualified": [own, no,  no,  no,  no,  no,  no,  no,  no],
  "room.moderate":         [own, own, no,  no,  no,  no,  no,  no,  no],
  "room.confirm-invitation": [no, no, no,  any, no,  no,  no,  no,  no],
  "room.quality":          [no,  no,  no,  no,  any, any, any, no,  no],
  "transcript.read":       [own, own, inst, any, inst, no, no, no,  no],
  "transcript.speak":      [own, own, no,  no,  no,  no,  no,  no,  no],
  "recording.run":         [own, own, no,  no,  no,  no,  no,  no,  no],
  "recording.consent":     [own, no,  no,  no,  no,  no,  no,  no,  no],
  "recording.play":        [own, own, inst, no,  inst, no, no, no,  no],
  "recording.hold":        [no,  no,  inst, no,  inst, no, no, no,  no],
  "draft.write":           [own, own, no,  no,  no,  no,  no,  no,  no],
  "transcription.read":    [no,  no,  no,  no,  any, any, any, no,  no],
  "transcription.manage":  [no,  no,  no,  no,  no,  any, any, no,  no],
  "imaging.read":          [own, own, inst, any, inst, no, no, no,  no],
  "imaging.add":           [own, no,  no,  no,  no,  no,  no,  no,  no],
  "imaging.mark":          [own, own, no,  no,  no,  no,  no,  no,  no],
  "pacs.manage":           [no,  no,  no,  no,  no,  any, any, no,  no],

  "opinion.read":          [own, own, inst, any, inst, no, no, no,  no],
  "opinion.write":         [no,  own, no,  no,  no,  no,  no,  no,  no],
  "opinion.sign":          [no,  own, no,  no,  no,  no,  no,  no,  no],
  "disposition.give":      [own, no,  no,  no,  no,  no,  no,  no,  no],
  "opinion.export":        [own, own, inst, no,  inst, no, no, no,  no],
  "conversation.read":     [own, own, inst, any, inst, no, no, no,  no],
  "conversation.write":    [own, own, no,  no,  no,  no,  no,  no,  no],
  "consultation.upgrade":  [own, own, no,  no,  no,  no,  no,  no,  no],
  "panel.read":            [own, own, inst, any, inst, no, no, no,  no],
  "panel.arrange":         [own, own, no,  any, no,  no,  no,  no,  no],
  "panel.co-sign":         [no,  own, no,  no,  no,  no,  no,  no,  no],
  "template.read":         [no,  any, any, no,  no,  no,  no,  no,  no],
  "template.manage":       [no,  no,  any, no,  no,  no,  no,  no,  no],
  "signing.unlock":        [no,  any, any,  no,  no,  no,  no,  no,  no],
  "signing.read":          [no,  no,  any, no,  no,  no,  any, no,  no],
  "signing.manage":        [no,  no,  any, no,  no,  no,  any, no,  no],
  "delivery.read":         [no,  no,  any, no,  no,  any, any, no,  no],
  "delivery.retry":        [no,  no,  any, no,  no,  any, any, no,  no],
  "destination.manage":    [no,  no,  no,  no,  no,  any, any, no,  no],
  "archive.read":          [own, own, inst, no,  inst, no, no, no,  no],
  "quality.overview":      [no,  no,  any, any, any, any, no,  no,  no],

  "insight.read":          [no,  no,  no,  any, any, any, no,  no,  no],
  "insight.recruit":       [no,  no,  no,  no,  no,  any, no,  no,  no],
  "insight.answer":        [no,  any, no,  no,  no,  no,  no,  no,  no],
  "quality.results":       [own, own, inst, any, inst, no, no, no,  no],
  "quality.clocks":        [no,  no,  no,  any, no,  any, no,  no,  no],
  "evaluation.give":       [own, no,  no,  no,  no,  no,  no,  no,  no],
  "follow-up.list":        [any, no,  no,  no,  any, no,  no,  no,  no],
  "follow-up.fill":        [own, no,  no,  no,  inst, no, no,  no,  no],
  "echo.list":             [no,  any, no,  no,  no,  no,  no,  no,  no],
  "quality.indicators":    [no,  no,  any, no,  any, any, no,  no,  no],
  "quality.ask":           [no,  no,  any, no,  any, any, no,  no,  no],
  "weekly.read":           [no,  no,  any, no,  any, any, no,  no,  no],
  "weekly.choose":         [no,  no,  any, no,  any, any, no,  no,  no],
  "weekly.send":           [no,  no,  any, no,  any, any, no,  no,  no],
  "service-level.read":    [no,  no,  any, any, any, any, no,  no,  no],
  "service-level.set":     [no,  no,  no,  no,  no,  any, no,  no,  no],
  "alert.read":            [no,  no,  any, no,  any, any, no,  no,  no],
  "alert.work":            [no,  no,  no,  no,  any, any, no,  no,  no],
  "review.rate":           [no,  any, no,  no,  no,  no,  no,  no,  no],
  "review.read":           [no,  no,  no,  no,  any, any, no,  no,  no],
  "complaint.file":        [any, any, any, no,  any, any, no,  no,  no],
  "complaint.read":        [no,  no,  any, no,  any, any, no,  no,  no],
  "complaint.handle":      [no,  no,  any, no,  any, any, no,  no,  no],

  "settlement.list":       [no,  no,  any, no,  no,  any, no,  no,  no],
  "settlement.read":       [no,  no,  inst, no, no,  any, no,  no,  no],
  "settlement.act":        [no,  no,  inst, no, no,  no,  no,  no,  no],
  "settlement.resolve":    [no,  no,  inst, no, no,  any, no,  no,  no],
  "rule.read":             [any, any, any, any, any, any, no,  no,  no],
  "rule.change":           [no,  no,  no,  no,  no,  any, no,  no,  no],
  "credit.read":           [no,  any, any, no,  no,  any, no,  no,  no],
  "credit.decide":         [no,  no,  any, no,  no,  no,  no,  no,  no],
  "honour.read":           everyone,
  "honour.run":            [no,  no,  no,  no,  no,  any, no,  no,  no],
  "mine.read":             [no,  any, no,  no,  no,  no,  no,  no,  no],
  "appreciation.give":     [own, no,  no,  no,  no,  no,  no,  no,  no],
  "appreciation.moderate": [no,  no,  no,  no,  any, any, no,  no,  no],
} as const satisfies Record<string, Row>;

export type Action = keyof typeof table;
export const actions = Object.keys(table) as Action[];

/**
 * What a session entered through a message's link may do, with its one case alone. It reads and writes; it does not sign:
 * whoever holds somebody's phone or mailbox for a moment has not proved to be him.
 */
const inCaseSession: ReadonlySet<Action> = new Set<Action>([
  "session.use",
  "live.listen",
  "notice.use",
  "institution.list",
  "case.read",
  "imaging.read",
  "imaging.mark",
  "opinion.read",
  "opinion.write",
  "room.read",
  "room.open",
  "room.enter",
  "room.record-qualified",
]);

/** Whether the session may try the action at all; null: a session with the person's whole rights. */
export const isWithin = (limitedToCase: string | null, action: Action): boolean =>
  limitedToCase === null || inCaseSession.has(action);

/** What one role may do with one action. */
export const cellOf = (action: Action, role: Role): Cell => table[action][roles.indexOf(role)] ?? no;

const breadth: readonly Cell[] = ["no", "own", "institution", "any"];

/** The widest cell among the person's roles; `no` for someone without roles. */
export const widestCell = (action: Action, held: readonly Role[]): Cell =>
  held
    .map((role) => cellOf(action, role))
    .reduce<Cell>((a, b) => (breadth.indexOf(b) > breadth.indexOf(a) ? b : a), no);

/** Every cell that lets someone in: `own` and `institution` may both hold through different roles. */
export const cellsOf = (action: Action, held: readonly Role[]): ReadonlySet<Cell> =>
  new Set(held.map((role) => cellOf(action, role)).filter((cell) => cell !== no));

/** How an object relates to people and institutions, as its module's loader tells. */
export interface Resource {
  /** Persons to whom it is their own: the requester, the assigned expert while the case is open. */
  readonly personIds: readonly string[];
  /** The institution that owns it; for a case, the inviting one. */
  readonly institutionIds: readonly string[];
}

/** True when the cells reach the object. Deny by default: an empty set reaches nothing. */
export function reaches(
  cells: ReadonlySet<Cell>,
  who: { readonly personId: string; readonly institutionId: string },
  resource: Resource,
): boolean {
  return (
    cells.has(any) ||
    (cells.has(own) && resource.personIds.includes(who.personId)) ||
    (cells.has(inst) && resource.institutionIds.includes(who.institutionId))
  );
}
