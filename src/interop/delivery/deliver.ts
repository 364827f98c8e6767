import { z } from "zod";
import { caseParties, loadOpinionDocument } from "../../consultation/index.js";
import { addMinutes } from "../../kernel/time.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import type { Job } from "../../platform/jobs.js";
import { startLanes } from "../../platform/lanes.js";
import type { InteropHost } from "../host.js";
import { waitAfter } from "./backoff.js";
import { type Attempt, sendDelivery } from "./send.js";
import * as store from "./store.js";

const Signed = z.object({ version: z.number().int(), isComplete: z.boolean().default(true) });

/**
 * Hears `consultation.opinion-signed`, and for a panel `consultation.quorum-reached`: the version is put on its way to every
 * enabled destination of both sides. Heard twice, it is sent once.
 */
export async function queueForBothSides(tx: Tx, job: Job): Promise<void> {
  const { version, isComplete } = Signed.parse(job.payload);
  if (!isComplete) return;
  const parties = await caseParties(tx, job.subjectId);
  if (!parties) return;
  const destinations = await store.listDestinations(tx, parties.institutionIds);
  for (const { id, institutionId, status } of destinations)
    if (status === "enabled")
      await store.queueDelivery(tx, {
        destinationId: id,
        institutionId,
        caseId: job.subjectId,
        caseNumber: parties.caseNumber,
        opinionVersion: version,
      });
  if (destinations.length > 0) await store.wakeSenders(tx);
}

const notThere: Attempt = {
  isTaken: false,
  mayRetry: false,
  outcome: {
    code: "superseded",
    zh: "该版本已被更正版本取代，改送新版本",
    en: "A later version has replaced this one and goes out instead",
  },
  contentSha256: null,
};
const broken = (error: unknown): Attempt => ({
  isTaken: false,
  mayRetry: true,
  outcome: {
    code: "failed",
    zh: `发送时出错（${(error as Error).name}），将重试`,
    en: `Sending failed (${(error as Error).name}); it is tried again`,
  },
  contentSha256: null,
});

/** Sends one delivery that is due, to its end. False: none is due. The outside world is asked outside transactions. */
export async function deliverNextOpinion(
  host: InteropHost,
  report: (error: unknown, deliveryId: string) => void,
): Promise<boolean> {
  const { database } = host;
  const claimed = await database.withTx(systemContext, async (tx) => {
    const delivery = await store.claimDelivery(tx);
    const destination = delivery && (await store.findDestination(tx, delivery.destinationId));
    return delivery && destination && { delivery, destination, now: tx.now };
  });
  if (!claimed) return false;
  const { delivery, destination, now } = claimed;
  let attempt: Attempt;
  try {
    const document = await loadOpinionDocument(
      { database, fieldCipher: host.cipher },
      (work) => database.withTx(systemContext, work),
      delivery.caseId,
    );
    attempt =
      document?.version === delivery.opinionVersion
        ? await sendDelivery(host, destination, delivery, document, now)
        : notThere;
  } catch (error) {
    report(error, delivery.id);
    attempt = broken(error);
  }
  await database.withTx(systemContext, async (tx) => {
    const wait = attempt.mayRetry ? waitAfter(delivery.attempts) : undefined;
    const retryAt = wait === undefined ? null : addMinutes(tx.now, wait);
    await store.endAttempt(tx, delivery.id, delivery.attempts, {
      status: attempt.isTaken ? "acknowledged" : retryAt === null ? "failed" : "queued",
      outcome: attempt.outcome,
      retryAt: attempt.isTaken ? null : retryAt,
      contentSha256: attempt.contentSha256,
    });
  });
  return true;
}

/** How many deliveries one node sends at a time. */
const lanes = 2;

/** Sends due deliveries until stopped. */
export const startOpinionSender = (
  host: InteropHost,
  report: (error: unknown, deliveryId: string) => void,
  pollMs = 5000,
): Promise<{ stop(): Promise<void> }> =>
  startLanes({
    database: host.database,
    channel: store.deliveryChannel,
    lanes,
    pollMs,
    next: () => deliverNextOpinion(host, report),
    report: (error) => report(error, ""),
  });
