import { createHash, randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { addMinutes } from "../kernel/time.js";
import type { Instant, PersonId } from "../kernel/types.js";
import { type Database, systemContext, type Tx } from "../platform/database/database.js";
import type { Actor } from "./context.js";
import { addSession, endSession, findSession, touchSession } from "./store/sign-in.js";

/** Source: GB/T 22239-2019 8.1.4.1 b (会话超时). */
export const sessionRule = { idleMinutes: 30, absoluteMinutes: 12 * 60 } as const;

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** `__Host-` needs Secure, which needs https; a plain name serves the embedded default on http://localhost. */
export const cookieName = (isHttps: boolean): string =>
  isHttps ? "__Host-consilium_session" : "consilium_session";

export interface NewSession {
  readonly token: string;
  readonly expiresAt: Instant;
}

/** A session entered through a message lasts as long as an opinion may take, not a shift. */
export const caseSessionMinutes = 120;

/**
 * A fresh opaque token for the person; only its hash is stored.
 * @param limitedToCase the one case a session entered through a message may touch; null after signing in.
 */
export async function openSession(
  tx: Tx,
  personId: PersonId,
  isDemo: boolean,
  limitedToCase: string | null = null,
): Promise<NewSession> {
  const token = randomBytes(32).toString("base64url");
  const minutes = limitedToCase === null ? sessionRule.absoluteMinutes : caseSessionMinutes;
  const expiresAt = addMinutes(tx.now, minutes);
  await addSession(tx, { tokenHash: sha256(token), personId, isDemo, limitedToCase, expiresAt });
  return { token, expiresAt };
}

export function setSessionCookie(reply: FastifyReply, session: NewSession, isHttps: boolean): void {
  reply.setCookie(cookieName(isHttps), session.token, {
    httpOnly: true,
    secure: isHttps,
    sameSite: "lax",
    path: "/",
    expires: new Date(session.expiresAt),
  });
}

/** The live session's person, with rights as they are now; an idle session ends here. */
export function sessionFinder(database: Database, isHttps: boolean) {
  return async (request: FastifyRequest): Promise<Actor | undefined> => {
    const token = request.cookies[cookieName(isHttps)];
    if (token === undefined || token.length > 100) return undefined;
    const tokenHash = sha256(token);
    const found = await findSession(database, tokenHash);
    if (!found) return undefined;
    if (found.idleMinutes >= sessionRule.idleMinutes) {
      await database.withTx(systemContext, (tx) => endSession(tx, tokenHash));
      return undefined;
    }
    if (found.idleMinutes >= 1) await database.withTx(systemContext, (tx) => touchSession(tx, tokenHash));
    return found.actor;
  };
}
