import { randomUUID } from "node:crypto";
import { ok, refuse, type Result } from "../kernel/result.js";
import type { OrganizationId, PersonId } from "../kernel/types.js";
import { audit } from "../platform/audit.js";
import { type Database, systemContext, type Tx, violates } from "../platform/database/database.js";
import type { AccountView } from "./api.js";
import { auditAct, type Ctx, inTx } from "./context.js";
import { afterFailure, isLocked, lockOutRule } from "./domain/lock-out.js";
import type { Role } from "./domain/roles.js";
import { hashPassword, isGuessable, passwordMatches } from "./passwords.js";
import { type NewSession, openSession, sha256 } from "./sessions.js";
import * as peopleStore from "./store/people.js";
import * as signInStore from "./store/sign-in.js";

export type SignInRefusal = "wrong_name_or_password" | "locked_out";

/**
 * Opens a session for the right name and password. Counts failures per account and per address; both answers and
 * costs are the same for an unknown name. Refuses `locked_out` before it looks at the password.
 */
export async function signIn(
  database: Database,
  attempt: { username: string; password: string; address: string },
): Promise<Result<NewSession, SignInRefusal>> {
  const username = attempt.username.toLowerCase();
  const subjects = [
    { hash: sha256(`account:${username}`), allowed: lockOutRule.failures },
    // A hospital's whole staff may sit behind one address.
    { hash: sha256(`address:${attempt.address}`), allowed: lockOutRule.failures * 10 },
  ];
  const before = await database.withTx(systemContext, async (tx) => {
    for (const subject of subjects)
      if (isLocked(await signInStore.findFailures(tx, subject.hash), tx.now)) return "locked" as const;
    return signInStore.findAccount(tx, username);
  });
  if (before === "locked") return refuse("locked_out");
  const matches = await passwordMatches(before?.passwordHash, attempt.password);
  return database.withTx(systemContext, async (tx) => {
    if (!matches || !before) {
      for (const subject of subjects)
        await signInStore.saveFailures(
          tx,
          subject.hash,
          afterFailure(await signInStore.findFailures(tx, subject.hash), tx.now, subject.allowed),
        );
      if (before) await auditSignIn(tx, before.personId, "refused", "password");
      return refuse("wrong_name_or_password");
    }
    await signInStore.clearFailures(tx, subjects[0]?.hash ?? "");
    const session = await openSession(tx, before.personId, false);
    await auditSignIn(tx, before.personId, "done", "password");
    return ok(session);
  });
}

async function auditSignIn(
  tx: Tx,
  personId: PersonId,
  outcome: "done" | "refused",
  by: string,
): Promise<void> {
  const person = await peopleStore.findPerson(tx, personId);
  if (person)
    await audit(tx, {
      institutionId: person.institutionId,
      actor: { kind: "person", id: personId, label: person.name },
      action: "session.sign-in",
      subjectKind: "person",
      subjectId: personId,
      outcome,
      details: { by },
    });
}

/** Demo only: enters as a seeded person. Refuses someone who does not exist or is disabled. */
export async function enterAs(
  database: Database,
  personId: PersonId,
): Promise<Result<NewSession, "person_not_found">> {
  return database.withTx(systemContext, async (tx) => {
    const people = await peopleStore.findPersonInstitution(tx, personId);
    if (people === undefined) return refuse("person_not_found");
    const session = await openSession(tx, personId, true);
    await auditSignIn(tx, personId, "done", "demo");
    return ok(session);
  });
}

export async function signOut(ctx: Ctx): Promise<Result<null, never>> {
  return inTx(ctx, async (tx) => {
    await signInStore.endSession(tx, ctx.actor.sessionHash);
    await auditAct(tx, ctx, {
      action: "session.sign-out",
      subjectKind: "person",
      subjectId: ctx.actor.personId,
    });
    return ok(null);
  });
}

export type PasswordRefusal = "wrong_password" | "guessable_password" | "no_password_here";

/** Changes one's own password and ends every other session of the person. */
export async function changePassword(
  ctx: Ctx,
  change: { current: string; next: string },
): Promise<Result<null, PasswordRefusal>> {
  const stored = await inTx(ctx, (tx) => signInStore.findPasswordHash(tx, ctx.actor.personId));
  if (stored === undefined) return refuse("no_password_here");
  if (!(await passwordMatches(stored, change.current))) return refuse("wrong_password");
  if (isGuessable(change.next, ctx.actor.name)) return refuse("guessable_password");
  const hash = await hashPassword(change.next);
  return inTx(ctx, async (tx) => {
    await signInStore.savePassword(tx, ctx.actor.personId, hash);
    await signInStore.endSessionsOf(tx, ctx.actor.personId, ctx.actor.sessionHash);
    await auditAct(tx, ctx, {
      action: "password.change",
      subjectKind: "person",
      subjectId: ctx.actor.personId,
    });
    return ok(null);
  });
}

export type ProofRefusal = "wrong_password" | "no_password_here" | "locked_out";

/**
 * The signed-in person proves once more who he is, before an act that counts as his own hand. Wrong passwords are counted as
 * at sign-in, so that an open screen gives nobody more tries than the door does. `no_password_here`: the account has none.
 */
export async function proveAgain(ctx: Ctx, password: string): Promise<Result<null, ProofRefusal>> {
  const { personId } = ctx.actor;
  const subject = sha256(`proof:${personId}`);
  const before = await ctx.database.withTx(systemContext, async (tx) =>
    isLocked(await signInStore.findFailures(tx, subject), tx.now)
      ? ("locked" as const)
      : { hash: await signInStore.findPasswordHash(tx, personId) },
  );
  if (before === "locked") return refuse("locked_out");
  if (before.hash === undefined) return refuse("no_password_here");
  if (await passwordMatches(before.hash, password)) {
    await ctx.database.withTx(systemContext, (tx) => signInStore.clearFailures(tx, subject));
    return ok(null);
  }
  await ctx.database.withTx(systemContext, async (tx) => {
    const failures = afterFailure(await signInStore.findFailures(tx, subject), tx.now, lockOutRule.failures);
    await signInStore.saveFailures(tx, subject, failures);
  });
  return refuse("wrong_password");
}

export type SetupRefusal =
  | "setup_done"
  | "wrong_secret"
  | "guessable_password"
  | "administrators_are_separate";

interface FirstAdministrator {
  readonly name: string;
  readonly username: string;
  readonly password: string;
}

/**
 * Makes the operator's institution with its system and its security administrator, once, for whoever holds the
 * first-run secret. The first makes all further accounts, the second grants their roles; there is no default password.
 * Opens a session for the system administrator.
 */
export async function setUp(
  database: Database,
  expectedSecretHash: string | undefined,
  input: {
    secret: string;
    institutionName: string;
    systemAdministrator: FirstAdministrator;
    securityAdministrator: FirstAdministrator;
  },
): Promise<Result<NewSession, SetupRefusal>> {
  if (expectedSecretHash === undefined || sha256(input.secret) !== expectedSecretHash)
    return refuse("wrong_secret");
  const administrators = [
    { ...input.systemAdministrator, role: "system_admin" as const, id: randomUUID() as PersonId },
    { ...input.securityAdministrator, role: "security_admin" as const, id: randomUUID() as PersonId },
  ];
  if (administrators[0]?.username.toLowerCase() === administrators[1]?.username.toLowerCase())
    return refuse("administrators_are_separate");
  if (administrators.some((one) => isGuessable(one.password, one.username)))
    return refuse("guessable_password");
  const hashes = await Promise.all(administrators.map((one) => hashPassword(one.password)));
  return database.withTx(systemContext, async (tx) => {
    if (!(await peopleStore.isEmptyInstallation(tx))) return refuse("setup_done");
    const institutionId = randomUUID();
    await peopleStore.addTenant(tx, {
      id: institutionId,
      name: input.institutionName,
      kind: "operator",
      timeZone: "Asia/Shanghai",
    });
    for (const [n, one] of administrators.entries()) {
      await peopleStore.addPerson(tx, { id: one.id, institutionId, name: one.name, roles: [one.role] });
      await peopleStore.addAccount(tx, one.id, one.username.toLowerCase(), hashes[n] ?? "");
      await audit(tx, {
        institutionId,
        actor: { kind: "system", id: null, label: "首次初始化" },
        action: "system.set-up",
        subjectKind: "person",
        subjectId: one.id,
        outcome: "done",
        details: { role: one.role },
      });
    }
    return ok(await openSession(tx, administrators[0]?.id ?? ("" as PersonId), false));
  });
}

export type AccountRefusal =
  | "username_taken"
  | "guessable_password"
  | "account_not_found"
  | "administrators_are_separate"
  | "institution_not_found"
  | "not_yourself";

/** A person with an account. The system administrator makes it without rights; the security administrator grants roles. */
export async function createAccount(
  ctx: Ctx,
  input: { name: string; username: string; password: string; institutionId: OrganizationId },
): Promise<Result<{ personId: string }, AccountRefusal>> {
  if (isGuessable(input.password, input.username)) return refuse("guessable_password");
  if (!ctx.actor.isPlatform && input.institutionId !== ctx.actor.institutionId)
    return refuse("institution_not_found");
  const passwordHash = await hashPassword(input.password);
  const personId = randomUUID();
  try {
    return await inTx(ctx, async (tx) => {
      await peopleStore.addPerson(tx, {
        id: personId,
        institutionId: input.institutionId,
        name: input.name,
        roles: [],
      });
      await peopleStore.addAccount(tx, personId, input.username.toLowerCase(), passwordHash);
      await auditAct(tx, ctx, { action: "account.create", subjectKind: "person", subjectId: personId });
      return ok({ personId });
    });
  } catch (error) {
    if (violates(error, "account_username_key")) return refuse("username_taken");
    if (violates(error, "person_institution_id_fkey")) return refuse("institution_not_found");
    throw error;
  }
}

/** Grants exactly these roles. The three administrators are separate, and nobody grants to himself. */
export async function grantRoles(
  ctx: Ctx,
  personId: PersonId,
  granted: readonly Role[],
): Promise<Result<null, AccountRefusal>> {
  if (personId === ctx.actor.personId) return refuse("not_yourself");
  try {
    return await inTx(ctx, async (tx) => {
      if ((await peopleStore.findPersonInstitution(tx, personId)) === undefined)
        return refuse("account_not_found");
      await peopleStore.setRoles(tx, personId, granted, ctx.actor.personId);
      await auditAct(tx, ctx, {
        action: "account.set-roles",
        subjectKind: "person",
        subjectId: personId,
        details: { roles: [...granted] },
      });
      return ok(null);
    });
  } catch (error) {
    if (violates(error, "one_administration_each")) return refuse("administrators_are_separate");
    throw error;
  }
}

/** Disabling ends the person's sessions at once; enabling lets them sign in again. */
export async function setAccountStatus(
  ctx: Ctx,
  personId: PersonId,
  status: "active" | "disabled",
): Promise<Result<null, AccountRefusal>> {
  if (personId === ctx.actor.personId) return refuse("not_yourself");
  return inTx(ctx, async (tx) => {
    if (!(await peopleStore.setPersonStatus(tx, personId, status))) return refuse("account_not_found");
    if (status === "disabled") await signInStore.endSessionsOf(tx, personId);
    await auditAct(tx, ctx, {
      action: "account.set-status",
      subjectKind: "person",
      subjectId: personId,
      details: { status },
    });
    return ok(null);
  });
}

export async function listAccounts(
  ctx: Ctx,
  page: { q: string; limit: number; offset: number },
): Promise<Result<{ items: AccountView[]; total: number }, never>> {
  return ok(await inTx(ctx, (tx) => peopleStore.listAccounts(tx, page)));
}
