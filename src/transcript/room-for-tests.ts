import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Someone, World } from "../../test/world.js";
import { grantAccess } from "../cases/index.js";
import { tablesOf } from "../platform/database/database.js";

const anyTables = tablesOf<unknown>();

export interface TestRoom {
  readonly caseId: string;
  readonly roomId: string;
  /** By name. */
  readonly participants: Readonly<Record<string, string>>;
  /** Somebody comes in, or a guest without an account (`who` null). */
  enter(name: string, who: Someone | null, role: "requester" | "performer" | "guest"): Promise<string>;
  leave(participantId: string): Promise<void>;
  close(): Promise<void>;
}

/** An accepted case with an open room: the requester moderates, the expert is there. */
export async function roomOf(world: World, requester: Someone, expert: Someone): Promise<TestRoom> {
  const [caseId, roomId] = [randomUUID(), randomUUID()];
  await world.system(async (tx) => {
    await sql`insert into cases.consult_request (id, number, institution_id, requester_person_id, requester_name,
        institution_name, status, mode, patient_name, patient_sex, patient_age_years, patient_is_pregnant, question,
        summary, urgency_level, next_actor, due_at, submitted_at, created_at, updated_at)
      values (${caseId}, ${`2026-${caseId.slice(0, 6)}`}, ${requester.institutionId}, ${requester.id}, ${requester.name},
        '云溪县人民医院', 'accepted', 'video', '王囍', 'female', 63, false, '胸痛 3 小时，是否需要急诊介入？',
        '突发胸痛 3 小时，伴大汗，心电图下壁导联抬高。高血压病史 10 年。', 'II', 'expert', ${tx.now}, ${tx.now}, ${tx.now}, ${tx.now})`.execute(
      anyTables(tx),
    );
    await grantAccess(tx, { caseId, personId: expert.id, basis: "assignment" });
    await sql`insert into room.room (id, case_id, institution_id, status, provider, provider_room, created_by, created_at, opened_at)
      values (${roomId}, ${caseId}, ${requester.institutionId}, 'open', 'embedded', ${roomId}, ${requester.id}, ${tx.now}, ${tx.now})`.execute(
      anyTables(tx),
    );
  });
  const participants: Record<string, string> = {};
  const enter: TestRoom["enter"] = async (name, who, role) => {
    const id = randomUUID();
    await world.system(async (tx) => {
      let linkId: string | null = null;
      if (who === null) {
        linkId = randomUUID();
        await sql`insert into room.guest_link (id, room_id, case_id, token_hash, guest_name, relation, made_by, made_at, expires_at)
          values (${linkId}, ${roomId}, ${caseId}, ${randomUUID()}, ${name}, 'patient', ${requester.id}, ${tx.now}, ${tx.now}::timestamptz + interval '1 hour')`.execute(
          anyTables(tx),
        );
      }
      await sql`insert into room.participant (id, room_id, case_id, identity, person_id, guest_link_id, name, role, is_moderator, status, created_at)
        values (${id}, ${roomId}, ${caseId}, ${id}, ${who?.id ?? null}, ${linkId}, ${name}, ${role}, ${role === "requester"}, 'admitted', ${tx.now})`.execute(
        anyTables(tx),
      );
      await sql`insert into room.stay (id, participant_id, room_id, case_id, node_id, seen_at, resume_hash, joined_at)
        values (${randomUUID()}, ${id}, ${roomId}, ${caseId}, ${randomUUID()}, ${tx.now}, ${randomUUID()}, ${tx.now})`.execute(
        anyTables(tx),
      );
    });
    participants[name] = id;
    return id;
  };
  await enter(requester.name, requester, "requester");
  await enter(expert.name, expert, "performer");
  return {
    caseId,
    roomId,
    participants,
    enter,
    async leave(participantId) {
      await world.query(
        sql`update room.stay set left_at = platform.now(), left_reason = 'left' where participant_id = ${participantId}`,
      );
    },
    async close() {
      await world.query(
        sql`update room.room set status = 'closed', closed_at = platform.now(), closed_reason = 'ended' where id = ${roomId}`,
      );
    },
  };
}
