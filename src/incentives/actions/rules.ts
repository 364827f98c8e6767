import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { civilDate } from "../../kernel/time.js";
import { regionIndex, regionPath } from "../../terminology/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { z } from "zod";
import type { NewRuleSet, PriceBody, PriceTried, RuleSetView, TryPrice } from "../api.js";
import { priceCase } from "../domain/price.js";
import type { ruleRefusals } from "../refusals.js";
import { addDraft, discardDraft, endBefore, listRuleSets, publishDraft, rulesOn } from "../store/rules.js";

type RuleRefusal = keyof typeof ruleRefusals;

/** The price lists, newest first; drafts for the operator alone. */
export const viewRuleSets = (ctx: Ctx): Promise<Result<{ items: RuleSetView[] }, never>> =>
  inTx(ctx, async (tx) => {
    const sets = await listRuleSets(tx, "price");
    const today = rulesOn(sets, civilDate(tx.now));
    return ok({
      items: sets.map((set) => ({
        id: set.id,
        version: set.version,
        title: set.title,
        validFrom: set.validFrom,
        validTo: set.validTo,
        status: set.status,
        isMine: set.draftedBy === ctx.actor.personId,
        isToday: set.id === today?.id,
        draftedAt: set.draftedAt,
        publishedAt: set.publishedAt,
        regionNames: regionNamesOf(set.body as PriceBody),
        body: set.body as PriceBody,
      })),
    });
  });

/** 52 → 贵州省: prices name a region by the digits it begins with. */
const regionNamesOf = ({ items }: PriceBody): Record<string, string> =>
  Object.fromEntries(
    items
      .filter(({ region }) => region !== "")
      .map(({ region }) => [region, regionPath(regionIndex(), region.padEnd(6, "0")).join("") || region]),
  );

/** 起草: nothing changes until somebody else publishes. Only days that have not begun get new prices. */
export const draftRuleSet = (
  ctx: Ctx,
  given: z.output<typeof NewRuleSet>,
): Promise<Result<{ id: string }, RuleRefusal>> =>
  inTx(ctx, async (tx) => {
    if (given.validFrom <= civilDate(tx.now)) return refuse("rules_from_tomorrow");
    const id = await addDraft(tx, {
      kind: "price",
      title: given.title,
      validFrom: given.validFrom,
      validTo: null,
      body: given.body,
      personId: ctx.actor.personId,
    });
    await auditAct(tx, ctx, {
      action: "rule.draft",
      subjectKind: "rule_set",
      subjectId: id,
      details: { validFrom: given.validFrom },
    });
    return ok({ id });
  });

/** 发布, by somebody other than the drafter: the version before ends the day before. */
export const publishRuleSet = (ctx: Ctx, id: string): Promise<Result<{ id: string }, RuleRefusal>> =>
  inTx(ctx, async (tx): Promise<Result<{ id: string }, RuleRefusal>> => {
    const draft = (await listRuleSets(tx, "price")).find((set) => set.id === id);
    if (!draft) return refuse("rule_set_not_found");
    if (draft.status !== "draft") return refuse("not_a_draft");
    if (draft.draftedBy === ctx.actor.personId) return refuse("publisher_is_drafter");
    if (draft.validFrom <= civilDate(tx.now)) return refuse("rules_from_tomorrow");
    const later = (await listRuleSets(tx, "price")).some(
      (set) => set.status === "published" && set.validFrom >= draft.validFrom,
    );
    if (later) return refuse("rules_overlap");
    await endBefore(tx, "price", draft.validFrom);
    const done = await publishDraft(tx, id, ctx.actor.personId);
    // A constraint that broke has broken the transaction: the answer is thrown, so that nothing of it stays.
    if (done === "overlap") throw new Error("rule sets overlap although the one before was ended");
    if (done === "not_a_draft") return refuse("not_a_draft");
    await auditAct(tx, ctx, {
      action: "rule.publish",
      subjectKind: "rule_set",
      subjectId: id,
      details: { version: draft.version, validFrom: draft.validFrom },
    });
    return ok({ id });
  });

export const discardRuleSet = (ctx: Ctx, id: string): Promise<Result<{ id: string }, RuleRefusal>> =>
  inTx(ctx, async (tx) => {
    if (!(await discardDraft(tx, id))) return refuse("not_a_draft");
    await auditAct(tx, ctx, { action: "rule.discard", subjectKind: "rule_set", subjectId: id });
    return ok({ id });
  });

/** What a consultation would cost under rules that need not be kept: nothing is written. */
export function tryPrice(
  _ctx: Ctx,
  given: z.output<typeof TryPrice>,
): Promise<Result<z.output<typeof PriceTried>, RuleRefusal>> {
  const { body, ...asked } = given;
  const priced = priceCase({ ...asked, splits: asked.seatLevels.map(() => null) }, body);
  if (!priced.ok) return Promise.resolve(priced);
  const { priceFen, item, steps, seats } = priced.value;
  const sum = (part: "inviterFen" | "inviteeFen" | "platformFen" | "expertFen") =>
    seats.reduce((total, seat) => total + seat[part], 0);
  return Promise.resolve(
    ok({
      priceFen,
      itemName: item.name,
      steps: [...steps],
      inviterFen: sum("inviterFen"),
      inviteeFen: sum("inviteeFen"),
      platformFen: sum("platformFen"),
      expertFen: sum("expertFen"),
    }),
  );
}
