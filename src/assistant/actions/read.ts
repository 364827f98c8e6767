import { findCase, findCases, listDiagnoses } from "../../cases/index.js";
import { type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { civilDate } from "../../kernel/time.js";
import type { Organization } from "../../organizations/index.js";
import type { Tx } from "../../platform/database/database.js";
import type { FieldCipher } from "../../platform/field-cipher.js";
import { findLevelInForce } from "../../triage/index.js";
import type { AssistantState, CallView, CaseCallView } from "../api.js";
import { type AssistantNode, endpointOf } from "../host.js";
import { knownNamesOf } from "../known-names.js";
import { outgoingOf } from "../prompt.js";
import type { AssistantRefusal } from "../refusals.js";
import { adviceOfCase } from "../store/advice.js";
import { type Call, callsOfCase, countWaiting, listCalls } from "../store/calls.js";
import { findSetting, unset } from "../store/settings.js";
import { usageToday } from "../store/usage.js";
import { institutionOf } from "./institution.js";

const shownCalls = 50;

const toCallView = (call: Call, numbers: ReadonlyMap<string, string | null>): CallView => ({
  callId: call.id,
  kind: call.kind,
  caseNumber: call.caseId === null ? null : (numbers.get(call.caseId) ?? null),
  status: call.status,
  outcome: call.outcome,
  host: call.host,
  model: call.model,
  attempts: call.attempts,
  tokens: call.tokens,
  durationMs: call.durationMs,
  createdAt: call.createdAt,
});

/** The assistant of one institution, as its page shows it. */
export async function stateIn(
  tx: Tx,
  { fieldCipher }: { readonly fieldCipher: FieldCipher },
  node: AssistantNode,
  hospital: Pick<Organization, "id" | "name">,
): Promise<AssistantState> {
  const setting = (await findSetting(tx, hospital.id)) ?? unset(hospital.id);
  const endpoint = endpointOf(node, fieldCipher, setting);
  const calls = await listCalls(tx, hospital.id, shownCalls);
  const caseIds = [...new Set(calls.flatMap(({ caseId }) => (caseId === null ? [] : [caseId])))];
  const numbers = new Map((await findCases(tx, caseIds)).map(({ id, number }) => [id as string, number]));
  return {
    institutionId: hospital.id,
    institutionName: hospital.name,
    isEnabled: setting.isEnabled,
    endpoint: endpoint
      ? {
          host: new URL(endpoint.baseUrl).host,
          model: endpoint.model,
          isOwn: setting.baseUrl !== null,
        }
      : null,
    setting: {
      baseUrl: setting.baseUrl,
      model: setting.model,
      answerFormat: setting.answerFormat,
      hasKey: setting.keyCipher !== null,
      dailyCalls: setting.dailyCalls,
      dailyTokens: setting.dailyTokens,
      leastConfidence: setting.leastConfidence,
      version: setting.version,
    },
    hasServerEndpoint: node.endpoint !== undefined,
    usedToday: await usageToday(tx, hospital.id),
    circuit: endpoint ? node.circuits.stateOf(endpoint.baseUrl) : null,
    waiting: await countWaiting(tx, hospital.id),
    calls: calls.map((call) => toCallView(call, numbers)),
  };
}

/** State, budget and last calls of an institution's assistant. */
export const viewAssistant = (
  ctx: Ctx,
  node: AssistantNode,
  institutionId: string | undefined,
): Promise<Result<AssistantState, AssistantRefusal>> =>
  inTx(ctx, async (tx): Promise<Result<AssistantState, AssistantRefusal>> => {
    const hospital = await institutionOf(tx, ctx, institutionId);
    return hospital === undefined
      ? refuse("institution_not_found")
      : ok(await stateIn(tx, ctx, node, hospital));
  });

/**
 * What the assistant was asked about the case and what it said, newest first. The text as it left is made anew from the
 * request, and shown only while its hash is that of what was sent.
 */
export const viewCaseAssistant = (
  ctx: Ctx,
  caseId: string,
): Promise<Result<{ items: CaseCallView[] }, never>> =>
  inTx(ctx, async (tx) => {
    const calls = await callsOfCase(tx, caseId);
    const found = calls.length === 0 ? undefined : await findCase(tx, caseId);
    if (!found) return ok({ items: [] });
    const advice = await adviceOfCase(tx, caseId);
    const inForce = await findLevelInForce(tx, caseId);
    const outgoing = outgoingOf(
      found,
      await listDiagnoses(tx, caseId),
      await knownNamesOf(tx, found),
      civilDate(found.submittedAt ?? tx.now),
    );
    const items = calls.map((call): CaseCallView => {
      const said = advice.get(call.id);
      const isSame = call.sentSha256 === outgoing.sha256;
      const [question = "", summary = ""] = outgoing.texts;
      return {
        callId: call.id,
        at: call.finishedAt ?? call.createdAt,
        status: call.status,
        outcome: call.outcome,
        model: call.model,
        removedCounts: call.sentSha256 === null ? null : call.removed,
        sent: isSame
          ? {
              question,
              summary,
              removed: outgoing.removed.map(({ text, start, end, kind, placeholder }) => ({
                kind,
                words: outgoing.originals[text]?.slice(start, end) ?? "",
                placeholder,
              })),
            }
          : null,
        advice: said
          ? {
              level: said.level,
              confidence: said.confidence,
              ...said.content,
              findings: [...said.content.findings],
              missing: [...said.content.missing],
              structure: { ...said.content.structure, history: [...said.content.structure.history] },
              effect: said.effect,
              levelBefore: said.levelBefore,
              overriddenTo:
                said.effect === "raised" && inForce && inForce.id !== said.assessmentId
                  ? inForce.level
                  : null,
            }
          : null,
      };
    });
    return ok({ items });
  });
