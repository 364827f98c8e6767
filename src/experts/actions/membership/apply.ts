import { createHash, randomBytes, randomUUID } from "node:crypto";
import { auditAct, type Ctx } from "../../../identity/index.js";
import { ok, refuse, type Result } from "../../../kernel/result.js";
import { findOrganization } from "../../../organizations/index.js";
import { systemContext, violates } from "../../../platform/database/database.js";
import { titleIndex } from "../../../terminology/index.js";
import type { ApplicationStanding, Invite, NewApplication } from "../../api/membership.js";
import { missingOf } from "../../domain/application.js";
import { reasonWords } from "../../domain/membership.js";
import { listHospitals } from "../../import-setting.js";
import { tellMembership } from "../../membership-moves.js";
import {
  addMembership,
  addStep,
  changeMembership,
  countTry,
  emptyApplication,
  findByIndex,
} from "../../store/membership.js";
import { type MembershipRefusal, readApplication } from "./reading.js";

/** A hospital's staff may sit behind one address; more than this an hour is no person filling in a form. */
const triesAnHour = 20;

export type ApplyRefusal =
  | "too_many_tries"
  | "organization_not_found"
  | "application_pending"
  | "invitation_not_found"
  | "receipt_not_found";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The hospitals one can apply to, by name, and the titles the form offers. Suspended hospitals take nobody. */
export async function listApplicationOptions(ctx: Pick<Ctx, "database">) {
  const hospitals = await ctx.database.withTx(systemContext, listHospitals);
  return ok({
    institutions: hospitals.filter(({ status }) => status === "active").map(({ id, name }) => ({ id, name })),
    titles: [...titleIndex().byCode.values()]
      .filter(({ group }) => group === "clinical")
      .map(({ name }) => name),
  });
}

/** Counts a try of the public form. Refuses when the address has used its hour up. */
async function admit(ctx: Ctx, address: string): Promise<Result<null, "too_many_tries">> {
  const index = ctx.fieldCipher.blindIndex(`application from ${address}`);
  const tries = await ctx.database.withTx(systemContext, (tx) => countTry(tx, index));
  return tries > triesAnHour ? refuse("too_many_tries") : ok(null);
}

/**
 * An application without an account. It waits for the hospital's 医务部; nothing of it is in the pool. The receipt is
 * derived from the applicant's own key, so that sending the form again after a lost answer gives the same receipt and
 * no second application.
 */
export async function applyForMembership(
  ctx: Ctx,
  application: NewApplication,
  address: string,
): Promise<Result<{ receipt: string }, ApplyRefusal>> {
  const admitted = await admit(ctx, address);
  if (!admitted.ok) return admitted;
  const receipt = ctx.fieldCipher
    .blindIndex(`receipt ${application.applicationKey}`)
    .slice(0, 12)
    .toUpperCase();
  const receiptIndex = sha256(receipt);
  const facts = {
    ...emptyApplication,
    name: application.name,
    departmentName: application.departmentName,
    titleText: application.titleText,
    licenceNumber: application.licenceNumber,
    independentSinceOn: application.independentSinceOn,
    skillsText: application.skillsText,
  };
  const phoneCipher = ctx.fieldCipher.encrypt(application.phone);
  const by = { byPersonId: null, byLabel: application.name };
  try {
    return await ctx.database.withTx(systemContext, async (tx) => {
      if ((await findByIndex(tx, "receipt_index", receiptIndex)) !== undefined) return ok({ receipt });
      const hospital = await findOrganization(tx, application.organizationId);
      if (hospital?.kind !== "hospital" || hospital.status !== "active")
        return refuse("organization_not_found");
      const invited =
        application.invitation === null
          ? undefined
          : await findByIndex(tx, "invitation_index", sha256(application.invitation));
      if (application.invitation !== null && invited?.status !== "invited")
        return refuse("invitation_not_found");
      if (invited !== undefined && invited.organizationId !== hospital.id)
        return refuse("invitation_not_found");
      const id = invited?.id ?? randomUUID();
      if (invited === undefined)
        await addMembership(tx, {
          id,
          organizationId: hospital.id,
          status: "applied",
          origin: "application",
          application: facts,
          phoneCipher,
          receiptIndex,
        });
      else
        await changeMembership(tx, id, "invited", {
          status: "applied",
          application: facts,
          phoneCipher,
          receiptIndex,
        });
      await addStep(tx, id, {
        kind: "apply",
        fromStatus: invited === undefined ? null : "invited",
        toStatus: "applied",
        reasonCode: null,
        reasonNote: "",
        ...by,
      });
      await tellMembership(
        tx,
        { id, practitionerId: null, personId: null, organizationId: hospital.id },
        "apply",
      );
      return ok({ receipt });
    });
  } catch (error) {
    if (violates(error, "application_once")) return refuse("application_pending");
    throw error;
  }
}

/** How an application stands, by its receipt: hospital, state, what is missing; no name. */
export async function viewStanding(
  ctx: Ctx,
  receipt: string,
  address: string,
): Promise<Result<ApplicationStanding, ApplyRefusal>> {
  const admitted = await admit(ctx, address);
  if (!admitted.ok) return admitted;
  return ctx.database.withTx(systemContext, async (tx) => {
    const found = await findByIndex(tx, "receipt_index", sha256(receipt.toUpperCase()));
    const hospital = found && (await findOrganization(tx, found.organizationId));
    if (found === undefined || hospital === undefined) return refuse("receipt_not_found");
    const isOpen = found.status === "applied" || found.status === "hospital_approved";
    return ok({
      institutionName: hospital.name,
      status: found.status,
      statusSince: found.statusSince,
      missing: isOpen ? missingOf(found.application, await readApplication(tx, found, hospital)) : [],
      reason:
        found.reasonCode === null
          ? null
          : {
              code: found.reasonCode,
              zh: reasonWords(found.reasonCode).zh,
              en: reasonWords(found.reasonCode).en,
              note: found.reasonNote,
            },
    });
  });
}

/** What the bearer of an invitation is invited to. */
export async function viewInvitation(
  ctx: Ctx,
  invitation: string,
  address: string,
): Promise<
  Result<
    { organizationId: string; institutionName: string; name: string; departmentName: string },
    ApplyRefusal
  >
> {
  const admitted = await admit(ctx, address);
  if (!admitted.ok) return admitted;
  return ctx.database.withTx(systemContext, async (tx) => {
    const found = await findByIndex(tx, "invitation_index", sha256(invitation));
    const hospital = found && (await findOrganization(tx, found.organizationId));
    if (found?.status !== "invited" || hospital === undefined) return refuse("invitation_not_found");
    const { name, departmentName } = found.application;
    return ok({ organizationId: hospital.id, institutionName: hospital.name, name, departmentName });
  });
}

/**
 * Invites somebody: the link is shown this once, to be handed over. A hospital invites for itself, the operator for any.
 */
export async function inviteExpert(
  ctx: Ctx,
  invitation: Invite,
): Promise<Result<{ membershipId: string; path: string }, MembershipRefusal>> {
  if (!ctx.actor.isPlatform && invitation.organizationId !== ctx.actor.institutionId)
    return refuse("institution_not_yours");
  const code = randomBytes(18).toString("base64url");
  return ctx.database.withTx(
    // Without the request's idempotency claim: that would keep the invitation's code among the stored answers.
    { ...systemContext, personId: ctx.actor.personId },
    async (tx) => {
      const hospital = await findOrganization(tx, invitation.organizationId);
      if (hospital?.kind !== "hospital") return refuse("organization_not_found");
      const membershipId = randomUUID();
      await addMembership(tx, {
        id: membershipId,
        organizationId: hospital.id,
        status: "invited",
        origin: "invitation",
        application: {
          ...emptyApplication,
          name: invitation.name,
          departmentName: invitation.departmentName,
        },
        invitationIndex: sha256(code),
      });
      await addStep(tx, membershipId, {
        kind: "invite",
        fromStatus: null,
        toStatus: "invited",
        reasonCode: null,
        reasonNote: "",
        byPersonId: ctx.actor.personId,
        byLabel: ctx.actor.name,
      });
      await tellMembership(
        tx,
        { id: membershipId, practitionerId: null, personId: null, organizationId: hospital.id },
        "invite",
      );
      await auditAct(tx, ctx, {
        action: "membership.invite",
        subjectKind: "membership",
        subjectId: membershipId,
        details: { organizationId: hospital.id },
      });
      return ok({ membershipId, path: `/apply?invitation=${code}` });
    },
  );
}
