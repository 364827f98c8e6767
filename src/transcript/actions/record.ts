import type { AuditAction } from "../../kernel/audit-actions.js";
import { randomUUID } from "node:crypto";
import {
  addConsent,
  addTimelineEntry,
  type CaseRecord,
  consentProblems,
  findCase,
  listConsents,
  withdrawConsent,
} from "../../cases/index.js";
import { consentTextVersion } from "../../cases/api.js";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { addMinutes, civilDate } from "../../kernel/time.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import { schedule } from "../../platform/jobs.js";
import type { z } from "zod";
import type { AnswerConsent, RecordConsent, RoomRecording } from "../api.js";
import { keepUntil, silenceAlarmSeconds, silentSeconds, type StopReason } from "../domain/recording.js";
import { isRecordingProvider } from "../domain/server-recording.js";
import type { TranscriptRefusal } from "../refusals.js";
import { findRoom, listPeople, listPresent, type RoomFacts, type RoomPersonFacts } from "../store/people.js";
import {
  answerConsent,
  askConsent,
  dropConsent,
  listRecordingConsents,
} from "../store/recording-consents.js";
import {
  addRecording,
  cancelRecordingRow,
  findLiveRecording,
  listLiveOfCase,
  lockRecording,
  type Recording,
  setExpectedChunks,
  startRecordingRow,
  stopRecordingRow,
  wakeKeeper,
} from "../store/recordings.js";
import { addServerRecording } from "../store/server-recordings.js";
import { findSetting } from "../store/settings.js";
import { inLook } from "./look.js";
import { meIn } from "./captions.js";
import { toRecordingView } from "./recording-view.js";
import { tellPages } from "./tell-pages.js";

type Refused = Result<null, TranscriptRefusal>;

async function note(
  tx: Tx,
  ctx: Ctx,
  found: CaseRecord,
  act: { action: AuditAction; kind?: string; recordingId: string; details?: Record<string, unknown> },
): Promise<void> {
  if (act.kind !== undefined)
    await addTimelineEntry(tx, found.id, {
      kind: act.kind,
      actor: { personId: ctx.actor.personId, label: ctx.actor.name },
      details: act.details ?? {},
    });
  await tellPages(tx, found.id);
  await auditAct(tx, ctx, {
    action: act.action,
    subjectKind: "recording",
    subjectId: act.recordingId,
    caseId: found.id,
    caseInstitutionId: found.institutionId,
    details: act.details ?? {},
  });
}

interface InRoom {
  readonly found: CaseRecord;
  readonly room: RoomFacts;
  readonly people: readonly RoomPersonFacts[];
  readonly me: RoomPersonFacts;
}

async function inRoom(
  tx: Tx,
  ctx: Ctx,
  caseId: string,
  roomId: string,
): Promise<Result<InRoom, TranscriptRefusal>> {
  const found = await findCase(tx, caseId);
  const room = await findRoom(tx, caseId, roomId);
  if (!found || !room) return refuse("room_not_found");
  const people = await listPeople(tx, roomId);
  const me = meIn(people, ctx);
  return me ? ok({ found, room, people, me }) : refuse("not_in_room");
}

const isPatientsConsent = ({ purpose }: { purpose: string }): boolean => purpose === "recording";

/** What the page of the room shows about recording. */
export const viewRoomRecording = (
  ctx: Ctx,
  caseId: string,
  roomId: string,
): Promise<Result<RoomRecording, TranscriptRefusal>> =>
  inLook(ctx, async (tx): Promise<Result<RoomRecording, TranscriptRefusal>> => {
    const found = await findCase(tx, caseId);
    if (!found || !(await findRoom(tx, caseId, roomId))) return refuse("room_not_found");
    const recording = await findLiveRecording(tx, roomId);
    const consents = recording ? await listRecordingConsents(tx, recording.id) : [];
    const people = await listPeople(tx, roomId);
    const patients = (await listConsents(tx, caseId)).filter(isPatientsConsent).at(-1);
    return ok({
      recording: recording ? toRecordingView(recording) : null,
      isRecorder: recording?.askedBy === ctx.actor.personId,
      silentSeconds:
        recording?.status === "recording" ? Math.round(silentSeconds(recording, tx.now) * 10) / 10 : 0,
      patientConsent: patients ? { signerName: patients.signerName, givenAt: patients.givenAt } : null,
      mayRecordConsent: found.requesterPersonId === ctx.actor.personId,
      people: people.map((person) => ({
        participantId: person.participantId,
        name: person.name,
        isMe: person.personId === ctx.actor.personId,
        isGuest: person.personId === null,
        isHere: person.stayIds.length > 0,
        stayIds: [...person.stayIds],
        answer: consents.find(({ participantId }) => participantId === person.participantId)?.answer ?? null,
      })),
    });
  });

/** Notes the patient's own consent to recording, apart from the one to the consultation, as it was signed. */
export const recordPatientConsent = (
  ctx: Ctx,
  caseId: string,
  consent: z.infer<typeof RecordConsent>,
): Promise<Refused> =>
  inTx(ctx, async (tx): Promise<Refused> => {
    const found = await findCase(tx, caseId);
    if (!found) return refuse("room_not_found");
    if ((await listConsents(tx, caseId)).some(isPatientsConsent)) return refuse("patient_consent_exists");
    if (consentProblems(consent, found.patientAgeYears).length > 0) return refuse("patient_consent_unfit");
    await addConsent(tx, caseId, ctx.actor.personId, {
      purpose: "recording",
      textVersion: consentTextVersion,
      ...consent,
    });
    await note(tx, ctx, found, {
      action: "recording.patient-consent",
      kind: "transcript.recording-consented",
      recordingId: caseId,
      details: { givenBy: consent.givenBy, form: consent.form },
    });
    return ok(null);
  });

/** The patient takes the consent back: what runs stops at once, what was recorded stays under its rules. */
export const withdrawPatientConsent = (ctx: Ctx, caseId: string): Promise<Refused> =>
  inTx(ctx, async (tx): Promise<Refused> => {
    const found = await findCase(tx, caseId);
    if (!found) return refuse("room_not_found");
    if ((await withdrawConsent(tx, caseId, "recording")) === 0) return refuse("patient_consent_missing");
    for (const recording of await listLiveOfCase(tx, caseId))
      await stop(tx, recording, "consent_withdrawn", ctx.actor.personId);
    await note(tx, ctx, found, {
      action: "recording.patient-consent",
      kind: "transcript.recording-consent-withdrawn",
      recordingId: caseId,
    });
    return ok(null);
  });

async function stop(tx: Tx, recording: Recording, reason: StopReason, by: string | null): Promise<void> {
  if (recording.status === "asked") await cancelRecordingRow(tx, recording.id);
  else await stopRecordingRow(tx, recording.id, { reason, by, expectedChunks: null });
}

/** A moderator asks everyone in the room whether the call may be recorded. He himself agrees by asking. */
export async function askToRecord(
  ctx: Ctx,
  caseId: string,
  roomId: string,
): Promise<Result<RoomRecording, TranscriptRefusal>> {
  const asked = await inTx(ctx, async (tx): Promise<Refused> => {
    const where = await inRoom(tx, ctx, caseId, roomId);
    if (!where.ok) return where;
    const { found, room, people, me } = where.value;
    if (!room.isOpen) return refuse("room_not_open");
    if (!me.isModerator) return refuse("only_moderator");
    if (!(await listConsents(tx, caseId)).some(isPatientsConsent)) return refuse("patient_consent_missing");
    if (await findLiveRecording(tx, roomId)) return refuse("recording_exists");
    const id = randomUUID();
    await addRecording(tx, {
      id,
      roomId,
      caseId,
      institutionId: room.institutionId,
      askedBy: ctx.actor.personId,
      askedName: ctx.actor.name,
      retainUntilOn: keepUntil(civilDate(tx.now), 3),
    });
    for (const person of people.filter(({ stayIds }) => stayIds.length > 0)) await askConsent(tx, id, person);
    await askConsent(tx, id, me);
    await answerConsent(tx, id, me.participantId, "agreed");
    await note(tx, ctx, found, { action: "recording.ask", recordingId: id });
    return ok(null);
  });
  return asked.ok ? viewRoomRecording(ctx, caseId, roomId) : asked;
}

/**
 * Somebody's own answer, or a guest's that a moderator heard. Withdrawing, like declining while it runs, stops the recording
 * at once.
 */
export const answerRecording = (
  ctx: Ctx,
  caseId: string,
  recordingId: string,
  input: z.infer<typeof AnswerConsent>,
): Promise<Refused> =>
  inTx(ctx, async (tx): Promise<Refused> => {
    const recording = await lockRecording(tx, caseId, recordingId);
    if (!recording) return refuse("recording_not_found");
    if (recording.status !== "asked" && recording.status !== "recording")
      return refuse("recording_not_running");
    const where = await inRoom(tx, ctx, caseId, recording.roomId);
    if (!where.ok) return where;
    const { found, people, me } = where.value;
    let about = me;
    if (input.participantId !== undefined && input.participantId !== me.participantId) {
      const guest = people.find(({ participantId }) => participantId === input.participantId);
      if (guest?.personId !== null) return refuse("not_asked");
      if (!me.isModerator) return refuse("only_moderator");
      about = guest;
    }
    // Whoever came in later is asked as well; his answer is his asking.
    await askConsent(tx, recordingId, about);
    await answerConsent(tx, recordingId, about.participantId, input.answer);
    if (input.answer !== "agreed" && recording.status === "recording")
      await stop(tx, recording, "consent_withdrawn", ctx.actor.personId);
    await note(tx, ctx, found, {
      action: "recording.answer",
      recordingId,
      details: { answer: input.answer, participantId: about.participantId },
    });
    return ok(null);
  });

/** Begins once the patient and everyone in the room have agreed; the trigger on the table says the same. */
export async function startRecording(
  ctx: Ctx,
  caseId: string,
  recordingId: string,
): Promise<Result<RoomRecording, TranscriptRefusal>> {
  const institutionId = await inLook(ctx, async (tx) => (await findCase(tx, caseId))?.institutionId);
  if (institutionId === undefined) return refuse("recording_not_found");
  const { recordingYears } = await ctx.database.withTx(systemContext, (tx) => findSetting(tx, institutionId));
  const started = await inTx(ctx, async (tx): Promise<Result<string, TranscriptRefusal>> => {
    const recording = await lockRecording(tx, caseId, recordingId);
    if (!recording) return refuse("recording_not_found");
    if (recording.status !== "asked") return refuse("recording_not_running");
    if (recording.askedBy !== ctx.actor.personId) return refuse("only_recorder");
    const where = await inRoom(tx, ctx, caseId, recording.roomId);
    if (!where.ok) return where;
    const { found, room } = where.value;
    if (!room.isOpen) return refuse("room_not_open");
    if (!(await listConsents(tx, caseId)).some(isPatientsConsent)) return refuse("patient_consent_missing");
    const consents = await listRecordingConsents(tx, recordingId);
    const agreed = new Set(
      consents.filter(({ answer }) => answer === "agreed").map(({ participantId }) => participantId),
    );
    const here = await listPresent(tx, recording.roomId);
    // Somebody who came in after the question has not been asked; somebody who left does not hold it up.
    if (here.some(({ participantId }) => !agreed.has(participantId))) return refuse("consents_missing");
    const gone = consents.filter(
      ({ participantId, answer }) =>
        answer !== "agreed" && !here.some((person) => person.participantId === participantId),
    );
    for (const { participantId } of gone) await dropConsent(tx, recordingId, participantId);
    await startRecordingRow(tx, recordingId, keepUntil(civilDate(tx.now), recordingYears));
    await watchFrom(tx, recordingId);
    // A service that records by itself is asked to, outside this transaction and without holding it up.
    if (isRecordingProvider(room.provider)) {
      await addServerRecording(tx, room, {
        provider: room.provider,
        recordingId,
        providerRecordingId: null,
        status: "wanted",
        asks: "start",
      });
      await wakeKeeper(tx);
    }
    await note(tx, ctx, found, {
      action: "recording.start",
      kind: "transcript.recording-started",
      recordingId,
    });
    return ok(recording.roomId);
  });
  return started.ok ? viewRoomRecording(ctx, caseId, started.value) : started;
}

/** Sets the timer that looks whether chunks still come. */
export const watchFrom = (tx: Tx, recordingId: string): Promise<void> =>
  schedule(tx, {
    kind: "transcript.watch-recording",
    subjectId: recordingId,
    dueAt: addMinutes(tx.now, silenceAlarmSeconds / 60),
  });

/** Ends the recording, or the asking for one. Anyone who recorded or moderates may; the recorder says how much there is. */
export const endRecording = (
  ctx: Ctx,
  caseId: string,
  recordingId: string,
  expectedChunks: number | null,
): Promise<Refused> =>
  inTx(ctx, async (tx): Promise<Refused> => {
    const recording = await lockRecording(tx, caseId, recordingId);
    const found = await findCase(tx, caseId);
    if (!recording || !found) return refuse("recording_not_found");
    const isRecorder = recording.askedBy === ctx.actor.personId;
    const me = meIn(await listPeople(tx, recording.roomId), ctx);
    if (!isRecorder && me?.isModerator !== true) return refuse("only_moderator");
    const told = isRecorder ? expectedChunks : null;
    if (recording.status === "stopped" && told !== null) {
      await setExpectedChunks(tx, recordingId, told);
      return ok(null);
    }
    if (recording.status !== "asked" && recording.status !== "recording")
      return refuse("recording_not_running");
    if (recording.status === "asked") await cancelRecordingRow(tx, recordingId);
    else
      await stopRecordingRow(tx, recordingId, {
        reason: "person",
        by: ctx.actor.personId,
        expectedChunks: told,
      });
    await note(tx, ctx, found, {
      action: "recording.stop",
      ...(recording.status === "recording" && { kind: "transcript.recording-stopped" }),
      recordingId,
      details: { reason: recording.status === "recording" ? "person" : "cancelled" },
    });
    return ok(null);
  });
