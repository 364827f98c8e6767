import { findCase } from "../cases/index.js";
import {
  asLinkActor,
  type Ctx,
  enterByLink,
  findReader,
  mayAttempt,
  type NewSession,
  noteFailedAttempt,
} from "../identity/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import { minutesBetween } from "../kernel/time.js";
import { type LinkRefusal, readLink, redeemLink } from "../notifications/index.js";
import { systemContext, type Tx } from "../platform/database/database.js";
import type { DispatchRefusal } from "./across-tenants.js";
import { acceptOffer } from "./answer-offer.js";
import type { OneTapState, OneTapView } from "./api.js";
import { levelOf } from "./level-of.js";
import * as store from "./store/index.js";

export type OneTapRefusal = DispatchRefusal | LinkRefusal | "too_many_attempts" | "expert_not_active";

/** Links that are none, from one address within a quarter of an hour, before it has to wait. */
const wrongLinksAllowed = 20;

type Found = Extract<Awaited<ReturnType<typeof readLink>>, { ok: true }>["value"];

/** The link behind a token; whoever tries many that are none has to wait. */
async function linkOf(
  tx: Tx,
  ctx: Ctx,
  token: string,
  address: string,
): Promise<Result<Found, "link_unknown" | "too_many_attempts">> {
  const subject = `one-tap:${address}`;
  if (!(await mayAttempt(tx, subject))) return refuse("too_many_attempts");
  const link = await readLink(tx, ctx.fieldCipher, token);
  if (!link.ok) await noteFailedAttempt(tx, subject, wrongLinksAllowed);
  return link;
}

const stateOf = (offer: store.StoredOffer, link: Found, now: string): OneTapState => {
  if (offer.status === "accepted" || offer.status === "declined" || offer.status === "withdrawn")
    return offer.status;
  if (offer.status === "expired" || now >= offer.expiresAt || now >= link.expiresAt) return "expired";
  return link.usedAt === null ? "open" : "used";
};

/**
 * What the page of a link shows before the tap: level, who asks, until when; no question and nothing of the patient. It
 * changes nothing, however often a mail scanner opens it.
 */
export const lookAtLink = (
  ctx: Ctx,
  token: string,
  address: string,
): Promise<Result<OneTapView, OneTapRefusal>> =>
  ctx.database.withTx(systemContext, async (tx) => {
    const link = await linkOf(tx, ctx, token, address);
    if (!link.ok) return link;
    const offer = await store.findOffer(tx, link.value.subjectId);
    const found = offer && (await findCase(tx, offer.caseId));
    if (!offer || !found || offer.personId !== link.value.personId) return refuse("link_unknown");
    return ok({
      state: stateOf(offer, link.value, tx.now),
      expertName: offer.expertName,
      institutionName: found.institutionName,
      urgencyLevel: levelOf(found),
      mode: found.mode,
      expiresAt: offer.expiresAt,
      timeZone: (await findReader(tx, offer.personId))?.timeZone ?? "Asia/Shanghai",
    });
  });

/** After a lost answer the same tap may ask again for its session this long. */
const repeatMinutes = 10;

/**
 * 一键接诊: accepts the offer in the name of the link's person. The link is used up in the transaction that accepts, once;
 * the same tap (the same key) told again gets the same answer. The session that opens is for this one case.
 */
export async function acceptByLink(
  ctx: Ctx,
  token: string,
  key: string,
  from: { readonly address: string; readonly isDemo: boolean },
): Promise<Result<{ caseId: string; personId: string; session: NewSession }, OneTapRefusal>> {
  const known = await ctx.database.withTx(systemContext, async (tx) => {
    const link = await linkOf(tx, ctx, token, from.address);
    if (!link.ok) return link;
    const offer = await store.findOffer(tx, link.value.subjectId);
    return offer ? ok({ link: link.value, offer }) : refuse("link_unknown");
  });
  if (!known.ok) return known;
  const { link, offer } = known.value;
  const own = await asLinkActor(
    ctx,
    { personId: link.personId, caseId: offer.caseId },
    { action: "offer.answer", route: "POST /api/one-tap/accept", key, about: link.tokenHash },
  );
  if (!own) return refuse("expert_not_active");
  const accepted = await acceptOffer(own, offer.id, (tx) => redeemLink(tx, link, key));
  if (!accepted.ok) return accepted;
  return ctx.database.withTx(systemContext, async (tx) => {
    const used = await readLink(tx, ctx.fieldCipher, token);
    if (!used.ok || used.value.usedAt === null || minutesBetween(used.value.usedAt, tx.now) > repeatMinutes)
      return refuse("link_used");
    const session = await enterByLink(tx, own, from.isDemo);
    return ok({ caseId: accepted.value.caseId, personId: link.personId, session });
  });
}
