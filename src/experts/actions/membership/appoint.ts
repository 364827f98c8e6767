import { randomUUID } from "node:crypto";
import type { Ctx } from "../../../identity/index.js";
import { ok, refuse, type Result } from "../../../kernel/result.js";
import { civilDate } from "../../../kernel/time.js";
import type { Organization } from "../../../organizations/index.js";
import { json, type Tx } from "../../../platform/database/database.js";
import { queueReview, specialtyKey } from "../../../terminology/index.js";
import { recordClaims } from "../../claims.js";
import type { Application } from "../../domain/application.js";
import type { NewClaim } from "../../domain/claims/record-claims.js";
import { type Arrival, KnownExperts, type Landing, planLanding } from "../../domain/landing.js";
import { termFrom } from "../../domain/membership.js";
import { personKeyOf } from "../../land-rows.js";
import { findExpertsFor } from "../../store/find-experts.js";
import type { Membership, SignOff } from "../../store/membership.js";
import { saveExperts, type SpecialtyRow } from "../../store/save-experts.js";
import { expertsTables } from "../../tables.js";
import { decide, hospitalOf } from "./decide.js";
import { type MembershipRefusal, readApplication } from "./reading.js";

/**
 * 聘任: the platform's review ends well, and the expert enters the pool (or comes back to it) for a term from today, with
 * the hours and caps his hospital signed. A licence that is in the pool already gets one more post; under another name,
 * or with a post at this hospital, it is refused. A department's name without a code is asked in the review queue.
 */
export const appointExpert = (
  ctx: Ctx,
  membershipId: string,
  years: number,
  note: string,
): Promise<Result<null, MembershipRefusal>> =>
  decide(ctx, membershipId, "appoint", async (tx, membership) => {
    const hospital = await hospitalOf(tx, membership);
    const term = termFrom(civilDate(tx.now, hospital.timeZone), years);
    const details = { termFrom: term.from, termTo: term.to };
    const { signOff, practitionerRoleId } = membership;
    if (signOff === null) return refuse("application_incomplete");
    if (practitionerRoleId !== null)
      return ok({
        note,
        details,
        change: { term },
        finish: () => applySignOff(tx, practitionerRoleId, signOff),
      });
    const arrival = arrivalOf(membership, hospital);
    const landing = planLanding(new KnownExperts(await findExpertsFor(tx, [arrival])), arrival);
    if (landing.kind === "conflict") return refuse("licence_of_another");
    if (landing.kind === "unchanged" || landing.kind === "update") return refuse("post_exists");
    const roleId = randomUUID();
    // Named before it exists: the post finds its membership when it is written.
    return ok({
      note,
      details,
      change: { term, practitionerRoleId: roleId },
      finish: () => openPost(tx, membership, signOff, hospital, { roleId, landing, arrival }),
    });
  });

const arrivalOf = ({ application }: Membership, hospital: Organization): Arrival => ({
  name: application.name,
  organizationId: hospital.id,
  licenceNumber: application.licenceNumber,
  idNumberIndex: null,
  personKey: personKeyOf(application.name, hospital.name, application.departmentName.split("、")[0] ?? ""),
  departmentName: application.departmentName,
  contentHash: "",
});

function claimsOf(
  application: Application,
  { titleCode }: { readonly titleCode: string | null },
  practitionerRoleId: string,
): NewClaim[] {
  const { licenceNumber, independentSinceOn, departmentName, titleText } = application;
  return [
    { kind: "department", label: departmentName, practitionerRoleId },
    ...(licenceNumber === null
      ? []
      : [{ kind: "licence", label: licenceNumber, value: licenceNumber } as const]),
    ...(titleCode === null
      ? []
      : [{ kind: "title", label: titleText, value: titleCode, practitionerRoleId } as const]),
    ...(independentSinceOn === null
      ? []
      : [{ kind: "independent_since", label: independentSinceOn, value: independentSinceOn } as const]),
  ];
}

/** An expert who comes back gets the hours and caps of the new consent. */
const applySignOff = async (tx: Tx, roleId: string, signOff: SignOff): Promise<void> => {
  await expertsTables(tx)
    .updateTable("experts.practitioner_role")
    .set({
      daily_cap: signOff.dailyCap,
      weekly_cap: signOff.weeklyCap,
      duty_hours: json([...signOff.dutyHours]),
      accepts_modes: [...signOff.acceptsModes],
      updated_at: tx.now,
    })
    .where("id", "=", roleId)
    .execute();
};

async function openPost(
  tx: Tx,
  membership: Membership,
  signOff: SignOff,
  hospital: Organization,
  plan: {
    readonly roleId: string;
    readonly landing: Exclude<Landing, { kind: "conflict" }>;
    readonly arrival: Arrival;
  },
): Promise<void> {
  const { application } = membership;
  const reading = await readApplication(tx, membership, hospital);
  const { roleId, landing } = plan;
  const practitionerId = "expert" in landing ? landing.expert.id : randomUUID();
  await saveExperts(tx, {
    newPractitioners:
      "expert" in landing
        ? []
        : [
            {
              id: practitionerId,
              person_id: null,
              name: application.name,
              gender: null,
              birth_on: null,
              id_number_cipher: null,
              id_number_index: null,
              licence_number: application.licenceNumber,
              qualification_cipher: null,
              practice_scope_code: null,
              independent_since_on: application.independentSinceOn,
              phone_cipher: membership.phoneCipher,
              email_cipher: null,
              merged_into: null,
              phone_index: null,
              updated_at: tx.now,
              created_at: tx.now,
            },
          ],
    changedPractitioners: [],
    newRoles: [
      {
        id: roleId,
        practitioner_id: practitionerId,
        organization_id: hospital.id,
        department_name: application.departmentName,
        department_keys: application.departmentName.split("、").map(specialtyKey),
        title_code: reading.titleCode,
        teaching_title_code: null,
        title_text: application.titleText,
        skills_text: application.skillsText,
        details: {},
        status: "active",
        daily_cap: signOff.dailyCap,
        weekly_cap: signOff.weeklyCap,
        duty_hours: [...signOff.dutyHours],
        accepts_modes: [...signOff.acceptsModes],
        person_key: plan.arrival.personKey,
        merged_into: null,
        content_hash: null,
        updated_at: tx.now,
      },
    ],
    changedRoles: [],
    specialties: reading.specialtyCodes.map((code): SpecialtyRow => ({
      practitioner_role_id: roleId,
      specialty_code: code,
      relation: application.specialtyCodes.includes(code) ? "confirmed" : "exact",
    })),
  });
  // The hospital has vouched for these with its consent.
  await recordClaims(tx, practitionerId, claimsOf(application, reading, roleId), {
    source: "institution",
    asOfOn: reading.today,
    byPersonId: tx.context.personId ?? null,
  });
  if (application.specialtyCodes.length === 0 && reading.openDepartments.length > 0)
    await queueReview(tx, {
      institutionId: hospital.id,
      kind: "specialty",
      names: reading.openDepartments.map(({ label, reason, candidates }) => ({
        name: label,
        reason,
        candidates,
      })),
    });
}
