import type { Instant } from "../../kernel/types.js";
import { json, type Tx } from "../../platform/database/database.js";
import type { AgendaItem, PanelMember, Stance } from "../domain/panel.js";
import type { SignatureFacts } from "../../signing/index.js";
import { consultationTables } from "../tables.js";

export interface Panel {
  readonly caseId: string;
  readonly leadPersonId: string;
  readonly agenda: readonly AgendaItem[];
  readonly version: number;
  /** In order of seats. */
  readonly members: readonly PanelMember[];
}

/** Undefined: one expert was asked for, or the panel is not complete yet. */
export async function findPanel(tx: Tx, caseId: string): Promise<Panel | undefined> {
  const db = consultationTables(tx);
  const row = await db
    .selectFrom("consultation.panel")
    .selectAll()
    .where("case_id", "=", caseId)
    .executeTakeFirst();
  if (!row) return undefined;
  const members = await db
    .selectFrom("consultation.panel_member")
    .selectAll()
    .where("case_id", "=", caseId)
    .orderBy("seat")
    .execute();
  return {
    caseId,
    leadPersonId: row.lead_person_id,
    agenda: row.agenda,
    version: row.version,
    members: members.map((one) => ({
      personId: one.person_id,
      seat: one.seat,
      speakingOrder: one.speaking_order,
      specialtyCode: one.specialty_code,
      name: one.name,
      post: one.post,
      institutionId: one.institution_id,
      institutionName: one.institution_name,
    })),
  };
}

/**
 * Seats the panel; its first seat leads. Seated again with the same people, nothing changes; with others, because the case
 * was given anew, the arrangement starts over. In system scope only.
 */
export async function seatPanel(tx: Tx, caseId: string, members: readonly PanelMember[]): Promise<void> {
  const before = await findPanel(tx, caseId);
  const seats = (list: readonly PanelMember[]) =>
    list.map(({ seat, personId }) => `${seat} ${personId}`).join();
  if (before && seats(before.members) === seats(members)) return;
  const lead = members[0];
  if (!lead) throw new Error("a panel has members");
  const db = consultationTables(tx);
  const start = {
    lead_person_id: lead.personId,
    agenda: json<readonly AgendaItem[]>([]),
    updated_at: tx.now,
  };
  await db
    .insertInto("consultation.panel")
    .values({ case_id: caseId, version: 1, ...start })
    .onConflict((conflict) => conflict.column("case_id").doUpdateSet(start))
    .execute();
  await db.deleteFrom("consultation.panel_member").where("case_id", "=", caseId).execute();
  await db
    .insertInto("consultation.panel_member")
    .values(
      members.map((one) => ({
        case_id: caseId,
        person_id: one.personId,
        seat: one.seat,
        speaking_order: one.speakingOrder,
        specialty_code: one.specialtyCode,
        name: one.name,
        post: one.post,
        institution_id: one.institutionId,
        institution_name: one.institutionName,
      })),
    )
    .execute();
}

/** Puts another expert in the place of a member: his seat, his turn to speak, his items of the agenda, the lead where he led. */
export async function replaceMember(
  tx: Tx,
  caseId: string,
  personId: string,
  by: Pick<PanelMember, "personId" | "name" | "post" | "institutionId" | "institutionName">,
): Promise<void> {
  const panel = await findPanel(tx, caseId);
  if (!panel) return;
  const db = consultationTables(tx);
  await db
    .updateTable("consultation.panel_member")
    .set({
      person_id: by.personId,
      name: by.name,
      post: by.post,
      institution_id: by.institutionId,
      institution_name: by.institutionName,
    })
    .where("case_id", "=", caseId)
    .where("person_id", "=", personId)
    .execute();
  const agenda = panel.agenda.map((item) =>
    item.personId === personId ? { ...item, personId: by.personId } : item,
  );
  await db
    .updateTable("consultation.panel")
    .set({
      lead_person_id: panel.leadPersonId === personId ? by.personId : panel.leadPersonId,
      agenda: json<readonly AgendaItem[]>(agenda),
      version: panel.version + 1,
      updated_at: tx.now,
    })
    .where("case_id", "=", caseId)
    .execute();
}

/** Saves an arrangement over `version`. False: somebody else changed it first. */
export async function saveArrangement(
  tx: Tx,
  caseId: string,
  wanted: {
    readonly version: number;
    readonly leadPersonId: string;
    readonly order: readonly string[];
    readonly agenda: readonly AgendaItem[];
  },
): Promise<boolean> {
  const db = consultationTables(tx);
  const rows = await db
    .updateTable("consultation.panel")
    .set({
      lead_person_id: wanted.leadPersonId,
      agenda: json(wanted.agenda),
      version: wanted.version + 1,
      updated_at: tx.now,
    })
    .where("case_id", "=", caseId)
    .where("version", "=", wanted.version)
    .returning("case_id")
    .execute();
  if (rows.length !== 1) return false;
  for (const [i, personId] of wanted.order.entries())
    await db
      .updateTable("consultation.panel_member")
      .set({ speaking_order: i + 1 })
      .where("case_id", "=", caseId)
      .where("person_id", "=", personId)
      .execute();
  return true;
}

/** What a member said of one version, with the bytes he signed. */
export interface Stand extends SignatureFacts {
  readonly version: number;
  readonly stance: Stance;
  readonly content: Uint8Array;
}

/** Every stand on any version of the opinion, in the order they were taken. */
export async function listStands(tx: Tx, opinionId: string): Promise<Stand[]> {
  const rows = await consultationTables(tx)
    .selectFrom("consultation.panel_stand")
    .selectAll()
    .where("opinion_id", "=", opinionId)
    .orderBy("version")
    .orderBy("signed_at")
    .orderBy("person_id")
    .execute();
  return rows.map((row) => ({
    version: row.version,
    stance: row.stance,
    content: row.content,
    sha256: row.sha256,
    signerPersonId: row.person_id,
    signerName: row.signer_name,
    signedAt: row.signed_at as Instant,
    provider: row.provider,
    algorithm: row.algorithm,
    publicKey: row.public_key,
    certificate: row.certificate,
    signature: row.signature,
    timeToken: row.time_token,
  }));
}

/** False: this member has taken a stand on that version already. The caller holds the case's row. */
export async function addStand(tx: Tx, opinionId: string, stand: Stand): Promise<boolean> {
  const rows = await consultationTables(tx)
    .insertInto("consultation.panel_stand")
    .values({
      opinion_id: opinionId,
      version: stand.version,
      person_id: stand.signerPersonId,
      stance: stand.stance,
      signer_name: stand.signerName,
      content: Buffer.from(stand.content),
      sha256: stand.sha256,
      signed_at: stand.signedAt,
      provider: stand.provider,
      algorithm: stand.algorithm,
      public_key: stand.publicKey,
      certificate: stand.certificate ?? null,
      signature: stand.signature,
      time_token: stand.timeToken ?? null,
    })
    .onConflict((conflict) => conflict.columns(["opinion_id", "version", "person_id"]).doNothing())
    .returning("person_id")
    .execute();
  return rows.length === 1;
}
