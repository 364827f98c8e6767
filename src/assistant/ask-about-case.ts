import { randomBytes } from "node:crypto";
import { type CaseRecord, findCase } from "../cases/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import { civilDate } from "../kernel/time.js";
import type { Tx } from "../platform/database/database.js";
import { systemContext } from "../platform/database/database.js";
import { audit } from "../platform/audit.js";
import { deidentify, countRemoved } from "./domain/deidentify.js";
import { tokensSetAside, type CallOutcome } from "./domain/outcome.js";
import { type AnswerShape, askModel } from "./endpoint.js";
import { type AssistantHost, endpointOf } from "./host.js";
import { knownNamesOf } from "./known-names.js";
import { assistantLabel, spent } from "./runner.js";
import { findSetting } from "./store/settings.js";
import { correctUsage, takeFromBudget } from "./store/usage.js";

/** A question of another module about a case, asked with the same guards as the one about its urgency. */
export interface CaseQuestion {
  readonly caseId: string;
  /** For the audit: what is asked, e.g. `draft_record`. */
  readonly kind: string;
  readonly askedBy: string;
  readonly answer: AnswerShape;
  /** Texts from the case and its call; they are sent only after names, numbers, dates and places are out of them. */
  readonly texts: readonly string[];
  /** Names known to stand in the texts, besides those of the case. */
  readonly people: readonly string[];
  /** `canary` is a secret of this one question: an answer that holds it repeats its instructions. */
  readonly instructionsOf: (canary: string) => string;
  readonly messageOf: (texts: readonly string[]) => string;
}

export interface AnsweredAboutCase {
  /** The model's words: data of a stranger until they are checked. */
  readonly content: string;
  readonly canary: string;
  readonly model: string;
  /** The texts as they were sent. */
  readonly texts: readonly string[];
  /** Puts back what was taken out, where the model kept the placeholder. */
  readonly restore: (text: string) => string;
}

/** Whether the hospital has a language model switched on that can be asked. */
export async function isAssistantOn(
  tx: Tx,
  node: Omit<AssistantHost, "database" | "cipher">,
  cipher: AssistantHost["cipher"],
  institutionId: string,
): Promise<boolean> {
  const setting = await findSetting(tx, institutionId);
  return setting?.isEnabled === true && endpointOf(node, cipher, setting) !== undefined;
}

/**
 * Asks the hospital's model once: de-identified, within its day's budget and its circuit, audited. No transaction is open
 * while it thinks. A refusal says how the try ended; `switched_off`, `not_configured` and `budget_used_up` were not sent.
 */
export async function askAboutCase(
  host: AssistantHost,
  question: CaseQuestion,
): Promise<Result<AnsweredAboutCase, CallOutcome>> {
  const { database, cipher } = host;
  const prepared = await database.withTx(systemContext, async (tx) => {
    const found = await findCase(tx, question.caseId);
    const setting = found && (await findSetting(tx, found.institutionId));
    if (!found || !setting) return undefined;
    const known = await knownNamesOf(tx, found);
    return { found, setting, known, now: tx.now };
  });
  if (!prepared?.setting.isEnabled) return refuse("switched_off");
  const { found, setting, known, now } = prepared;
  const endpoint = endpointOf(host, cipher, setting);
  if (!endpoint) return refuse("not_configured");
  const { texts, removed } = deidentify(
    question.texts,
    { ...known, people: [...known.people, ...question.people] },
    civilDate(found.submittedAt ?? now),
  );
  const canary = randomBytes(9).toString("hex");
  const instructions = question.instructionsOf(canary);
  const message = question.messageOf(texts);
  const setAside = tokensSetAside(message.length + instructions.length, question.answer.tokens);
  const mayGo = await database.withTx(systemContext, (tx) =>
    takeFromBudget(tx, found.institutionId, setAside, setting),
  );
  if (!mayGo) return refuse("budget_used_up");
  const began = performance.now();
  const answer = await host.circuits.run(endpoint.baseUrl, () =>
    askModel(endpoint, { instructions, message }, Date.parse(now), question.answer),
  );
  const outcome: CallOutcome = answer?.outcome ?? "circuit_open";
  await database.withTx(systemContext, async (tx) => {
    await correctUsage(tx, found.institutionId, {
      calls: answer ? 0 : -1,
      tokens: (answer ? spent(answer, setAside) : 0) - setAside,
    });
    await auditQuestion(tx, found, question, {
      outcome,
      httpStatus: answer?.httpStatus ?? null,
      promptTokens: answer?.tokens.prompt ?? null,
      completionTokens: answer?.tokens.completion ?? null,
      durationMs: Math.round(performance.now() - began),
      host: new URL(endpoint.baseUrl).host,
      model: endpoint.model,
      characters: message.length,
      removed: countRemoved(removed),
    });
  });
  if (answer?.outcome !== "answered") return refuse(outcome);
  const originals = new Map(
    removed.map(({ placeholder, text, start, end }) => [
      placeholder,
      question.texts[text]?.slice(start, end) ?? placeholder,
    ]),
  );
  return ok({
    content: answer.content,
    canary,
    model: endpoint.model,
    texts,
    restore: (text) => text.replace(/\[[^[\]\d]{1,8}\d+\]/gu, (mark) => originals.get(mark) ?? mark),
  });
}

const auditQuestion = (
  tx: Tx,
  found: CaseRecord,
  question: CaseQuestion,
  details: Record<string, unknown> & { outcome: CallOutcome },
): Promise<void> =>
  audit(tx, {
    institutionId: found.institutionId,
    actor: { kind: "system", id: null, label: assistantLabel },
    action: "assistant.call",
    subjectKind: "case",
    subjectId: found.id,
    caseId: found.id,
    caseInstitutionId: found.institutionId,
    outcome: details.outcome === "answered" ? "done" : "refused",
    details: { kind: question.kind, askedBy: question.askedBy, ...details },
  });
