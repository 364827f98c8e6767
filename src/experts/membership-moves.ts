import type { Tx } from "../platform/database/database.js";
import { announce } from "../platform/live.js";
import { publish } from "../platform/outbox.js";
import { type MembershipAct, nextStatus } from "./domain/membership.js";
import { bumpPool, lockPool } from "./pool.js";
import {
  addStep,
  changeMembership,
  findMembership,
  type Membership,
  type MembershipChange,
  membershipsOfRoles,
} from "./store/membership.js";

/** Who takes the step; without a person it is the platform's own timer, a hospital's system, or an applicant. */
export interface StepTaker {
  readonly personId: string | null;
  readonly label: string;
}

export const platformItself: StepTaker = { personId: null, label: "平台" };

export interface Step {
  readonly reasonCode?: string | null;
  readonly note?: string;
  /** Codes, dates and ids. */
  readonly details?: Record<string, unknown>;
  readonly change?: Omit<MembershipChange, "status" | "reasonCode" | "reasonNote">;
}

/**
 * Takes one step: state, history, ranking's view, open pages and the event `experts.membership-moved` in one go. The
 * caller has read the membership in this transaction. False: the act is not possible from its state, or somebody moved
 * it first.
 */
export async function moveMembership(
  tx: Tx,
  membership: Membership,
  act: MembershipAct,
  step: Step,
  by: StepTaker,
): Promise<boolean> {
  const to = nextStatus(act, membership.status);
  if (to === undefined) return false;
  const { reasonCode = null, note = "" } = step;
  const isMoved = to !== membership.status;
  const moved = await changeMembership(tx, membership.id, membership.status, {
    ...step.change,
    ...(isMoved && { status: to, reasonCode, reasonNote: note }),
  });
  if (!moved) return false;
  await addStep(tx, membership.id, {
    kind: act,
    fromStatus: membership.status,
    toStatus: to,
    reasonCode,
    reasonNote: note,
    details: step.details ?? {},
    byPersonId: by.personId,
    byLabel: by.label,
  });
  if (membership.practitionerRoleId !== null || step.change?.practitionerRoleId !== undefined)
    await bumpPool(tx);
  await tellMembership(tx, membership, act);
  return true;
}

/** Tells open pages, and whoever writes notices, that something happened to the membership. */
export async function tellMembership(
  tx: Tx,
  membership: Pick<Membership, "id" | "practitionerId" | "personId" | "organizationId">,
  act: MembershipAct,
): Promise<void> {
  await announce(tx, {
    topic: "experts",
    id: membership.practitionerId ?? membership.id,
    audience: {
      institutions: [membership.organizationId],
      platform: true,
      ...(membership.personId !== null && { persons: [membership.personId] }),
    },
  });
  await publish(tx, { topic: "experts.membership-moved", subjectId: membership.id, payload: { act } });
}

async function moveOfRole(
  tx: Tx,
  practitionerRoleId: string,
  act: "pause" | "resume",
  step: { readonly reasonCode: string; readonly note?: string; readonly details?: Record<string, unknown> },
  by: StepTaker,
): Promise<boolean> {
  await lockPool(tx);
  const [found] = await membershipsOfRoles(tx, [practitionerRoleId]);
  const locked = found && (await findMembership(tx, found.id, "lock"));
  return locked !== undefined && moveMembership(tx, locked, act, step, by);
}

/**
 * Pauses the membership of a post, for other modules (a hospital's system reports somebody gone). Reasons:
 * `hospital_system`, `unverified`, `finding`, or one of `membershipReasons.pause`. False: it is not appointed now.
 */
export const pauseMembershipOf = (
  tx: Tx,
  practitionerRoleId: string,
  step: { readonly reasonCode: string; readonly note?: string; readonly details?: Record<string, unknown> },
  by: StepTaker = platformItself,
): Promise<boolean> => moveOfRole(tx, practitionerRoleId, "pause", step, by);

/** Ends a pause. False: the post's membership is not paused. */
export const resumeMembershipOf = (
  tx: Tx,
  practitionerRoleId: string,
  step: { readonly reasonCode: string; readonly note?: string; readonly details?: Record<string, unknown> },
  by: StepTaker = platformItself,
): Promise<boolean> => moveOfRole(tx, practitionerRoleId, "resume", step, by);
