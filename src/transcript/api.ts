import { z } from "zod";
import { sectionKeys } from "./domain/draft-record.js";
import { providerFaults, providerNames } from "./domain/provider-names.js";
import { recordingStatuses } from "./domain/recording.js";

export { faultWords, type ProviderFault, type ProviderName, providerNames } from "./domain/provider-names.js";
export { genesis, lostAfterSeconds, silenceAlarmSeconds } from "./domain/recording.js";
export { type SectionKey, sectionElements, sectionKeys, type RecordSentence } from "./domain/draft-record.js";

export const CaseParams = z.strictObject({ caseId: z.uuid() });
export const RoomParams = z.strictObject({ caseId: z.uuid(), roomId: z.uuid() });
export const SegmentParams = z.strictObject({ caseId: z.uuid(), segmentId: z.uuid() });
export const RecordingParams = z.strictObject({ caseId: z.uuid(), recordingId: z.uuid() });
export const ChunkParams = z.strictObject({
  caseId: z.uuid(),
  recordingId: z.uuid(),
  number: z.coerce.number().int().min(0).max(1_000_000),
});
const Side = z.enum(["requester", "performer", "guest"]);
const hex64 = z
  .string()
  .regex(/^[0-9a-f]{64}$/u, "应为 64 位十六进制摘要 A SHA-256 in 64 hexadecimal digits");

export const Ticket = z.strictObject({
  ticket: z.string(),
  /** Whether the hospital has transcription switched on; without it the line only shows what others' captions say. */
  isEnabled: z.boolean(),
  provider: z.enum(providerNames).nullable(),
});

/** From a guest's phone: the key it was given for his link. */
export const GuestTicketAsk = z.strictObject({ key: z.string().min(8).max(200) });
/** Null: he is not in the room, or the key is none. */
export const GuestTicket = Ticket.extend({ roomId: z.uuid() }).nullable();
export type GuestTicket = z.infer<typeof GuestTicket>;

export const SegmentView = z.strictObject({
  id: z.uuid(),
  roomId: z.uuid(),
  sequence: z.number().int(),
  participantId: z.uuid(),
  speakerName: z.string(),
  side: Side,
  startMs: z.number().int(),
  endMs: z.number().int(),
  text: z.string(),
  isFinal: z.boolean(),
  revision: z.number().int(),
});
export type SegmentView = z.infer<typeof SegmentView>;
export const CorrectSegment = z.strictObject({
  revision: z.int32().min(0),
  text: z.string().trim().min(1, "不能为空 This must not be empty").max(1000),
});
export const AgoraCaptions = z.strictObject({
  /** Messages of Agora's data stream as they came, base64. */
  messages: z.array(z.base64().max(44_000)).min(1).max(50),
});
export const Taken = z.strictObject({ taken: z.number().int(), refused: z.number().int() });

export const RecordingView = z.strictObject({
  id: z.uuid(),
  roomId: z.uuid(),
  status: z.enum(recordingStatuses),
  askedName: z.string(),
  startedAt: z.iso.datetime().nullable(),
  stoppedAt: z.iso.datetime().nullable(),
  stopReason: z.enum(["person", "consent_withdrawn", "recorder_lost", "room_closed", "too_long"]).nullable(),
  chunkCount: z.number().int(),
  /** What the recorder said there would be; more than came: the end is missing. */
  expectedChunks: z.number().int().nullable(),
  chainHash: z.string(),
  sizeBytes: z.number().int(),
  sealedAt: z.iso.datetime().nullable(),
  manifestSha256: z.string().nullable(),
  retainUntilOn: z.iso.date(),
});
export type RecordingView = z.infer<typeof RecordingView>;

/** 服务器录像: what a media service recorded; its files stay there. */
export const ServerRecordingView = z.strictObject({
  id: z.uuid(),
  roomId: z.uuid(),
  provider: z.enum(["livekit", "janus", "agora"]),
  status: z.enum(["running", "kept", "refused", "failed", "purged"]),
  /** The recording whose consents it rests on; null: none, so nothing of it is kept. */
  recordingId: z.uuid().nullable(),
  /** By which it is found at the service. */
  providerRecordingId: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  files: z.array(
    z.strictObject({ location: z.string(), mediaType: z.string(), sizeBytes: z.number().nullable() }),
  ),
  /** Of ids, times and files as the service told them; not of the films' bytes. */
  manifestSha256: z.string().nullable(),
  retainUntilOn: z.iso.date().nullable(),
});
export type ServerRecordingView = z.infer<typeof ServerRecordingView>;

export const TranscriptView = z.strictObject({
  sessions: z.array(z.strictObject({ roomId: z.uuid(), startedAt: z.iso.datetime() })),
  segments: z.array(SegmentView),
  corrections: z.array(
    z.strictObject({
      segmentId: z.uuid(),
      revision: z.number().int(),
      before: z.string(),
      by: z.string(),
      at: z.iso.datetime(),
    }),
  ),
  recordings: z.array(RecordingView),
  serverRecordings: z.array(ServerRecordingView),
  hold: z.strictObject({ reason: z.string(), placedName: z.string(), placedAt: z.iso.datetime() }).nullable(),
});
export type TranscriptView = z.infer<typeof TranscriptView>;

/** What the page of a room needs to know about recording, at any moment. */
export const RoomRecording = z.strictObject({
  recording: RecordingView.nullable(),
  /** True: this person's browser is the one that records. */
  isRecorder: z.boolean(),
  /** Seconds since the last chunk of a running recording; 0 otherwise. */
  silentSeconds: z.number(),
  patientConsent: z.strictObject({ signerName: z.string(), givenAt: z.iso.datetime() }).nullable(),
  mayRecordConsent: z.boolean(),
  people: z.array(
    z.strictObject({
      participantId: z.uuid(),
      name: z.string(),
      isMe: z.boolean(),
      isGuest: z.boolean(),
      isHere: z.boolean(),
      stayIds: z.array(z.uuid()),
      answer: z.enum(["waiting", "agreed", "declined", "withdrawn"]).nullable(),
    }),
  ),
});
export type RoomRecording = z.infer<typeof RoomRecording>;

export const RecordConsent = z.strictObject({
  givenBy: z.enum(["patient", "guardian", "relative"]),
  signerName: z.string().trim().min(1, "请填写签署人姓名 Enter the signer's name").max(50),
  form: z.enum(["paper", "electronic"]),
});
export const AnswerConsent = z.strictObject({
  answer: z.enum(["agreed", "declined", "withdrawn"]),
  /** A guest without an account says it aloud; the moderator writes it down. */
  participantId: z.uuid().optional(),
});
/** From a guest's phone: the key it was given for his link, and his answer when he gives one. */
export const GuestRecordingAsk = z.strictObject({
  key: z.string().min(8).max(200),
  answer: z.enum(["agreed", "declined", "withdrawn"]).optional(),
});
/** What a guest must know: whether it is asked for or runs, by whom, and what he said. Null: neither, or he is not in the room. */
export const GuestRecording = z
  .strictObject({
    status: z.enum(["asked", "recording"]),
    askedName: z.string(),
    answer: z.enum(["waiting", "agreed", "declined", "withdrawn"]).nullable(),
  })
  .nullable();
export type GuestRecording = z.infer<typeof GuestRecording>;
export const StopRecording = z.strictObject({
  /** How many chunks the recorder made; only he knows. */
  expectedChunks: z.int32().min(0).max(15_000).nullable(),
});
export const ChunkFields = z.strictObject({ sha256: hex64, previousHash: hex64 });
export const ChunkTaken = z.strictObject({
  chunkCount: z.number().int(),
  chainHash: z.string(),
  status: z.enum(recordingStatuses),
});
export const DownloadReason = z.strictObject({
  reason: z.string().trim().min(2, "请写明下载原因 Say why it is downloaded").max(200),
});
export const HoldReason = z.strictObject({
  reason: z.string().trim().min(2, "请写明封存原因 Say why it is held").max(500),
});

const Source = z.union([
  z.strictObject({ from: z.literal("segment"), segmentId: z.uuid() }),
  z.strictObject({ from: z.literal("case"), field: z.enum(["question", "summary", "diagnoses", "basics"]) }),
]);
export const SentenceSchema = z.strictObject({
  text: z.string().trim().min(1).max(2000),
  sources: z.array(Source).max(20),
  speaker: z.string().max(80).nullable(),
  certainty: z.enum(["affirmed", "negated", "uncertain"]),
  codes: z.array(z.string().max(40)).max(20),
});
export const RecordSchema = z.strictObject({
  sections: z
    .array(z.strictObject({ key: z.enum(sectionKeys), sentences: z.array(SentenceSchema).max(500) }))
    .max(sectionKeys.length),
});
export const DraftView = z.strictObject({
  id: z.uuid(),
  roomId: z.uuid(),
  madeBy: z.enum(["rules", "assistant"]),
  model: z.string(),
  /** Sentences of a model that were refused, by reason. */
  dropped: z.record(z.string(), z.number()),
  madeAt: z.iso.datetime(),
  /** More was said or corrected since. */
  isBehind: z.boolean(),
  status: z.enum(["machine", "taken"]),
  takenName: z.string().nullable(),
  takenAt: z.iso.datetime().nullable(),
  /** As the physician left it once it is taken over, else as the machine made it. */
  content: RecordSchema,
});
export type DraftView = z.infer<typeof DraftView>;
export const DraftState = z.strictObject({
  draft: DraftView.nullable(),
  /** Whether a language model is set up to help. */
  mayAskAssistant: z.boolean(),
  hasWords: z.boolean(),
});
export type DraftState = z.infer<typeof DraftState>;
export const TakeDraft = z.strictObject({ draftId: z.uuid(), content: RecordSchema });
/** Text for the opinion's three fields, from a draft that a physician has taken over. */
export const OpinionTexts = z.strictObject({
  draftId: z.uuid(),
  answer: z.string(),
  conclusion: z.string(),
  advice: z.string(),
});
export type OpinionTexts = z.infer<typeof OpinionTexts>;

export const SettingQuery = z.strictObject({ institutionId: z.uuid().optional() });
export const TranscriptionState = z.strictObject({
  institutionId: z.uuid(),
  isEnabled: z.boolean(),
  provider: z.enum(providerNames),
  url: z.string(),
  model: z.string(),
  language: z.string(),
  dialect: z.enum(["openai", "vllm"]),
  sampleRate: z.number().int(),
  hasKey: z.boolean(),
  hotWords: z.array(z.string()),
  dailyMinutes: z.number().int(),
  recordYears: z.number().int(),
  recordingYears: z.number().int(),
  version: z.number().int(),
  minutesToday: z.number(),
});
export type TranscriptionState = z.infer<typeof TranscriptionState>;
export const ChangeTranscription = z.strictObject({
  institutionId: z.uuid().optional(),
  version: z.int32().min(0),
  provider: z.enum(providerNames),
  url: z.string().trim().max(500),
  model: z.string().trim().max(200),
  language: z.string().trim().min(2).max(20),
  dialect: z.enum(["openai", "vllm"]),
  sampleRate: z.union([z.literal(8000), z.literal(16_000), z.literal(24_000), z.literal(48_000)]),
  /** Left out: the saved key stays. Empty: it is taken out. */
  apiKey: z.string().trim().max(2000).optional(),
  hotWords: z.array(z.string().trim().min(1).max(30)).max(200),
  dailyMinutes: z.int32().min(0).max(100_000),
  recordYears: z.union([z.literal(15), z.literal(30)]),
  recordingYears: z.int32().min(3).max(30),
});
export type ChangeTranscription = z.infer<typeof ChangeTranscription>;
export const SwitchTranscription = z.strictObject({
  institutionId: z.uuid().optional(),
  isEnabled: z.boolean(),
});
export const TranscriptionTest = z.strictObject({
  isGood: z.boolean(),
  fault: z.enum(providerFaults).nullable(),
  milliseconds: z.number().int(),
  zh: z.string(),
  en: z.string(),
});
export type TranscriptionTest = z.infer<typeof TranscriptionTest>;

/** What goes over the captions' own WebSocket, `/api/rooms/:roomId/captions`; sound goes as binary PCM16, 16 kHz, mono. */
export const FromSpeaker = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("enter"), ticket: z.string().min(8).max(200) }),
  z.strictObject({ type: z.literal("speak"), isOn: z.boolean() }),
]);
export type FromSpeaker = z.infer<typeof FromSpeaker>;
export const ToSpeaker = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("entered"), participantId: z.uuid(), segments: z.array(SegmentView) }),
  z.strictObject({
    type: z.literal("partial"),
    participantId: z.uuid(),
    speakerName: z.string(),
    side: Side,
    text: z.string(),
  }),
  z.strictObject({ type: z.literal("segment"), segment: SegmentView }),
  z.strictObject({ type: z.literal("fault"), fault: z.enum(providerFaults), zh: z.string(), en: z.string() }),
  z.strictObject({ type: z.literal("bye"), code: z.string(), zh: z.string(), en: z.string() }),
]);
export type ToSpeaker = z.infer<typeof ToSpeaker>;
