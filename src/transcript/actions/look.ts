import { type Ctx, txContext } from "../../identity/index.js";
import type { Tx } from "../../platform/database/database.js";

/**
 * A transaction as the person who asks, beside the action's own: a repeated request is answered from what the action stored,
 * and looks again at what stands now.
 */
export const inLook = <T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> =>
  ctx.database.withTx(txContext(ctx.actor), work);
