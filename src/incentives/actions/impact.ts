import type { Ctx } from "../../identity/index.js";
import { civilDate } from "../../kernel/time.js";
import { ok, type Result } from "../../kernel/result.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import type { ImpactView } from "../api.js";
import { median, shrunkShare } from "../domain/estimate.js";
import { printImpact } from "../paper/impact-paper.js";
import { shownAppreciations } from "../store/appreciations.js";
import {
  type AdvisedCase,
  halfDates,
  halvesOf,
  readAdvised,
  readEvaluated,
  readOutcomes,
} from "../store/impact.js";
import type { Exported } from "./export-settlement.js";

/** How many of the peers' cases stand behind an expert's own share. */
const priorCases = 8;

const weightOf = ({ decision }: AdvisedCase): number =>
  decision === "adopted" ? 1 : decision === "partly_adopted" ? 0.5 : 0;
const sumOf = (cases: readonly AdvisedCase[]): number => cases.reduce((sum, one) => sum + weightOf(one), 0);
const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** The last half-year that is over; in January the one that ended in December. */
const lastHalf = (today: string): string => {
  const year = Number(today.slice(0, 4));
  return today.slice(5, 7) > "06" ? `${year}H1` : `${year - 1}H2`;
};

/** Peers: the other experts asked for the same first-level specialties in the same half-year. */
async function readImpact(tx: Tx, personId: string, asked: string | undefined): Promise<ImpactView> {
  const halves = await halvesOf(tx, personId);
  const half =
    asked ??
    halves.find((one) => one <= lastHalf(civilDate(tx.now))) ??
    halves[0] ??
    lastHalf(civilDate(tx.now));
  const { from, to } = halfDates(half);
  const all = await readAdvised(tx, from, to);
  const mine = all.filter((one) => one.personId === personId);
  const groups = new Set(mine.map(({ groupCode }) => groupCode));
  const peers = all.filter((one) => one.personId !== personId && groups.has(one.groupCode));
  const peerShare = peers.length === 0 ? null : sumOf(peers) / peers.length;
  const answer = median(mine.map(({ answerMinutes }) => answerMinutes));
  const peerAnswer = median(peers.map(({ answerMinutes }) => answerMinutes));
  const estimate = shrunkShare(
    sumOf(mine),
    mine.length,
    peerShare ?? 0.5,
    peerShare === null ? 1 : priorCases,
    0.95,
  );
  const count = (decision: AdvisedCase["decision"]) => mine.filter((one) => one.decision === decision).length;
  const thanks = await shownAppreciations(tx, personId, { from, to });
  return {
    half,
    halves,
    cases: mine.length,
    institutions: new Set(mine.map(({ institutionId }) => institutionId)).size,
    adopted: count("adopted"),
    partlyAdopted: count("partly_adopted"),
    notAdopted: count("not_adopted"),
    reasons: mine
      .filter(({ reason }) => reason !== "")
      .slice(0, 10)
      .map(({ decision, reason, institutionName, on }) => ({ decision, reason, institutionName, on })),
    adoption:
      mine.length === 0
        ? null
        : {
            mine: {
              value: rounded(estimate.value),
              low: rounded(estimate.low),
              high: rounded(estimate.high),
            },
            peers: rounded(peerShare ?? 0),
            peerCases: peers.length,
            peerExperts: new Set(peers.map((one) => one.personId)).size,
          },
    answerMinutes:
      answer === null
        ? null
        : { median: Math.round(answer), peerMedian: peerAnswer === null ? null : Math.round(peerAnswer) },
    evaluated: await readEvaluated(tx, personId, from, to),
    outcomes: { ...(await readOutcomes(tx, personId, from, to)), of: mine.length },
    appreciations: thanks,
  };
}

/**
 * 半年报告: of the one who asks, and of nobody else. It reads the consultations whose access has ended, so it runs in the
 * system's scope and filters by the person of the session.
 */
export const viewImpact = (ctx: Ctx, half: string | undefined): Promise<Result<ImpactView, never>> =>
  ctx.database.withTx(systemContext, async (tx) => ok(await readImpact(tx, ctx.actor.personId, half)));

export async function printOwnImpact(ctx: Ctx, half: string | undefined): Promise<Result<Exported, never>> {
  const { view, now } = await ctx.database.withTx(systemContext, async (tx) => ({
    view: await readImpact(tx, ctx.actor.personId, half),
    now: tx.now,
  }));
  return ok({
    fileName: `impact-${view.half}.pdf`,
    mediaType: "application/pdf",
    bytes: await printImpact(ctx.actor.name, view, now),
  });
}
