import { groupBy } from "../kernel/collections.js";
import type { Tx } from "../platform/database/database.js";
import type { ClaimSource } from "./domain/claims/kinds.js";
import { type ClaimValue, type LiveClaim, slotOf, standingOf } from "./domain/claims/slot.js";
import type { ClaimKind } from "./domain/claims/kinds.js";
import { type ClaimState, isInForce } from "./domain/claims/states.js";
import { readBooks } from "./store/claims.js";
import { expertsTables, type RoleStatus } from "./tables.js";

/** What an expert is known by, for whoever condenses it: his posts, and one claim a thing. */
export interface Portrait {
  readonly practitionerId: string;
  readonly personId: string | null;
  readonly name: string;
  readonly independentSinceOn: string | null;
  /** In order of id, retired ones included. */
  readonly posts: readonly PortraitPost[];
  /**
   * The claim that stands for each thing said; where none is in force, the newest that has lapsed or is in doubt. Two
   * sources for the same thing are one thing. In order of id.
   */
  readonly claims: readonly PortraitClaim[];
}

export interface PortraitPost {
  readonly practitionerRoleId: string;
  readonly organizationId: string;
  readonly departmentName: string;
  readonly titleCode: string | null;
  readonly teachingTitleCode: string | null;
  readonly status: RoleStatus;
  /** 诊疗科目, ascending. */
  readonly specialtyCodes: readonly string[];
}

export interface PortraitClaim {
  readonly id: string;
  readonly kind: ClaimKind;
  readonly label: string;
  readonly code: string | null;
  readonly quantity: number | null;
  readonly value: ClaimValue;
  readonly source: ClaimSource;
  readonly state: ClaimState;
  /** Civil date. */
  readonly asOfOn: string;
  /** Instant of the last check. */
  readonly verifiedAt: string | null;
}

/** Ids of experts after `after`, ascending, at most `limit`; the empty text begins. */
export async function listPractitionerIds(tx: Tx, after: string, limit: number): Promise<string[]> {
  let query = expertsTables(tx).selectFrom("experts.practitioner").select("id").orderBy("id").limit(limit);
  if (after !== "") query = query.where("id", ">", after);
  return (await query.execute()).map((row) => row.id);
}

/** The portraits of these experts in order of id, with seven queries whatever their number; unknown ids are left out. */
export async function readPortraits(tx: Tx, practitionerIds: readonly string[]): Promise<Portrait[]> {
  if (practitionerIds.length === 0) return [];
  const db = expertsTables(tx);
  const people = await db
    .selectFrom("experts.practitioner")
    .select(["id", "person_id", "name", "independent_since_on"])
    .where("id", "in", practitionerIds)
    .orderBy("id")
    .execute();
  const roles = await db
    .selectFrom("experts.practitioner_role")
    .select([
      "id",
      "practitioner_id",
      "organization_id",
      "department_name",
      "title_code",
      "teaching_title_code",
      "status",
    ])
    .where("practitioner_id", "in", practitionerIds)
    .orderBy("id")
    .execute();
  const specialties = groupBy(
    await db
      .selectFrom("experts.role_specialty as s")
      .innerJoin("experts.practitioner_role as r", "r.id", "s.practitioner_role_id")
      .select(["s.practitioner_role_id", "s.specialty_code"])
      .where("r.practitioner_id", "in", practitionerIds)
      .orderBy("s.specialty_code")
      .execute(),
    (row) => row.practitioner_role_id,
  );
  const checks = new Map(
    (
      await db
        .selectFrom("experts.claim")
        .select(["id", "verified_at"])
        .where("practitioner_id", "in", practitionerIds)
        .where("superseded_by", "is", null)
        .where("verified_at", "is not", null)
        .execute()
    ).map((row) => [row.id, row.verified_at]),
  );
  const books = await readBooks(tx, practitionerIds);
  const rolesOf = groupBy(roles, (row) => row.practitioner_id);
  return people.map((person) => ({
    practitionerId: person.id,
    personId: person.person_id,
    name: person.name,
    independentSinceOn: person.independent_since_on,
    posts: (rolesOf.get(person.id) ?? []).map((row) => ({
      practitionerRoleId: row.id,
      organizationId: row.organization_id,
      departmentName: row.department_name,
      titleCode: row.title_code,
      teachingTitleCode: row.teaching_title_code,
      status: row.status,
      specialtyCodes: (specialties.get(row.id) ?? []).map((one) => one.specialty_code),
    })),
    claims: oneOfEach(books.get(person.id)).map((claim) => ({
      id: claim.id,
      kind: claim.kind,
      label: claim.label,
      code: claim.code,
      quantity: claim.quantity,
      value: claim.value,
      source: claim.source,
      state: claim.state,
      asOfOn: claim.asOfOn,
      verifiedAt: claim.state === "verified" ? (checks.get(claim.id) ?? null) : null,
    })),
  }));
}

type Book = Awaited<ReturnType<typeof readBooks>> extends Map<string, infer B> ? B : never;

function oneOfEach(book: Book | undefined): LiveClaim[] {
  const bySlot = groupBy(book?.claims ?? [], slotOf);
  return [...bySlot.values()]
    .flatMap((claims) => {
      const ids = new Set(claims.map(({ id }) => id));
      const conflicts = (book?.conflicts ?? []).filter((one) => ids.has(one.standingClaimId));
      const standing = standingOf(claims, conflicts);
      if (standing !== undefined) return [standing];
      const rest = claims.filter(({ state }) => !isInForce(state));
      return rest.toSorted(newestFirst).slice(0, 1);
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

const newestFirst = (a: LiveClaim, b: LiveClaim): number =>
  a.asOfOn === b.asOfOn ? (a.id < b.id ? -1 : 1) : a.asOfOn > b.asOfOn ? -1 : 1;
