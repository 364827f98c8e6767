import type { AuditAction } from "../../../kernel/audit-actions.js";
import { auditAct, type Ctx, inTx } from "../../../identity/index.js";
import { ok, refuse, type Result } from "../../../kernel/result.js";
import { civilDate } from "../../../kernel/time.js";
import { findOrganization } from "../../../organizations/index.js";
import { type Tx, violates } from "../../../platform/database/database.js";
import type { SignOffForm } from "../../api/membership.js";
import { type Application, missingOf } from "../../domain/application.js";
import { dutyHoursFault } from "../../domain/duty-hours.js";
import { isReasonGiven, type MembershipAct, type ReasonedAct, termFrom } from "../../domain/membership.js";
import { moveMembership, type Step } from "../../membership-moves.js";
import { lockPool } from "../../pool.js";
import { findRoles } from "../../store/find-roles.js";
import { findMembership, type Membership } from "../../store/membership.js";
import { isRenewable, type MembershipRefusal, readApplication } from "./reading.js";

type Decided = Promise<Result<null, MembershipRefusal>>;

const actionOf: Partial<Record<MembershipAct, AuditAction>> = {
  complete: "membership.complete",
  refuse: "membership.refuse",
  approve: "membership.sign-off",
  appoint: "membership.appoint",
  renew: "membership.appoint",
  revoke: "membership.revoke",
  send_back: "membership.appoint",
};

/** What a decision writes; `finish` runs after the step, in the same transaction. */
export type Decision = Step & { readonly finish?: () => Promise<void> };

/**
 * One decision of a person: load and lock, judge, step, audit. `prepare` may refuse, or say what changes with the step.
 * Takes the pool's lock first, because a step changes what ranking reads.
 */
export async function decide(
  ctx: Ctx,
  membershipId: string,
  act: MembershipAct,
  prepare: (tx: Tx, membership: Membership) => Promise<Result<Decision, MembershipRefusal>>,
): Decided {
  return inTx(ctx, async (tx) => {
    await lockPool(tx);
    const found = await findMembership(tx, membershipId, "lock");
    if (found === undefined) return refuse("membership_not_found");
    const step = await prepare(tx, found);
    if (!step.ok) return step;
    const by = { personId: ctx.actor.personId, label: ctx.actor.name };
    const { finish, ...change } = step.value;
    if (!(await moveMembership(tx, found, act, change, by))) return refuse("step_not_possible");
    await finish?.();
    await auditAct(tx, ctx, {
      action: actionOf[act] ?? "membership.change",
      subjectKind: "membership",
      subjectId: membershipId,
      details: { act, from: found.status, reasonCode: step.value.reasonCode ?? null },
    });
    return ok(null);
  });
}

const reasoned = (
  ctx: Ctx,
  membershipId: string,
  act: ReasonedAct,
  reason: { readonly code: string; readonly note: string },
): Decided =>
  decide(ctx, membershipId, act, async () =>
    Promise.resolve(
      isReasonGiven(act, reason.code, reason.note)
        ? ok({ reasonCode: reason.code, note: reason.note })
        : refuse("reason_needed"),
    ),
  );

export async function hospitalOf(tx: Tx, membership: Membership) {
  const hospital = await findOrganization(tx, membership.organizationId);
  if (hospital === undefined)
    throw new Error(`institution ${membership.organizationId} has no medical facts`);
  return hospital;
}

/** Completes or corrects an open application. Refuses a licence that has another open application at the hospital. */
export async function completeApplication(ctx: Ctx, membershipId: string, application: Application): Decided {
  try {
    return await decide(ctx, membershipId, "complete", async () =>
      Promise.resolve(ok({ change: { application } })),
    );
  } catch (error) {
    if (violates(error, "application_once")) return refuse("application_pending");
    throw error;
  }
}

/**
 * 医务部签署: the hospital lets its expert take part, within these hours and caps, paid by this rule. Refuses an
 * application that still lacks something it must have.
 */
export async function signOff(ctx: Ctx, membershipId: string, terms: SignOffForm): Decided {
  const fault = dutyHoursFault(terms.dutyHours);
  if (fault !== undefined) return refuse(fault);
  return decide(ctx, membershipId, "approve", async (tx, membership) => {
    const reading = await readApplication(tx, membership, await hospitalOf(tx, membership));
    // An expert who comes back is on record already.
    const isKnown = membership.practitionerRoleId !== null;
    if (!isKnown && missingOf(membership.application, reading).some(({ isBlocking }) => isBlocking))
      return refuse("application_incomplete");
    const { note, ...agreed } = terms;
    return ok({
      note,
      details: { dailyCap: terms.dailyCap, weeklyCap: terms.weeklyCap },
      change: { signOff: { ...agreed, note, acceptsModes: [...new Set(terms.acceptsModes)] } },
    });
  });
}

/** The platform refuses what a hospital passed on, or the hospital an application of its own. */
export const refuseApplication = (ctx: Ctx, membershipId: string, reason: { code: string; note: string }) =>
  reasoned(ctx, membershipId, "refuse", reason);

/** The platform wants something mended first and the hospital to look again. */
export const sendBack = (ctx: Ctx, membershipId: string, reason: { code: string; note: string }) =>
  reasoned(ctx, membershipId, "send_back", reason);

export const pauseMembership = (ctx: Ctx, membershipId: string, reason: { code: string; note: string }) =>
  reasoned(ctx, membershipId, "pause", reason);

export const revokeMembership = (ctx: Ctx, membershipId: string, reason: { code: string; note: string }) =>
  reasoned(ctx, membershipId, "revoke", reason);

export const resumeMembership = (ctx: Ctx, membershipId: string, note: string) =>
  decide(ctx, membershipId, "resume", async () => Promise.resolve(ok({ note })));

/** The way back: whoever left, was refused or let his term lapse applies anew, over hospital and platform. */
export const reactivateMembership = (ctx: Ctx, membershipId: string, note: string) =>
  decide(ctx, membershipId, "reactivate", async (tx, membership) => {
    const [role] =
      membership.practitionerRoleId === null ? [] : await findRoles(tx, [membership.practitionerRoleId]);
    return ok({
      note,
      change: {
        signOff: null,
        ...(role !== undefined && {
          application: {
            ...membership.application,
            name: role.name,
            departmentName: role.departmentName,
            titleText: role.titleName ?? membership.application.titleText,
          },
        }),
      },
    });
  });

/** Renews the term from the day after its end. Refuses a term that has more than ninety days left. */
export const renewTerm = (ctx: Ctx, membershipId: string, years: number, note: string) =>
  decide(ctx, membershipId, "renew", async (tx, membership) => {
    const today = civilDate(tx.now, (await hospitalOf(tx, membership)).timeZone);
    const { termTo } = membership;
    if (termTo === null) return refuse("step_not_possible");
    if (!isRenewable(membership, today)) return refuse("not_renewable_yet");
    const term = termFrom(termTo < today ? today : dayAfter(termTo), years);
    return ok({ note, details: { termFrom: term.from, termTo: term.to }, change: { term } });
  });

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/**
 * 退出: inactive, retired, or transferred. A transfer to a hospital on the platform opens an application there, with what
 * is known of the expert.
 */
export const leaveMembership = (
  ctx: Ctx,
  membershipId: string,
  exit: {
    readonly act: "lapse" | "retire" | "transfer";
    readonly code: string;
    readonly note: string;
    readonly toOrganizationId: string | null;
  },
) =>
  decide(ctx, membershipId, exit.act, async (tx, membership) => {
    if (!isReasonGiven(exit.act, exit.code, exit.note)) return refuse("reason_needed");
    const to = exit.act === "transfer" ? exit.toOrganizationId : null;
    if (to !== null) {
      const hospital = await findOrganization(tx, to);
      if (hospital?.kind !== "hospital" || to === membership.organizationId)
        return refuse("organization_not_found");
    }
    return ok({
      reasonCode: exit.code,
      note: exit.note,
      ...(to !== null && { details: { toOrganizationId: to } }),
    });
  });
