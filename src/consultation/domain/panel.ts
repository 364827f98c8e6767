import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";
import { canonicalJson } from "../../kernel/canonical-json.js";

/** One seat of an MDT: its expert as he was called when the panel was complete. */
export interface PanelMember {
  readonly personId: string;
  readonly seat: number;
  /** 1 speaks first. */
  readonly speakingOrder: number;
  readonly specialtyCode: string | null;
  readonly name: string;
  readonly post: string;
  readonly institutionId: string;
  readonly institutionName: string;
}

/** One item of the agenda; `personId` null: nobody in particular speaks to it. */
export interface AgendaItem {
  readonly title: string;
  readonly minutes: number;
  readonly personId: string | null;
}

export type Stance = "agree" | "dissent";

/**
 * How many of the panel must have taken a stand on a version, the lead's signature counted, before the inviter can close:
 * more than half. The platform's own rule; a dissent is a stand as well, because it is heard and filed.
 */
export const quorumOf = (members: number): number => Math.floor(members / 2) + 1;

export type StandRefusal =
  | "panel_not_member"
  | "panel_lead_has_signed"
  | "panel_version_not_newest"
  | "panel_stand_taken"
  | "opinion_not_open";

/**
 * May this member take a stand on `version`? Only on the newest one, once, while the case is open; the lead has taken his
 * by signing.
 */
export function mayTakeStand(
  panel: {
    readonly members: readonly Pick<PanelMember, "personId">[];
    readonly leadPersonId: string;
    readonly newestVersion: number;
    readonly standsTaken: readonly string[];
    readonly caseStatus: string;
  },
  personId: string,
  version: number,
): Result<null, StandRefusal> {
  if (!panel.members.some((member) => member.personId === personId)) return refuse("panel_not_member");
  if (panel.caseStatus !== "opinion_signed") return refuse("opinion_not_open");
  if (personId === panel.leadPersonId) return refuse("panel_lead_has_signed");
  if (version !== panel.newestVersion) return refuse("panel_version_not_newest");
  return panel.standsTaken.includes(personId) ? refuse("panel_stand_taken") : ok(null);
}

export type ArrangeRefusal = "panel_members_differ" | "panel_agenda_unknown_person" | "panel_lead_fixed";

/**
 * Checks a new arrangement: every member once in the order of speaking, agenda items only for members, and no other lead
 * once the joint opinion is signed.
 */
export function mayArrange(
  before: { readonly members: readonly Pick<PanelMember, "personId">[]; readonly leadPersonId: string },
  isSigned: boolean,
  wanted: {
    readonly leadPersonId: string;
    readonly order: readonly string[];
    readonly agenda: readonly AgendaItem[];
  },
): Result<null, ArrangeRefusal> {
  const known = new Set(before.members.map(({ personId }) => personId));
  const isSame = wanted.order.length === known.size && new Set(wanted.order).size === known.size;
  if (!isSame || !wanted.order.every((one) => known.has(one)) || !known.has(wanted.leadPersonId))
    return refuse("panel_members_differ");
  if (wanted.agenda.some(({ personId }) => personId !== null && !known.has(personId)))
    return refuse("panel_agenda_unknown_person");
  return isSigned && wanted.leadPersonId !== before.leadPersonId ? refuse("panel_lead_fixed") : ok(null);
}

/** A member's opinion of his own beside the joint one. */
export interface DissentContent {
  readonly caseId: string;
  readonly caseNumber: string;
  /** Of the joint opinion he does not follow. */
  readonly opinionSha256: string;
  readonly version: number;
  readonly member: { readonly personId: string; readonly name: string; readonly post: string };
  readonly institutionName: string;
  readonly text: string;
  readonly signedAt: Instant;
}
const dissentFormat = "consilium.dissent/1";

/** The exact text a dissenting member signs. */
export const dissentText = (content: DissentContent): string =>
  canonicalJson({ format: dissentFormat, ...content });

/** Reads what {@link dissentText} wrote; undefined for anything else. */
export function readDissent(text: string): DissentContent | undefined {
  try {
    const value = JSON.parse(text) as Partial<DissentContent> & { format?: string };
    const isWhole =
      value.format === dissentFormat &&
      [value.caseId, value.opinionSha256, value.text, value.signedAt, value.member?.personId].every(
        (one) => typeof one === "string",
      ) &&
      typeof value.version === "number";
    return isWhole ? (value as DissentContent) : undefined;
  } catch {
    return undefined;
  }
}
