import { type Ctx, inTx } from "../../../identity/index.js";
import { ok, refuse, type Result } from "../../../kernel/result.js";
import { civilDate } from "../../../kernel/time.js";
import { listOrganizations, type Organization } from "../../../organizations/index.js";
import type { Tx } from "../../../platform/database/database.js";
import { parseTitle, specialtyTree, titleIndex } from "../../../terminology/index.js";
import type { MembershipLine, MembershipQuery, MembershipView } from "../../api/membership.js";
import { type ApplicationReading, missingOf } from "../../domain/application.js";
import {
  type MembershipAct,
  type MembershipStatus,
  nextStatus,
  reasonWords,
  renewableDays,
} from "../../domain/membership.js";
import { loadTerms } from "../../import-setting.js";
import { titleNameOf } from "../../store/find-roles.js";
import {
  countMemberships,
  findMembership,
  listMemberships as listStored,
  listSteps,
  type Membership,
} from "../../store/membership.js";
import { listSpecialties } from "../../store/search.js";

export type MembershipRefusal =
  | "membership_not_found"
  | "step_not_possible"
  | "reason_needed"
  | "application_incomplete"
  | "licence_of_another"
  | "post_exists"
  | "institution_not_yours"
  | "organization_not_found"
  | "not_renewable_yet"
  | "application_pending"
  | "empty_duty_stretch"
  | "overlapping_duty_hours";

/** A department's name without a code. */
export interface OpenDepartment {
  readonly label: string;
  readonly reason: "ambiguous" | "unknown";
  readonly candidates: readonly { readonly code: string; readonly name: string; readonly score: number }[];
}

/** What the code systems make of the application, and with which specialties it would enter the pool. */
export async function readApplication(
  tx: Tx,
  membership: Pick<Membership, "application" | "phoneCipher">,
  hospital: Organization,
): Promise<ApplicationReading & { titleCode: string | null; openDepartments: readonly OpenDepartment[] }> {
  const { application } = membership;
  const terms = await loadTerms(tx, [hospital]);
  const title = parseTitle(titleIndex(), application.titleText).clinical;
  const departments = terms.normaliseDepartments(application.departmentName, hospital.name, []);
  const read = departments.flatMap(({ code }) => code ?? []);
  return {
    titleRank:
      title === null
        ? undefined
        : title.rank === "正高"
          ? "senior"
          : title.rank === "副高"
            ? "associate"
            : "other",
    titleCode: title?.code ?? null,
    specialtyCodes: application.specialtyCodes.length > 0 ? application.specialtyCodes : read,
    openDepartments: departments.flatMap(({ label, status, candidates }) =>
      status === "resolved" ? [] : [{ label, reason: status, candidates }],
    ),
    hasPhone: membership.phoneCipher !== null,
    today: civilDate(tx.now, hospital.timeZone),
  };
}

const reasonOf = (code: string | null, note: string): MembershipLine["reason"] =>
  code === null ? null : { code, zh: reasonWords(code).zh, en: reasonWords(code).en, note };

function toLine(membership: Membership, institutionName: string): MembershipLine {
  return {
    membershipId: membership.id,
    practitionerId: membership.practitionerId,
    name: membership.name,
    departmentName: membership.departmentName,
    titleName:
      titleNameOf(membership.titleCode) ??
      (membership.application.titleText === "" ? null : membership.application.titleText),
    institutionId: membership.organizationId,
    institutionName,
    status: membership.status,
    statusSince: membership.statusSince,
    origin: membership.origin,
    termFrom: membership.termFrom,
    termTo: membership.termTo,
    reason: reasonOf(membership.reasonCode, membership.reasonNote),
  };
}

const openStatuses = ["invited", "applied", "hospital_approved"] as const;
const views: Readonly<Record<MembershipQuery["view"], readonly MembershipStatus[]>> = {
  open: openStatuses,
  members: ["appointed"],
  ending: ["appointed", "paused"],
  paused: ["paused"],
  left: ["inactive", "retired", "transferred", "revoked", "refused", "withdrawn"],
  all: [],
};

/** Memberships in sight (a hospital its own, the operator all), those that wait longest first. */
export async function listMemberships(ctx: Ctx, query: MembershipQuery) {
  return inTx(ctx, async (tx) => {
    const names = new Map<string, string>((await listOrganizations(tx)).map((one) => [one.id, one.name]));
    const institutionId = ctx.actor.isPlatform ? query.institutionId : ctx.actor.institutionId;
    const endsBy =
      query.view === "ending"
        ? new Date(Date.parse(civilDate(tx.now)) + renewableDays * 86_400_000).toISOString().slice(0, 10)
        : undefined;
    const { items, total } = await listStored(tx, {
      ...query,
      statuses: views[query.view],
      institutionId,
      endsBy,
    });
    const counts = await countMemberships(tx, institutionId);
    return ok({
      items: items.map((one) => toLine(one, names.get(one.organizationId) ?? "")),
      total,
      counts: Object.fromEntries(counts),
    });
  });
}

const hospitalActs: readonly MembershipAct[] = [
  "complete",
  "approve",
  "refuse",
  "pause",
  "resume",
  "lapse",
  "retire",
  "transfer",
  "reactivate",
];
const platformActs: readonly MembershipAct[] = [
  "complete",
  "appoint",
  "renew",
  "send_back",
  "refuse",
  "pause",
  "resume",
  "lapse",
  "retire",
  "transfer",
  "revoke",
  "reactivate",
];

/** What the reader may do with it now. */
function actsFor(ctx: Ctx, membership: Membership, today: string): MembershipAct[] {
  const { roles, isPlatform, institutionId } = ctx.actor;
  const allowed = new Set([
    ...(roles.includes("medical_affairs") && institutionId === membership.organizationId ? hospitalActs : []),
    ...(isPlatform && roles.includes("operator") ? platformActs : []),
  ]);
  return [...allowed].filter(
    (act) =>
      nextStatus(act, membership.status) !== undefined &&
      (act !== "renew" || isRenewable(membership, today)) &&
      // The platform refuses what the hospital has passed on; before that it is the hospital's to say.
      (act !== "refuse" || isPlatform === (membership.status === "hospital_approved")),
  );
}

export const isRenewable = ({ termTo }: Pick<Membership, "termTo">, today: string): boolean =>
  termTo !== null && Date.parse(termTo) - Date.parse(today) <= renewableDays * 86_400_000;

/** One membership with its history, what is missing, and what the reader may do. */
export async function viewMembership(
  ctx: Ctx,
  membershipId: string,
): Promise<Result<MembershipView, MembershipRefusal>> {
  return inTx(ctx, async (tx) => {
    const found = await findMembership(tx, membershipId);
    return found === undefined ? refuse("membership_not_found") : ok(await toView(tx, ctx, found));
  });
}

export async function toView(tx: Tx, ctx: Ctx, membership: Membership): Promise<MembershipView> {
  const organizations = await listOrganizations(tx);
  const hospital = organizations.find(({ id }) => id === membership.organizationId);
  if (hospital === undefined)
    throw new Error(`institution ${membership.organizationId} has no medical facts`);
  const names = specialtyTree().byCode;
  const isOpen = openStatuses.some((status) => status === membership.status);
  const reading = await readApplication(tx, membership, hospital);
  const ofRole =
    membership.practitionerRoleId === null
      ? []
      : ((await listSpecialties(tx, [membership.practitionerRoleId])).get(membership.practitionerRoleId) ??
        []);
  const codes =
    ofRole.length > 0 ? ofRole.map(({ specialty_code }) => specialty_code) : reading.specialtyCodes;
  const isStaff = ctx.actor.isPlatform || ctx.actor.institutionId === membership.organizationId;
  return {
    ...toLine(membership, hospital.name),
    practitionerRoleId: membership.practitionerRoleId,
    application: { ...membership.application, specialtyCodes: [...membership.application.specialtyCodes] },
    phone:
      isStaff && isOpen && membership.phoneCipher !== null
        ? ctx.fieldCipher.decrypt(membership.phoneCipher)
        : null,
    specialties: codes.map((code) => ({ code, name: names.get(code)?.label ?? code })),
    // Who came in with a list is on record with what the list held.
    missing: isOpen && membership.status !== "invited" ? missingOf(membership.application, reading) : [],
    signOff: membership.signOff && {
      ...membership.signOff,
      dutyHours: [...membership.signOff.dutyHours],
      acceptsModes: [...membership.signOff.acceptsModes],
    },
    timeZone: hospital.timeZone,
    steps: (await listSteps(tx, membership.id)).map((step) => ({
      sequence: step.sequence,
      act: step.kind,
      toStatus: step.toStatus,
      reason: reasonOf(step.reasonCode, step.reasonNote),
      by: step.byLabel,
      at: step.at,
      details: { ...step.details },
    })),
    may: actsFor(ctx, membership, reading.today),
  };
}
