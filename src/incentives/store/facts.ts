import { sql } from "kysely";
import type { Tx } from "../../platform/database/database.js";
import { everything } from "../tables.js";

/** One seat of a finished consultation with both sides' evidence: the signed record and the inviter's disposition. */
export interface SeatFact {
  readonly caseId: string;
  readonly caseNumber: string;
  readonly mode: "written" | "video";
  readonly urgency: "I" | "II" | "III" | "IV";
  readonly inviterId: string;
  readonly inviterRegion: string;
  readonly seat: number;
  readonly inviteeId: string;
  readonly inviteeLevel: string;
  readonly expertPersonId: string;
  readonly expertName: string;
  /** Of the account, which may be another hospital than the post's. */
  readonly expertTenantId: string;
  readonly agreementId: string | null;
  readonly split: {
    readonly inviter: number;
    readonly invitee: number;
    readonly platform: number;
    readonly expert: number;
  } | null;
  readonly opinionId: string;
  readonly opinionVersion: number;
  readonly opinionSha256: string;
  readonly signedAt: string;
  readonly decision: "adopted" | "partly_adopted" | "not_adopted";
  readonly confirmedAt: string;
  /** Of the sessions that took place; null: none is on record. */
  readonly minutes: number | null;
}

/**
 * The seats of closed consultations, by confirmation, case and seat. A case without signed record or disposition has no
 * row: nothing is paid on one side's word. Needs the system's scope. `caseIds` undefined: every closed case.
 */
export async function readSeatFacts(tx: Tx, caseIds?: readonly string[]): Promise<SeatFact[]> {
  const { rows } = await sql<
    SeatFact & {
      splitInviter: number | null;
      splitInvitee: number;
      splitPlatform: number;
      splitExpert: number;
    }
  >`
    select r.id as "caseId", coalesce(r.number, '') as "caseNumber", r.mode, r.urgency_level as urgency,
      r.institution_id as "inviterId", i.region_code as "inviterRegion",
      o.seat, o.institution_id as "inviteeId", p.level as "inviteeLevel",
      o.person_id as "expertPersonId", o.expert_name as "expertName", person.institution_id as "expertTenantId",
      o.agreement_id as "agreementId", a.split_inviter as "splitInviter", a.split_invitee as "splitInvitee",
      a.split_platform as "splitPlatform", a.split_expert as "splitExpert",
      op.id as "opinionId", v.version as "opinionVersion", v.sha256 as "opinionSha256", v.signed_at as "signedAt",
      d.decision, d.decided_at as "confirmedAt",
      (select round(sum(extract(epoch from s.ended_at - s.started_at)) / 60)::int from scheduling.appointment s
        where s.case_id = r.id and s.status = 'fulfilled' and s.ended_at > s.started_at) as minutes
    from cases.consult_request r
    join consultation.disposition d on d.case_id = r.id
    join organizations.organization i on i.id = r.institution_id
    join dispatch.offer o on o.case_id = r.id and o.status = 'accepted'
    join organizations.organization p on p.id = o.institution_id
    join identity.person person on person.id = o.person_id
    left join organizations.agreement a on a.id = o.agreement_id
    join lateral (select x.id, x.signed_version from consultation.opinion x
      where x.case_id = r.id and x.signed_version > 0
      order by (x.author_person_id = o.person_id) desc, x.created_at limit 1) op on true
    join consultation.opinion_version v on v.opinion_id = op.id and v.version = op.signed_version
    where r.status = 'closed'
      ${caseIds === undefined ? sql`` : sql`and r.id = any(${sql.val(`{${caseIds.join(",")}}`)}::uuid[])`}
    order by d.decided_at, r.id, o.seat`.execute(everything(tx));
  return rows.map(({ splitInviter, splitInvitee, splitPlatform, splitExpert, ...row }) => ({
    ...row,
    split:
      splitInviter === null
        ? null
        : { inviter: splitInviter, invitee: splitInvitee, platform: splitPlatform, expert: splitExpert },
  }));
}

/** The platform's operator; undefined where none is installed. */
export async function findOperator(tx: Tx): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from identity.tenant where kind = 'operator' order by created_at, id limit 1`.execute(
    everything(tx),
  );
  return rows[0]?.id;
}
