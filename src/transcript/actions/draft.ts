import type { AuditAction } from "../../kernel/audit-actions.js";
import { addTimelineEntry, type CaseRecord, findCase, listDiagnoses } from "../../cases/index.js";
import { askAboutCase, isAssistantOn } from "../../assistant/index.js";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import { findMentions, mentionIndex } from "../../terminology/index.js";
import type { DraftState, OpinionTexts } from "../api.js";
import { type DropReason, judgeSentence } from "../domain/draft-answer.js";
import {
  type CaseFacts,
  type DraftRecord,
  draftRecord,
  type MentionFacts,
  type RecordSentence,
  type SpokenSegment,
} from "../domain/draft-record.js";
import { opinionTextsOf } from "../domain/opinion-texts.js";
import {
  draftInstructions,
  draftSchema,
  draftTokens,
  longestSent,
  modelSections,
  readDraftAnswer,
} from "../draft-prompt.js";
import type { TranscriptNode } from "../host.js";
import type { TranscriptRefusal } from "../refusals.js";
import { addDraft, type Draft, findDraft, takeDraft } from "../store/drafts.js";
import { listSegments, listSessions, type Segment, type Session } from "../store/segments.js";
import { inLook } from "./look.js";
import { tellPages } from "./tell-pages.js";

type State = Result<DraftState, TranscriptRefusal>;

export const mentionsOf = (text: string): readonly MentionFacts[] => findMentions(text, mentionIndex());

interface Said {
  readonly found: CaseRecord;
  readonly session: Session;
  readonly segments: readonly Segment[];
  readonly facts: CaseFacts;
}

/** In China's clock, to the minute, as a record is written. */
const clock = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  dateStyle: "short",
  timeStyle: "short",
  hour12: false,
});

/** The last call of the case, with what was said in it; undefined when nothing was. */
async function lastSaid(tx: Tx, caseId: string): Promise<Said | undefined> {
  const found = await findCase(tx, caseId);
  const sessions = await listSessions(tx, caseId);
  const all = await listSegments(tx, caseId);
  const session = sessions.findLast(({ roomId }) => all.some((one) => one.roomId === roomId));
  if (!found || !session) return undefined;
  const segments = all.filter(({ roomId }) => roomId === session.roomId);
  const began = Date.parse(session.startedAt);
  const ended = began + Math.max(...segments.map(({ endMs }) => endMs));
  return {
    found,
    session,
    segments,
    facts: {
      question: found.question,
      summary: found.summary,
      diagnoses: await listDiagnoses(tx, caseId),
      mode: found.mode,
      isPanel: found.panelSpecialtyCodes.length > 0,
      urgencyLevel: found.urgencyLevel,
      institutionName: found.institutionName,
      requesterName: found.requesterName,
      startedAt: clock.format(began),
      endedAt: clock.format(ended),
    },
  };
}

const spokenOf = (segments: readonly Segment[]): SpokenSegment[] =>
  segments.map(({ id, side, speakerName, text }) => ({ id, side, speakerName, text }));

async function stateOf(tx: Tx, caseId: string): Promise<DraftState> {
  const draft = await findDraft(tx, caseId);
  const said = await lastSaid(tx, caseId);
  return {
    draft: draft ? toView(draft, said?.segments ?? []) : null,
    mayAskAssistant: false,
    hasWords: said !== undefined,
  };
}

/** Counts corrections as well as lines: either makes a draft old. */
const markOf = (segments: readonly Segment[]): number =>
  segments.reduce((sum, { revision }) => sum + 1 + revision, 0);

const toView = (draft: Draft, segments: readonly Segment[]): NonNullable<DraftState["draft"]> => ({
  id: draft.id,
  roomId: draft.roomId,
  madeBy: draft.madeBy,
  model: draft.model,
  dropped: { ...draft.dropped },
  madeAt: draft.madeAt,
  isBehind: draft.upToSequence < markOf(segments.filter(({ roomId }) => roomId === draft.roomId)),
  status: draft.status,
  takenName: draft.takenName,
  takenAt: draft.takenAt,
  content: copyOf(draft.takenContent ?? draft.content),
});

/** A copy of its own, as the contract's type wants it. */
const copyOf = (record: DraftRecord) => ({
  sections: record.sections.map(({ key, sentences }) => ({
    key,
    sentences: sentences.map((one) => ({ ...one, sources: [...one.sources], codes: [...one.codes] })),
  })),
});

async function auditDraft(
  tx: Tx,
  ctx: Ctx,
  found: CaseRecord,
  action: AuditAction,
  details: Record<string, unknown>,
) {
  await auditAct(tx, ctx, {
    action,
    subjectKind: "draft",
    subjectId: found.id,
    caseId: found.id,
    caseInstitutionId: found.institutionId,
    ...(action === "draft.read" && { outcome: "read" as const }),
    details,
  });
}

/** The newest draft of the record, with whether a model may be asked. The reading is audited. */
export async function viewDraft(ctx: Ctx, node: TranscriptNode, caseId: string): Promise<State> {
  const seen = await inLook(ctx, async (tx) => {
    const found = await findCase(tx, caseId);
    if (!found) return undefined;
    const state = await stateOf(tx, caseId);
    if (state.draft) await auditDraft(tx, ctx, found, "draft.read", { draftId: state.draft.id });
    return { found, state };
  });
  if (!seen) return refuse("draft_not_found");
  // The hospital's setting is out of sight for the expert of another one.
  const mayAskAssistant = await ctx.database.withTx(systemContext, (tx) =>
    isAssistantOn(tx, node.assistant, ctx.fieldCipher, seen.found.institutionId),
  );
  return ok({ ...seen.state, mayAskAssistant });
}

/** Makes the draft anew from what was said until now, by rules. A draft that was taken over stays what it is. */
export async function makeDraft(ctx: Ctx, node: TranscriptNode, caseId: string): Promise<State> {
  const made = await inTx(ctx, async (tx): Promise<Result<null, TranscriptRefusal>> => {
    const said = await lastSaid(tx, caseId);
    if (!said) return refuse("nothing_said");
    const content = draftRecord(said.facts, spokenOf(said.segments), mentionsOf);
    const id = await addDraft(tx, {
      roomId: said.session.roomId,
      caseId,
      madeBy: "rules",
      model: "",
      dropped: {},
      content,
      upToSequence: markOf(said.segments),
      askedBy: ctx.actor.personId,
    });
    await tellPages(tx, caseId);
    await auditDraft(tx, ctx, said.found, "draft.make", { draftId: id, madeBy: "rules" });
    return ok(null);
  });
  return made.ok ? viewDraft(ctx, node, caseId) : made;
}

/** Has the hospital's language model word the draft, and takes of its answer what was said. The rules' sections stay where it has none. */
export async function refineDraft(ctx: Ctx, node: TranscriptNode, caseId: string): Promise<State> {
  const said = await inLook(ctx, (tx) => lastSaid(tx, caseId));
  if (!said) return refuse("nothing_said");
  const segments = spokenOf(said.segments);
  const { found, facts } = said;
  const sent: SpokenSegment[] = [];
  let characters = 0;
  for (const segment of segments) {
    characters += segment.text.length;
    if (characters > longestSent) break;
    sent.push(segment);
  }
  const answer = await askAboutCase(
    { ...node.assistant, database: ctx.database, cipher: ctx.fieldCipher },
    {
      caseId,
      kind: "draft_record",
      askedBy: ctx.actor.personId,
      answer: { name: "draft_record", schema: draftSchema, tokens: draftTokens },
      texts: [facts.question, facts.summary, ...sent.map(({ text }) => text)],
      people: [...new Set(segments.map(({ speakerName }) => speakerName))],
      instructionsOf: draftInstructions,
      messageOf: ([question, summary, ...texts]) =>
        JSON.stringify({
          question,
          summary,
          segments: texts.map((text, i) => ({ n: i + 1, side: sent[i]?.side, text })),
        }),
    },
  );
  if (!answer.ok)
    return refuse(
      answer.error === "switched_off" || answer.error === "not_configured"
        ? "assistant_off"
        : "assistant_failed",
    );
  const proposed = readDraftAnswer(answer.value.content, answer.value.canary);
  if (!proposed.ok) return refuse("assistant_failed");
  const caseText = `${facts.question}\n${facts.summary}\n${facts.diagnoses.map(({ name }) => name).join("\n")}`;
  const dropped: Partial<Record<DropReason, number>> = {};
  const kept = new Map<string, RecordSentence[]>();
  for (const one of proposed.value) {
    const judged = judgeSentence(
      { ...one, text: answer.value.restore(one.text) },
      sent,
      caseText,
      mentionsOf,
    );
    if ("dropped" in judged) dropped[judged.dropped] = (dropped[judged.dropped] ?? 0) + 1;
    else kept.set(one.section, [...(kept.get(one.section) ?? []), judged.sentence]);
  }
  if (kept.size === 0) return refuse("assistant_failed");
  const rules = draftRecord(facts, segments, mentionsOf);
  const content: DraftRecord = {
    sections: rules.sections.map(({ key, sentences }) => {
      const own = (modelSections as readonly string[]).includes(key) ? kept.get(key) : undefined;
      if (!own) return { key, sentences };
      // What the request says stays: the model rewrites what was spoken.
      const ofCase = sentences.filter(({ sources }) => sources.every(({ from }) => from === "case"));
      return { key, sentences: [...ofCase, ...own] };
    }),
  };
  await inTx(ctx, async (tx) => {
    const id = await addDraft(tx, {
      roomId: said.session.roomId,
      caseId,
      madeBy: "assistant",
      model: answer.value.model,
      dropped,
      content,
      upToSequence: markOf(said.segments),
      askedBy: ctx.actor.personId,
    });
    await tellPages(tx, caseId);
    await auditDraft(tx, ctx, found, "draft.make", { draftId: id, madeBy: "assistant", dropped });
  });
  return viewDraft(ctx, node, caseId);
}

/** A physician takes the draft over, as he edited it: from here on it is his text. Every source must be of this case's calls. */
export async function takeOver(
  ctx: Ctx,
  node: TranscriptNode,
  caseId: string,
  draftId: string,
  content: DraftRecord,
): Promise<State> {
  const taken = await inTx(ctx, async (tx): Promise<Result<null, TranscriptRefusal>> => {
    const found = await findCase(tx, caseId);
    const draft = await findDraft(tx, caseId);
    if (!found || draft?.id !== draftId) return refuse("draft_not_found");
    const known = new Set((await listSegments(tx, caseId)).map(({ id }) => id));
    const isKnown = content.sections.every(({ sentences }) =>
      sentences.every(({ sources }) =>
        sources.every((one) => one.from === "case" || known.has(one.segmentId)),
      ),
    );
    if (!isKnown) return refuse("sources_unknown");
    const { personId, name } = ctx.actor;
    if (!(await takeDraft(tx, draftId, content, { personId, name }))) return refuse("draft_taken");
    await addTimelineEntry(tx, caseId, {
      kind: "transcript.draft-taken",
      actor: { personId, label: name },
      details: {},
    });
    await tellPages(tx, caseId);
    await auditDraft(tx, ctx, found, "draft.take", { draftId });
    return ok(null);
  });
  return taken.ok ? viewDraft(ctx, node, caseId) : taken;
}

/** What the opinion's editor may offer to insert: only from a draft that a physician has taken over; null before. */
export const viewOpinionTexts = (
  ctx: Ctx,
  caseId: string,
): Promise<Result<OpinionTexts | null, TranscriptRefusal>> =>
  inTx(ctx, async (tx): Promise<Result<OpinionTexts | null, TranscriptRefusal>> => {
    const draft = await findDraft(tx, caseId);
    if (!draft?.takenContent) return ok(null);
    const found = await findCase(tx, caseId);
    if (found) await auditDraft(tx, ctx, found, "draft.read", { draftId: draft.id });
    return ok({ draftId: draft.id, ...opinionTextsOf(draft.takenContent) });
  });
