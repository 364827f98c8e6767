import { sql } from "kysely";
import type { Instant } from "../kernel/types.js";
import type { UrgencyLevel } from "../kernel/urgency.js";
import { groupBy } from "../kernel/collections.js";
import type { Tx } from "../platform/database/database.js";
import type { ExpectedRate } from "./domain/case-mix.js";
import type { PeerGroup, PeerMean, PeerPlace } from "./domain/peers.js";
import type { ServiceKind } from "./domain/read-evidence.js";
import type { SubScore } from "./domain/model.js";
import type { Profile } from "./domain/score-profile.js";
import type { Skill } from "./domain/skills.js";
import type { UsualSkill } from "./domain/usual-skills.js";
import { sourceCounts, type StoredDocuments, storedContribution } from "./stored.js";
import { profileTables, type ProfileTables } from "./tables.js";

export type FactRow = ProfileTables["profile.service_fact"];

/** Remembers what came of an offer or a consultation. Told twice, it is kept once. */
export async function addServiceFacts(
  tx: Tx,
  facts: readonly {
    readonly kind: ServiceKind;
    readonly id: string;
    readonly practitionerRoleId: string;
    readonly outcome: string;
    readonly reasonCode?: string | null;
    readonly ring?: string | null;
    readonly urgencyLevel: UrgencyLevel;
    readonly minutes?: number | null;
    readonly allowedMinutes?: number | null;
    readonly categories?: readonly string[];
    readonly occurredAt: string;
    /** 0 to 1; of results only. */
    readonly value?: number | null;
  }[],
): Promise<void> {
  if (facts.length === 0) return;
  await profileTables(tx)
    .insertInto("profile.service_fact")
    .values(
      facts.map((fact) => ({
        kind: fact.kind,
        id: fact.id,
        practitioner_role_id: fact.practitionerRoleId,
        outcome: fact.outcome,
        reason_code: fact.reasonCode ?? null,
        ring: fact.ring ?? null,
        urgency_level: fact.urgencyLevel,
        minutes: fact.minutes ?? null,
        allowed_minutes: fact.allowedMinutes ?? null,
        categories: [...(fact.categories ?? [])],
        occurred_at: fact.occurredAt,
        value: fact.value ?? null,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Facts by post, in order of kind and id. */
export async function readFacts(
  tx: Tx,
  practitionerRoleIds: readonly string[],
): Promise<Map<string, FactRow[]>> {
  if (practitionerRoleIds.length === 0) return new Map();
  const rows = await profileTables(tx)
    .selectFrom("profile.service_fact")
    .selectAll()
    .where("practitioner_role_id", "in", practitionerRoleIds)
    .orderBy("kind")
    .orderBy("id")
    .execute();
  return groupBy(rows, (row) => row.practitioner_role_id);
}

/** Every finished consultation, in order of id. */
export async function readConsultFacts(tx: Tx): Promise<FactRow[]> {
  return profileTables(tx)
    .selectFrom("profile.service_fact")
    .selectAll()
    .where("kind", "=", "consult")
    .orderBy("id")
    .execute();
}

const toPeerMean = (row: ProfileTables["profile.peer_mean"]): PeerMean => ({
  specialty: row.specialty,
  titleRank: row.title_rank,
  sub: row.sub_score as SubScore,
  members: row.members,
  withEvidence: row.with_evidence,
  mean: row.mean,
  strength: row.strength,
});

/** The means of these groups. */
export async function readPeerMeans(tx: Tx, groups: readonly PeerGroup[]): Promise<PeerMean[]> {
  const specialties = [...new Set(groups.map(({ specialty }) => specialty))];
  if (specialties.length === 0) return [];
  const rows = await profileTables(tx)
    .selectFrom("profile.peer_mean")
    .selectAll()
    .where("specialty", "in", specialties)
    .where("title_rank", "!=", usualRank)
    .orderBy("specialty")
    .orderBy("title_rank")
    .orderBy("sub_score")
    .execute();
  return rows.map(toPeerMean);
}

export async function readCaseMix(tx: Tx): Promise<ExpectedRate[]> {
  const rows = await profileTables(tx)
    .selectFrom("profile.case_mix")
    .selectAll()
    .orderBy("urgency_level")
    .orderBy("disease_group")
    .execute();
  return rows.map((row) => ({
    group: row.disease_group,
    urgency: row.urgency_level,
    cases: row.cases,
    expected: row.expected,
  }));
}

/**
 * Codes that are usual within a specialty stand among the means: `sub_score` is the kind and the code, `with_evidence` the
 * holders.
 */
export async function readUsualSkills(tx: Tx, specialties: readonly string[]): Promise<UsualSkill[]> {
  if (specialties.length === 0) return [];
  const rows = await profileTables(tx)
    .selectFrom("profile.peer_mean")
    .select(["specialty", "sub_score", "members", "with_evidence"])
    .where("title_rank", "=", usualRank)
    .where("specialty", "in", specialties)
    .orderBy("specialty")
    .orderBy("sub_score")
    .execute();
  return rows.map((row) => {
    const [kind, code = ""] = row.sub_score.split(" ");
    return {
      specialty: row.specialty,
      kind: kind === "operation" ? "operation" : "disease",
      code,
      members: row.members,
      holders: row.with_evidence,
    };
  });
}

/** No height of a title: rows of {@link readUsualSkills}. */
const usualRank = "skill";

/** Replaces the pool's means. */
export async function saveGround(
  tx: Tx,
  asOf: string,
  means: readonly PeerMean[],
  mix: readonly ExpectedRate[],
  usual: readonly UsualSkill[],
): Promise<void> {
  const db = profileTables(tx);
  await db.deleteFrom("profile.peer_mean").execute();
  await db.deleteFrom("profile.case_mix").execute();
  await sql`insert into profile.peer_mean
    select * from jsonb_populate_recordset(null::profile.peer_mean, ${JSON.stringify([
      ...means.map((one): ProfileTables["profile.peer_mean"] => ({
        specialty: one.specialty,
        title_rank: one.titleRank,
        sub_score: one.sub,
        members: one.members,
        with_evidence: one.withEvidence,
        mean: one.mean,
        strength: one.strength,
        as_of: asOf,
      })),
      ...usual.map((one): ProfileTables["profile.peer_mean"] => ({
        specialty: one.specialty,
        title_rank: usualRank,
        sub_score: `${one.kind} ${one.code}`,
        members: one.members,
        with_evidence: one.holders,
        mean: one.holders / one.members,
        strength: 0,
        as_of: asOf,
      })),
    ])}::jsonb)`.execute(db);
  await sql`insert into profile.case_mix
    select * from jsonb_populate_recordset(null::profile.case_mix, ${JSON.stringify(
      mix.map((one): ProfileTables["profile.case_mix"] => ({
        disease_group: one.group,
        urgency_level: one.urgency,
        cases: one.cases,
        expected: one.expected,
        as_of: asOf,
      })),
    )}::jsonb)`.execute(db);
}

export interface Computed {
  readonly practitionerId: string;
  readonly place: PeerPlace;
  readonly profile: Profile;
  readonly skills: readonly Skill[];
}

/** Replaces these experts' profiles, explanations and skills, in a handful of statements. */
export async function saveProfiles(tx: Tx, computed: readonly Computed[]): Promise<void> {
  if (computed.length === 0) return;
  const db = profileTables(tx);
  const ids = computed.map(({ practitionerId }) => practitionerId);
  // Explanations and skills go with it.
  await db.deleteFrom("profile.profile").where("practitioner_id", "in", ids).execute();
  const insert = (table: keyof ProfileTables, rows: readonly object[]) =>
    sql`insert into ${sql.table(table)}
      select * from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`.execute(
      db,
    );
  await insert(
    "profile.profile",
    computed.map(({ practitionerId, place, profile }): ProfileTables["profile.profile"] => ({
      practitioner_id: practitionerId,
      model_version: profile.modelVersion,
      as_of: profile.asOf,
      computed_at: tx.now,
      specialty_line: [...place.specialtyLine],
      title_rank: place.titleRank,
      dimensions: [...profile.dimensions],
      sub_scores: profile.subs.map(({ contributions, ...sub }) => ({
        ...sub,
        sources: sourceCounts(contributions),
      })),
    })),
  );
  await insert(
    "profile.explanation",
    computed.map(({ practitionerId, profile, skills }): ProfileTables["profile.explanation"] => ({
      practitioner_id: practitionerId,
      contributions: Object.fromEntries(
        profile.subs.map(({ sub, contributions }) => [sub, contributions.map(storedContribution)]),
      ),
      documents: skills
        .filter(({ level }) => level === "category")
        .map(({ kind, level, code, documents }): StoredDocuments => ({
          kind,
          level,
          code,
          documents: documents.map(storedContribution),
        })),
    })),
  );
  await insert(
    "profile.skill",
    computed.flatMap(({ practitionerId, skills }) =>
      skills.map((skill): ProfileTables["profile.skill"] => ({
        practitioner_id: practitionerId,
        kind: skill.kind,
        level: skill.level,
        code: skill.code,
        strength: skill.strength,
        word: skill.word,
        effective: skill.effective,
        newest_on: skill.newestOn,
        is_hidden: skill.isHidden,
        usual_specialties: [...skill.usualSpecialties],
        sources: sourceCounts(skill.documents),
      })),
    ),
  );
}

export interface FoundProfile {
  readonly practitionerId: string;
  readonly modelVersion: string;
  readonly asOf: string;
  readonly computedAt: Instant;
  readonly place: PeerPlace;
  readonly dimensions: ProfileTables["profile.profile"]["dimensions"];
  readonly subs: ProfileTables["profile.profile"]["sub_scores"];
}

const toProfile = (row: ProfileTables["profile.profile"]): FoundProfile => ({
  practitionerId: row.practitioner_id,
  modelVersion: row.model_version,
  asOf: row.as_of,
  computedAt: row.computed_at as Instant,
  place: { specialtyLine: row.specialty_line, titleRank: row.title_rank },
  dimensions: row.dimensions,
  subs: row.sub_scores,
});

/** Undefined: not computed yet. */
export async function findProfile(tx: Tx, practitionerId: string): Promise<FoundProfile | undefined> {
  const row = await profileTables(tx)
    .selectFrom("profile.profile")
    .selectAll()
    .where("practitioner_id", "=", practitionerId)
    .executeTakeFirst();
  return row && toProfile(row);
}

/** Every profile, in order of the expert's id: what ranking may read of quality. */
export async function readProfiles(tx: Tx): Promise<FoundProfile[]> {
  const rows = await profileTables(tx)
    .selectFrom("profile.profile")
    .selectAll()
    .orderBy("practitioner_id")
    .execute();
  return rows.map(toProfile);
}

/** Skills, strongest first; equal ones by kind, level and code. */
export async function findSkills(tx: Tx, practitionerId: string): Promise<ProfileTables["profile.skill"][]> {
  return profileTables(tx)
    .selectFrom("profile.skill")
    .selectAll()
    .where("practitioner_id", "=", practitionerId)
    .orderBy("strength", "desc")
    .orderBy("kind")
    .orderBy("level")
    .orderBy("code")
    .execute();
}

/** Why the scores are what they are; undefined for whom row-level security does not show it. */
export async function findExplanation(
  tx: Tx,
  practitionerId: string,
): Promise<ProfileTables["profile.explanation"] | undefined> {
  return profileTables(tx)
    .selectFrom("profile.explanation")
    .selectAll()
    .where("practitioner_id", "=", practitionerId)
    .executeTakeFirst();
}
