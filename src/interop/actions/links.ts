import { randomUUID } from "node:crypto";
import { findRoles } from "../../experts/index.js";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Tx } from "../../platform/database/database.js";
import type { LinkList, LinkQuery } from "../api/links.js";
import { findConnector } from "../store/connectors.js";
import { listLinks, lockLinks, setLink } from "../store/links.js";
import { addUnlink, listUnlinks, lockUnlink, saveUndone } from "../store/unlinks.js";

export type LinkRefusal =
  | "connector_not_found"
  /** The key means nobody here, or its link was taken away already. */
  | "link_not_found"
  | "unlink_not_found"
  | "unlink_undone"
  /** The key has come to mean somebody else since. */
  | "key_means_another";

/** Unlinks shown at once; the newest come first. */
const mostUnlinks = 100;

/** 工号对应: whom each key of the system means here, and what was taken away before. */
export const viewLinks = (
  ctx: Ctx,
  connectorId: string,
  query: LinkQuery,
): Promise<Result<LinkList, LinkRefusal>> => inTx(ctx, (tx) => readLinks(tx, connectorId, query));

/** As {@link viewLinks}, of whatever the transaction may see. */
export async function readLinks(
  tx: Tx,
  connectorId: string,
  { q, limit, offset }: LinkQuery,
): Promise<Result<LinkList, LinkRefusal>> {
  if ((await findConnector(tx, connectorId)) === undefined) return refuse("connector_not_found");
  const links = await listLinks(tx, connectorId);
  const unlinks = await listUnlinks(tx, connectorId, mostUnlinks);
  const roles = new Map<string, Awaited<ReturnType<typeof findRoles>>[number]>(
    (
      await findRoles(
        tx,
        [...links, ...unlinks].flatMap(({ practitionerRoleId }) => practitionerRoleId ?? []),
      )
    ).map((role) => [role.practitionerRoleId, role]),
  );
  const faceOf = (roleId: string | null) => {
    const role = roles.get(roleId ?? "");
    return { expertName: role?.name ?? "", departmentName: role?.departmentName ?? "" };
  };
  const found = links
    .map((link) => ({
      staffKey: link.staffKey,
      personKey: link.personKey,
      practitionerId: roles.get(link.practitionerRoleId ?? "")?.practitionerId ?? link.practitionerId ?? "",
      ...faceOf(link.practitionerRoleId),
      status: link.status,
      effectiveAt: link.effectiveAt,
    }))
    .filter(({ staffKey, expertName }) => staffKey.includes(q) || expertName.includes(q));
  return ok({
    total: found.length,
    items: found.slice(offset, offset + limit),
    unlinks: unlinks.map((one) => ({
      unlinkId: one.id,
      staffKey: one.staffKey,
      practitionerId: one.practitionerId,
      ...faceOf(one.practitionerRoleId),
      status: one.status,
      reason: one.reason,
      unlinkedAt: one.unlinkedAt,
      undoneAt: one.undoneAt,
      undoneReason: one.undoneReason,
    })),
  });
}

/**
 * Takes a key from the expert it means. What the system has said of him stays with its source and ages by its clocks; what it says
 * under the key from now on does not reach him, nor the record he is merged into, until this is undone. Another person may get the key.
 */
export const unlink = (
  ctx: Ctx,
  connectorId: string,
  { staffKey, reason }: { readonly staffKey: string; readonly reason: string },
): Promise<Result<{ readonly unlinkId: string }, LinkRefusal>> =>
  inTx(ctx, async (tx): Promise<Result<{ unlinkId: string }, LinkRefusal>> => {
    const connector = await findConnector(tx, connectorId);
    if (connector === undefined) return refuse("connector_not_found");
    const link = (await lockLinks(tx, connectorId, [staffKey])).find((one) => one.staffKey === staffKey);
    if (link?.practitionerId == null) return refuse("link_not_found");
    const { practitionerId, practitionerRoleId, status: linkStatus } = link;
    const unlinkId = randomUUID();
    await addUnlink(tx, connector, {
      id: unlinkId,
      staffKey,
      practitionerId,
      practitionerRoleId,
      linkStatus,
      reason,
      by: ctx.actor.personId,
    });
    await setLink(tx, connectorId, staffKey, {
      practitionerId: null,
      practitionerRoleId: null,
      status: "inactive",
    });
    await auditAct(tx, ctx, {
      action: "connector.manage",
      subjectKind: "connector",
      subjectId: connectorId,
      details: { step: "unlinked", unlinkId, practitionerId },
    });
    return ok({ unlinkId });
  });

/** Gives the key back to whom it meant; wherever his record and post are by now, merged or parted, the system reaches them there. */
export const undoUnlink = (
  ctx: Ctx,
  connectorId: string,
  unlinkId: string,
  reason: string,
): Promise<Result<null, LinkRefusal>> =>
  inTx(ctx, async (tx): Promise<Result<null, LinkRefusal>> => {
    if ((await findConnector(tx, connectorId)) === undefined) return refuse("connector_not_found");
    const taken = await lockUnlink(tx, connectorId, unlinkId);
    if (taken === undefined) return refuse("unlink_not_found");
    if (taken.status === "undone") return refuse("unlink_undone");
    const { staffKey, practitionerId, practitionerRoleId, linkStatus } = taken;
    const link = (await lockLinks(tx, connectorId, [staffKey])).find((one) => one.staffKey === staffKey);
    if (link?.practitionerId != null) return refuse("key_means_another");
    await setLink(tx, connectorId, staffKey, { practitionerId, practitionerRoleId, status: linkStatus });
    await saveUndone(tx, unlinkId, ctx.actor.personId, reason);
    await auditAct(tx, ctx, {
      action: "connector.manage",
      subjectKind: "connector",
      subjectId: connectorId,
      details: { step: "linked-again", unlinkId, practitionerId },
    });
    return ok(null);
  });
