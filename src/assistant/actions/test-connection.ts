import { randomBytes, randomUUID } from "node:crypto";
import { type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { civilDate } from "../../kernel/time.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import type { AssistantTest } from "../api.js";
import { readAnswer } from "../answer.js";
import { type CallOutcome, tokensSetAside } from "../domain/outcome.js";
import { askModel, type Endpoint, listModels } from "../endpoint.js";
import { type AssistantHost, type AssistantNode, endpointOf } from "../host.js";
import { outcomeWords } from "../outcome-words.js";
import { answerTokens, instructionsOf, outgoingOf } from "../prompt.js";
import type { AssistantRefusal } from "../refusals.js";
import { auditTry, spent, specialtyOf } from "../runner.js";
import { type Call, endTry, noteSent, startTrial, type TryEnd } from "../store/calls.js";
import { findSetting, type Setting, unset } from "../store/settings.js";
import { correctUsage, takeFromBudget } from "../store/usage.js";
import { institutionOf } from "./institution.js";

type Step = AssistantTest["steps"][number];
const good = (zh: string, en: string): Step => ({ isGood: true, zh, en });
const bad = (zh: string, en: string): Step => ({ isGood: false, zh, en });

/** An invented patient, so that a trial never carries a real one. */
const inventedCase = {
  question: "是否需要急诊处理？",
  summary: "患者突发剧烈胸痛2小时，伴大汗、濒死感，既往高血压病史10年。",
  patientSex: "male",
  patientAgeYears: 58,
  patientIsPregnant: false,
  vitals: {
    heartRatePerMin: 112,
    respiratoryRatePerMin: null,
    systolicMmHg: 96,
    diastolicMmHg: 60,
    temperatureC: null,
    spo2Percent: 94,
    onOxygen: null,
    dyspnoea: null,
    consciousness: null,
    glucoseMmolL: null,
    potassiumMmolL: null,
    painScore: null,
  },
} as const;

const fault = (outcome: CallOutcome): Step => {
  const { zh, en } = outcomeWords[outcome];
  return bad(zh, en);
};

/** Asks the endpoint for its models, then the model about an invented patient, and says step by step what came of it. */
export async function testConnection(
  ctx: Ctx,
  node: AssistantNode,
  institutionId: string | undefined,
): Promise<Result<AssistantTest, AssistantRefusal>> {
  const setting = await inTx(ctx, async (tx) => {
    const hospital = await institutionOf(tx, ctx, institutionId);
    return hospital && ((await findSetting(tx, hospital.id)) ?? unset(hospital.id));
  });
  if (setting === undefined) return refuse("institution_not_found");
  const host: AssistantHost = { ...node, database: ctx.database, cipher: ctx.fieldCipher };
  return testInstitution(host, setting, ctx.actor.personId);
}

/** The same for the command line, whose person is not known. */
export async function testInstitution(
  host: AssistantHost,
  setting: Setting,
  askedBy: string | null,
): Promise<Result<AssistantTest, "not_configured">> {
  const endpoint = endpointOf(host, host.cipher, setting);
  if (endpoint === undefined) return refuse("not_configured");
  const steps = [...(await modelSteps(endpoint)), await trialStep(host, endpoint, setting, askedBy)];
  return ok({ isGood: steps.every(({ isGood }) => isGood), steps });
}

async function modelSteps(endpoint: Endpoint): Promise<Step[]> {
  const { host } = new URL(endpoint.baseUrl);
  const { outcome, models } = await listModels(endpoint);
  if (outcome === "answered")
    return [
      good(`${host} 可以连接，密钥有效`, `${host} answers and takes the key`),
      models.includes(endpoint.model)
        ? good(`模型 ${endpoint.model} 可用`, `The model ${endpoint.model} is there`)
        : bad(
            `接口没有列出模型 ${endpoint.model}，请核对模型名称`,
            `The endpoint does not list the model ${endpoint.model}; check its name`,
          ),
    ];
  // Not every compatible server lists its models; whether the model answers is the next step's question.
  if (outcome === "bad_request" || outcome === "wrong_shape" || outcome === "server_error")
    return [good(`${host} 可以连接，但不提供模型列表`, `${host} answers, but does not list its models`)];
  return [fault(outcome)];
}

async function trialStep(
  host: AssistantHost,
  endpoint: Endpoint,
  setting: Setting,
  askedBy: string | null,
): Promise<Step> {
  const { database } = host;
  const { institutionId } = setting;
  const inSystem = <T>(work: (tx: Tx) => Promise<T>) => database.withTx(systemContext, work);
  const now = await inSystem((tx) => Promise.resolve(tx.now));
  const outgoing = outgoingOf(
    inventedCase,
    [],
    { people: [], institutions: [], regions: new Set() },
    civilDate(now),
  );
  const canary = randomBytes(9).toString("hex");
  const instructions = instructionsOf(canary);
  const setAside = tokensSetAside(outgoing.message.length + instructions.length, answerTokens);
  const sent = { host: new URL(endpoint.baseUrl).host, model: endpoint.model, sha256: outgoing.sha256 };
  const id = randomUUID();
  const call: Call = {
    id,
    institutionId,
    kind: "test",
    caseId: null,
    askedBy,
    status: "running",
    outcome: null,
    host: sent.host,
    model: sent.model,
    attempts: 1,
    sentSha256: outgoing.sha256,
    removed: {},
    tokens: { prompt: null, completion: null },
    durationMs: null,
    httpStatus: null,
    createdAt: now,
    finishedAt: null,
  };
  const hasBudget = await inSystem(async (tx) => {
    if (!(await takeFromBudget(tx, institutionId, setAside, setting))) return false;
    await startTrial(tx, { id, institutionId, askedBy });
    return noteSent(tx, call, { ...sent, characters: outgoing.message.length, removed: {} });
  });
  if (!hasBudget) return fault("budget_used_up");
  const began = performance.now();
  const answer = await host.circuits.run(endpoint.baseUrl, () =>
    askModel(endpoint, { instructions, message: outgoing.message }, Date.parse(now)),
  );
  const durationMs = Math.round(performance.now() - began);
  const advice =
    answer?.outcome === "answered"
      ? readAnswer(answer.content, outgoing.texts, canary, specialtyOf)
      : undefined;
  const outcome =
    answer === undefined ? "circuit_open" : advice?.ok === false ? advice.error : answer.outcome;
  await inSystem(async (tx) => {
    const cost =
      answer === undefined ? { calls: -1, tokens: 0 } : { calls: 0, tokens: spent(answer, setAside) };
    await correctUsage(tx, institutionId, { calls: cost.calls, tokens: cost.tokens - setAside });
    const end: TryEnd = {
      outcome,
      tokens: answer?.tokens ?? call.tokens,
      durationMs,
      httpStatus: answer?.httpStatus ?? null,
    };
    if (await endTry(tx, call, end)) await auditTry(tx, call, end, sent);
  });
  if (advice?.ok !== true) return fault(outcome);
  const { findings, dropped } = advice.value;
  return findings.length > 0
    ? good(
        `试问一例虚构病例，${(durationMs / 1000).toFixed(1)} 秒得到合格的结构化答复`,
        `An invented case was answered in the agreed shape within ${(durationMs / 1000).toFixed(1)} s`,
      )
    : bad(
        `答复格式合格，但没有一条能在原文中找到出处的发现（剔除 ${dropped} 条），这个模型可能不适合`,
        `The answer has the agreed shape but quotes nothing of the text (${dropped} dropped); the model may not be fit`,
      );
}
