import { type Ctx, inTx } from "../../identity/index.js";
import { ok, type Result } from "../../kernel/result.js";
import { announce } from "../../platform/live.js";
import type { NoticeView } from "../api.js";
import * as store from "../store/notices.js";

/** The reader's own notices, and how many of all are unread. */
export const listOwnNotices = (
  ctx: Ctx,
  limit: number,
): Promise<Result<{ items: NoticeView[]; unread: number }, never>> =>
  inTx(ctx, async (tx) =>
    ok({
      items: await store.listNotices(tx, ctx.actor.personId, limit),
      unread: await store.countUnread(tx, ctx.actor.personId),
    }),
  );

/** Marks the reader's notices as read, all or those named, and tells his other windows. */
export const readNotices = (
  ctx: Ctx,
  ids: readonly string[] | undefined,
): Promise<Result<{ unread: number }, never>> =>
  inTx(ctx, async (tx) => {
    const { personId } = ctx.actor;
    if ((await store.markRead(tx, personId, ids)) > 0)
      await announce(tx, { topic: "notices", id: personId, audience: { persons: [personId] } });
    return ok({ unread: await store.countUnread(tx, personId) });
  });
