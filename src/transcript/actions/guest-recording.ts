import { type Ctx, mayAttempt, noteFailedAttempt, sha256 } from "../../identity/index.js";
import { ok, type Result } from "../../kernel/result.js";
import { audit } from "../../platform/audit.js";
import { systemContext } from "../../platform/database/database.js";
import type { GuestRecording } from "../api.js";
import { findGuest, findRoom } from "../store/people.js";
import { answerConsent, askConsent, listRecordingConsents } from "../store/recording-consents.js";
import { findLiveRecording, stopRecordingRow } from "../store/recordings.js";
import { tellPages } from "./tell-pages.js";

/** Keys that are none, from one address within a quarter of an hour, before it has to wait. */
export const wrongKeysAllowed = 20;

/**
 * What a patient or relative without an account is told of recording on his phone, and his own answer to it. Declining while
 * it runs, like withdrawing, stops it at once. Null for a key that is none: a stranger learns nothing.
 */
export const guestRecording = (
  ctx: Ctx,
  key: string,
  answer: "agreed" | "declined" | "withdrawn" | undefined,
  address: string,
): Promise<Result<GuestRecording, never>> =>
  ctx.database.withTx(systemContext, async (tx): Promise<Result<GuestRecording, never>> => {
    const subject = `guest:${address}`;
    if (!(await mayAttempt(tx, subject))) return ok(null);
    const guest = await findGuest(tx, sha256(key));
    if (!guest) {
      await noteFailedAttempt(tx, subject, wrongKeysAllowed);
      return ok(null);
    }
    const { caseId, roomId, me } = guest;
    const recording = await findLiveRecording(tx, roomId);
    if (!recording || (recording.status !== "asked" && recording.status !== "recording")) return ok(null);
    if (answer !== undefined) {
      await askConsent(tx, recording.id, me);
      await answerConsent(tx, recording.id, me.participantId, answer);
      if (answer !== "agreed" && recording.status === "recording")
        await stopRecordingRow(tx, recording.id, {
          reason: "consent_withdrawn",
          by: null,
          expectedChunks: null,
        });
      await tellPages(tx, caseId);
      const room = await findRoom(tx, caseId, roomId);
      await audit(tx, {
        institutionId: recording.institutionId,
        actor: { kind: "system", id: null, label: "患者端" },
        action: "recording.answer",
        subjectKind: "recording",
        subjectId: recording.id,
        caseId,
        caseInstitutionId: room?.institutionId ?? null,
        outcome: "done",
        details: { answer, participantId: me.participantId },
      });
    }
    const mine = (await listRecordingConsents(tx, recording.id)).find(
      ({ participantId }) => participantId === me.participantId,
    );
    const isStopped = answer !== undefined && answer !== "agreed" && recording.status === "recording";
    return ok(
      isStopped
        ? null
        : { status: recording.status, askedName: recording.askedName, answer: mine?.answer ?? null },
    );
  });
