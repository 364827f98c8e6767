import { randomBytes } from "node:crypto";
import {
  caseAudience,
  type CaseRecord,
  findCase,
  isOpenFor,
  listDiagnoses,
  type SuspectedDiagnosis,
} from "../cases/index.js";
import { addMinutes, civilDate, instant, minutesBetween } from "../kernel/time.js";
import { audit } from "../platform/audit.js";
import { startLanes } from "../platform/lanes.js";
import { systemContext, type Tx } from "../platform/database/database.js";
import { announce } from "../platform/live.js";
import { normaliseSpecialty, specialtyIndex } from "../terminology/index.js";
import { findLevelInForce, raiseLevel } from "../triage/index.js";
import { readAnswer } from "./answer.js";
import { type Advice, decideRaise } from "./domain/advice.js";
import { countRemoved, type KnownNames } from "./domain/deidentify.js";
import {
  type CallOutcome,
  mayRepeat,
  mostAttempts,
  secondsToNextTry,
  tokensSetAside,
} from "./domain/outcome.js";
import { askModel, type EndpointAnswer } from "./endpoint.js";
import { type AssistantHost, endpointOf } from "./host.js";
import { knownNamesOf } from "./known-names.js";
import { answerTokens, instructionsOf, outgoingOf } from "./prompt.js";
import { addAdvice } from "./store/advice.js";
import { type Call, claimCall, endTry, noteSent, type TryEnd } from "./store/calls.js";
import { findSetting, type Setting, unset } from "./store/settings.js";
import { correctUsage, takeFromBudget } from "./store/usage.js";
import type { AdviceEffect } from "./tables.js";

/** After it an answer comes too late to help the triage. */
const usefulMinutes = 30;
export const assistantLabel = "智能助手";

interface Claimed {
  readonly call: Call & { readonly wasLost: boolean };
  readonly setting: Setting;
  readonly found: CaseRecord | undefined;
  readonly diagnoses: readonly SuspectedDiagnosis[];
  readonly known: KnownNames;
  readonly now: TryNow;
}
type TryNow = Tx["now"];

const nothingSent = (outcome: CallOutcome): TryEnd => ({
  outcome,
  tokens: { prompt: null, completion: null },
  durationMs: null,
  httpStatus: null,
});

/** The specialty of a name, only where the terminology is sure of one code. */
export function specialtyOf(name: string): { code: string; name: string } | null {
  const found = normaliseSpecialty(specialtyIndex(), name);
  return found.status === "resolved" ? { code: found.code, name: found.name } : null;
}

/** One line of the audit a try: who, which case, which model, what it cost and how it ended; never what was said. */
export async function auditTry(
  tx: Tx,
  call: Call,
  end: TryEnd,
  sent: { host: string; model: string; sha256: string } | undefined,
): Promise<void> {
  await audit(tx, {
    institutionId: call.institutionId,
    actor: { kind: "system", id: null, label: assistantLabel },
    action: "assistant.call",
    subjectKind: "assistant_call",
    subjectId: call.id,
    caseId: call.caseId,
    caseInstitutionId: call.caseId === null ? null : call.institutionId,
    outcome: end.outcome === "answered" ? "done" : "refused",
    details: {
      kind: call.kind,
      askedBy: call.askedBy,
      attempt: call.attempts,
      outcome: end.outcome,
      httpStatus: end.httpStatus,
      promptTokens: end.tokens.prompt,
      completionTokens: end.tokens.completion,
      durationMs: end.durationMs,
      ...sent,
    },
  });
}

async function claim(tx: Tx): Promise<Claimed | undefined> {
  const call = await claimCall(tx);
  if (call === undefined) return undefined;
  const found = call.caseId === null ? undefined : await findCase(tx, call.caseId);
  return {
    call,
    setting: (await findSetting(tx, call.institutionId)) ?? unset(call.institutionId),
    found,
    diagnoses: found ? await listDiagnoses(tx, found.id) : [],
    known: found ? await knownNamesOf(tx, found) : { people: [], institutions: [], regions: new Set() },
    now: tx.now,
  };
}

/** Why nothing is sent; undefined when something is. */
function obstacle(host: AssistantHost, { call, setting, found, now }: Claimed): CallOutcome | undefined {
  if (call.kind === "test" || (call.wasLost && call.attempts > mostAttempts)) return "broke_off";
  if (!setting.isEnabled) return "switched_off";
  if (!found || !isOpenFor("overrideTriage", found.status)) return "case_moved_on";
  if (minutesBetween(call.createdAt, now) > usefulMinutes) return "too_late";
  return endpointOf(host, host.cipher, setting) === undefined ? "not_configured" : undefined;
}

/**
 * Does one waiting call to its end. False: none waits. The model is asked between transactions, so that nothing waits for
 * it; what it answers is data of a stranger until it is checked.
 */
export async function runNextCall(
  host: AssistantHost,
  report: (error: unknown, callId: string) => void,
): Promise<boolean> {
  const claimed = await host.database.withTx(systemContext, claim);
  if (claimed === undefined) return false;
  try {
    await work(host, claimed);
  } catch (error) {
    // Its lease runs out, and it is tried again, a limited number of times.
    report(error, claimed.call.id);
  }
  return true;
}

async function work(host: AssistantHost, claimed: Claimed): Promise<void> {
  const { call, setting, found, diagnoses, known } = claimed;
  const { database } = host;
  const endNow = (end: TryEnd) =>
    database.withTx(systemContext, async (tx) => {
      if (await endTry(tx, call, end)) await auditTry(tx, call, end, undefined);
    });
  const stop = obstacle(host, claimed);
  const endpoint = endpointOf(host, host.cipher, setting);
  if (stop !== undefined || !found || !endpoint) return endNow(nothingSent(stop ?? "not_configured"));

  const outgoing = outgoingOf(found, diagnoses, known, civilDate(found.submittedAt ?? claimed.now));
  const canary = randomBytes(9).toString("hex");
  const instructions = instructionsOf(canary);
  const setAside = tokensSetAside(outgoing.message.length + instructions.length, answerTokens);
  const sent = { host: new URL(endpoint.baseUrl).host, model: endpoint.model, sha256: outgoing.sha256 };
  const mayGo = await database.withTx(systemContext, async (tx) => {
    if (!(await takeFromBudget(tx, call.institutionId, setAside, setting))) {
      const end = nothingSent("budget_used_up");
      if (await endTry(tx, call, end)) await auditTry(tx, call, end, undefined);
      return false;
    }
    return noteSent(tx, call, {
      ...sent,
      characters: outgoing.message.length,
      removed: countRemoved(outgoing.removed),
    });
  });
  if (!mayGo) return;

  const began = performance.now();
  const answer = await host.circuits.run(endpoint.baseUrl, () =>
    askModel(endpoint, { instructions, message: outgoing.message }, Date.parse(claimed.now)),
  );
  if (answer === undefined) {
    await database.withTx(systemContext, async (tx) => {
      const retryAt = addMinutes(tx.now, 0.5);
      const isLate = minutesBetween(call.createdAt, retryAt) > usefulMinutes;
      const end = nothingSent("circuit_open");
      await correctUsage(tx, call.institutionId, { calls: -1, tokens: -setAside });
      const isEnded = await endTry(tx, call, isLate ? end : { ...end, retryAt, isUncounted: true });
      if (isEnded && isLate) await auditTry(tx, call, end, undefined);
    });
    return;
  }
  const durationMs = Math.round(performance.now() - began);
  const advice =
    answer.outcome === "answered"
      ? readAnswer(answer.content, outgoing.texts, canary, specialtyOf)
      : undefined;
  const outcome = advice?.ok === false ? advice.error : answer.outcome;
  await database.withTx(systemContext, async (tx) => {
    await correctUsage(tx, call.institutionId, { calls: 0, tokens: spent(answer, setAside) - setAside });
    const isRepeated = mayRepeat(outcome) && call.attempts < mostAttempts;
    const seconds = secondsToNextTry(call.attempts, Math.random(), answer.retryAfterSeconds);
    const end: TryEnd = {
      outcome,
      tokens: answer.tokens,
      durationMs,
      httpStatus: answer.httpStatus,
      ...(isRepeated && { retryAt: instant(Date.parse(tx.now) + seconds * 1000) }),
    };
    if (!(await endTry(tx, call, end))) return;
    if (advice?.ok === true) await apply(tx, call.id, found.id, advice.value, setting, sent.model);
    await announce(tx, { topic: "case", id: found.id, audience: await caseAudience(tx, found.id) });
    await auditTry(tx, call, end, sent);
  });
}

/** What a try cost: as the endpoint counted it, never more than was set aside; all of it when it did not say. */
export function spent(answer: Pick<EndpointAnswer, "outcome" | "tokens">, setAside: number): number {
  const { prompt, completion } = answer.tokens;
  if (prompt !== null && completion !== null) return Math.min(setAside, prompt + completion);
  return mayRepeat(answer.outcome) || answer.outcome === "address_refused" ? 0 : setAside;
}

/** Files the advice and raises the level where it carries that far. The case may have moved on meanwhile. */
async function apply(
  tx: Tx,
  callId: string,
  caseId: string,
  advice: Advice,
  setting: Setting,
  model: string,
): Promise<void> {
  const inForce = await findLevelInForce(tx, caseId);
  if (inForce === undefined) return;
  const decided = decideRaise(inForce.level, advice, setting);
  let effect: AdviceEffect = decided.effect;
  let assessmentId: string | null = null;
  if (decided.effect === "raised") {
    const raised = await raiseLevel(tx, caseId, {
      level: decided.level,
      label: assistantLabel,
      modelVersion: `assistant/1 ${model}`,
      reasons: decided.grounds.map(({ level, quote, reason }) => ({
        ruleId: "assistant.raise",
        level,
        zh: `机器生成：${reason}（原文“${quote}”）`,
        en: `Machine-made: ${reason} (“${quote}”)`,
        source: "大语言模型建议，未经人工核实；须以临床判断为准",
        evidence: `“${quote}”`,
      })),
      inputs: { callId, confidence: advice.confidence },
    });
    if (raised.ok) ({ assessmentId } = raised.value);
    else effect = raised.error === "case_not_found" ? "level_is_settled" : raised.error;
  }
  const { level, confidence, findings, specialty, missing, structure, dropped } = advice;
  await addAdvice(tx, {
    callId,
    caseId,
    level,
    confidence,
    content: { findings, specialty, missing, structure, dropped },
    effect,
    levelBefore: inForce.level,
    assessmentId,
  });
}

/** How many calls one node makes at a time. */
const lanes = 3;

/** Does waiting calls until stopped. */
export const startAssistant = (
  host: AssistantHost,
  report: (error: unknown, callId: string) => void,
  pollMs = 3000,
): Promise<{ stop(): Promise<void> }> =>
  startLanes({
    database: host.database,
    channel: "consilium_assistant",
    lanes,
    pollMs,
    next: () => runNextCall(host, report),
    report: (error) => report(error, ""),
  });
