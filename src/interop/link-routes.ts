import { z } from "zod";
import { defineRoute, type Route } from "../identity/index.js";
import { undoUnlink, unlink, viewLinks } from "./actions/links.js";
import { ConnectorParams } from "./api.js";
import { LinkList, LinkQuery, UndoUnlink, Unlinked, UnlinkKey, UnlinkParams } from "./api/links.js";
import { linkRefusals } from "./refusals.js";

/** 工号对应: whom a system's keys mean, taking one away and giving it back. */
export const linkRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/connectors/:connectorId/links",
    action: "connector.read",
    summary: { zh: "工号对应", en: "Whom each key of the system means, and what was taken away" },
    params: ConnectorParams,
    query: LinkQuery,
    reply: LinkList,
    refusals: linkRefusals,
    handle: (ctx, { params, query }) => viewLinks(ctx, params.connectorId, query),
  }),
  defineRoute({
    method: "POST",
    url: "/api/connectors/:connectorId/unlinks",
    action: "connector.manage",
    summary: { zh: "解除工号对应", en: "Take a key from the expert it means; it can be undone" },
    params: ConnectorParams,
    body: UnlinkKey,
    reply: Unlinked,
    idempotency: "required",
    refusals: linkRefusals,
    handle: (ctx, { params, body }) => unlink(ctx, params.connectorId, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/connectors/:connectorId/unlinks/:unlinkId/undo",
    action: "connector.manage",
    summary: { zh: "撤销解除", en: "Give a key back to the expert it meant" },
    params: UnlinkParams,
    body: UndoUnlink,
    reply: z.null(),
    idempotency: "required",
    refusals: linkRefusals,
    handle: (ctx, { params, body }) => undoUnlink(ctx, params.connectorId, params.unlinkId, body.reason),
  }),
];
