import { ok, refuse, type Result } from "../../kernel/result.js";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { listOrganizations, type Organization } from "../../organizations/index.js";
import { announce } from "../../platform/live.js";
import { practiceScopes, specialtyTree } from "../../terminology/index.js";
import type { Availability, ExpertProfile } from "../api.js";
import { viewerOf } from "../claim-views.js";
import { dutyHoursFault } from "../domain/duty-hours.js";
import { reasonWords } from "../domain/membership.js";
import { mayPreviewAs, type Viewer } from "../domain/registry/visibility.js";
import { bumpPool, lockPool } from "../pool.js";
import { titleNameOf } from "../store/find-roles.js";
import { type Membership, membershipsOfRoles } from "../store/membership.js";
import { currentRecordOf } from "../store/merged-into.js";
import { findPractitionerOf, findProfile, saveAvailability } from "../store/profile.js";
import { listSpecialties } from "../store/search.js";

export type ExpertRefusal =
  | "expert_not_found"
  | "not_an_expert"
  | "role_not_found"
  | "empty_duty_stretch"
  | "overlapping_duty_hours";

const membershipSummary = (
  membership: Membership | undefined,
): ExpertProfile["roles"][number]["membership"] =>
  membership === undefined
    ? null
    : {
        membershipId: membership.id,
        status: membership.status,
        termFrom: membership.termFrom,
        termTo: membership.termTo,
        reason:
          membership.reasonCode === null
            ? null
            : { zh: reasonWords(membership.reasonCode).zh, en: reasonWords(membership.reasonCode).en },
      };

const specialtyName = (code: string): string => specialtyTree().byCode.get(code)?.label ?? code;

/**
 * One expert's page. The licence number is shown to himself, his institutions and the operator. A record that was merged
 * leads to the one that goes on.
 * @param as looks with the eyes of somebody who sees less; never more than the asker sees himself.
 */
export async function viewExpert(
  ctx: Ctx,
  asked: string,
  as?: Viewer,
): Promise<Result<ExpertProfile, ExpertRefusal>> {
  return inTx(ctx, async (tx) => {
    const practitionerId = await currentRecordOf(tx, asked);
    const profile = practitionerId === undefined ? undefined : await findProfile(tx, practitionerId);
    if (practitionerId === undefined || profile === undefined) return refuse("expert_not_found");
    const organizations = new Map<string, Organization>(
      (await listOrganizations(tx)).map((one) => [one.id, one]),
    );
    const specialties = await listSpecialties(
      tx,
      profile.roles.map((role) => role.id),
    );
    const memberships = new Map(
      (
        await membershipsOfRoles(
          tx,
          profile.roles.map((role) => role.id),
        )
      ).map((one) => [one.practitionerRoleId, one]),
    );
    const { practitioner } = profile;
    const { actor } = ctx;
    const isSelf = practitioner.person_id === actor.personId;
    const own = viewerOf(actor, {
      personIds: practitioner.person_id === null ? [] : [practitioner.person_id],
      institutionIds: profile.roles.map((role) => role.organization_id),
    });
    const viewer = as !== undefined && mayPreviewAs(own, as) ? as : own;
    const isClose = viewer === "self" || viewer === "close";
    const maySet = (organizationId: string): boolean =>
      (isSelf && actor.roles.includes("expert")) ||
      (actor.isPlatform && actor.roles.some((role) => role === "dispatcher" || role === "operator")) ||
      (organizationId === actor.institutionId && actor.roles.includes("medical_affairs"));
    const scope = practiceScopes().find((one) => one.code === practitioner.practice_scope_code);
    return ok({
      practitionerId,
      name: practitioner.name,
      gender: practitioner.gender,
      hasAccount: practitioner.person_id !== null,
      isSelf,
      viewedAs: viewer,
      licenceNumber: isClose ? practitioner.licence_number : null,
      practiceScope: scope === undefined ? null : { code: scope.code, name: scope.name },
      independentSinceOn: practitioner.independent_since_on,
      updatedAt: practitioner.updated_at,
      roles: profile.roles.map((role) => ({
        practitionerRoleId: role.id,
        institutionId: role.organization_id,
        institutionName: organizations.get(role.organization_id)?.name ?? "",
        timeZone: organizations.get(role.organization_id)?.timeZone ?? "Asia/Shanghai",
        departmentName: role.department_name,
        titleCode: role.title_code,
        titleName: titleNameOf(role.title_code) ?? (role.title_text === "" ? null : role.title_text),
        teachingTitleName: titleNameOf(role.teaching_title_code),
        specialties: (specialties.get(role.id) ?? []).map(({ specialty_code, relation }) => ({
          code: specialty_code,
          name: specialtyName(specialty_code),
          relation,
        })),
        skillsText: role.skills_text,
        details: role.details,
        status: role.status,
        dailyCap: role.daily_cap,
        weeklyCap: role.weekly_cap,
        // When and how much he takes is the platform's business, not the public's.
        dutyHours: viewer === "public" ? [] : [...role.duty_hours],
        acceptsModes: role.accepts_modes.filter((mode) => mode === "written" || mode === "video"),
        isAccepting: role.is_accepting,
        membership: membershipSummary(memberships.get(role.id)),
        canSetAvailability: isClose && role.status !== "retired" && maySet(role.organization_id),
      })),
    });
  });
}

/** The signed-in expert's own page. */
export async function viewMyself(ctx: Ctx): Promise<Result<ExpertProfile, ExpertRefusal>> {
  const practitionerId = await inTx(ctx, (tx) => findPractitionerOf(tx, ctx.actor.personId));
  return practitionerId === undefined ? refuse("not_an_expert") : viewExpert(ctx, practitionerId);
}

/**
 * Sets duty hours, caps, modes and whether one post takes offers at all. Refuses hours that overlap or have no length,
 * and a post that is retired or, for a hospital, not one of its own.
 */
export async function setAvailability(
  ctx: Ctx,
  practitionerId: string,
  availability: Availability,
): Promise<Result<null, ExpertRefusal>> {
  const fault = dutyHoursFault(availability.dutyHours);
  if (fault !== undefined) return refuse(fault);
  return inTx(ctx, async (tx) => {
    await lockPool(tx);
    const acceptsModes = [...new Set(availability.acceptsModes)];
    const organizationId = await saveAvailability(tx, practitionerId, { ...availability, acceptsModes });
    if (organizationId === undefined) return refuse("role_not_found");
    await bumpPool(tx);
    await announce(tx, {
      topic: "experts",
      id: practitionerId,
      audience: { institutions: [...new Set([organizationId, ctx.actor.institutionId])], platform: true },
    });
    await auditAct(tx, ctx, {
      action: "expert.set-availability",
      subjectKind: "expert",
      subjectId: practitionerId,
      details: { ...availability, dutyHours: availability.dutyHours.length },
    });
    return ok(null);
  });
}
