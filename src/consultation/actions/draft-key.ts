import { type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { findOpinion } from "../store/opinion.js";

/**
 * The key with which this author's browser seals the text it has not saved yet: 32 bytes, base64. Made anew each time from the
 * server's field key, the case and the person, so that nothing of it is stored and a turned field key ends it. Whoever is not
 * the author is refused as if there were no opinion.
 */
export const draftKey = (ctx: Ctx, caseId: string): Promise<Result<{ key: string }, "opinion_not_begun">> =>
  inTx(ctx, async (tx) => {
    const opinion = await findOpinion(tx, caseId);
    const { personId } = ctx.actor;
    if (opinion?.authorPersonId !== personId) return refuse("opinion_not_begun");
    const digest = ctx.fieldCipher.blindIndex(`unsaved opinion ${caseId} ${personId}`);
    return ok({ key: Buffer.from(digest, "hex").toString("base64") });
  });
