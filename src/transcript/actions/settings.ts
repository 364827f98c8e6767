import { isIP } from "node:net";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { addressGuard } from "../../platform/egress/guard.js";
import type { Tx } from "../../platform/database/database.js";
import type { ChangeTranscription, TranscriptionState, TranscriptionTest } from "../api.js";
import { suits } from "../domain/provider-address.js";
import { faultWords } from "../domain/provider-names.js";
import { providerSettings, type TranscriptNode } from "../host.js";
import { testProvider } from "../providers/test-provider.js";
import type { TranscriptRefusal } from "../refusals.js";
import { findSetting, saveSetting, secondsToday, type Setting } from "../store/settings.js";
import { inLook } from "./look.js";
import { hospitalOf } from "./institution.js";

async function stateOf(tx: Tx, setting: Setting): Promise<TranscriptionState> {
  const { keyCipher, hotWords, institutionId, ...rest } = setting;
  return {
    ...rest,
    institutionId,
    hotWords: [...hotWords],
    hasKey: keyCipher !== null,
    minutesToday: Math.round((await secondsToday(tx, institutionId)) / 6) / 10,
  };
}

type State = Result<TranscriptionState, TranscriptRefusal>;

export const viewTranscription = (ctx: Ctx, institutionId: string | undefined): Promise<State> =>
  inTx(ctx, async (tx): Promise<State> => {
    const hospital = await hospitalOf(tx, ctx, institutionId);
    if (!hospital) return refuse("institution_not_found");
    return ok(await stateOf(tx, await findSetting(tx, hospital.id)));
  });

/** What can be told of an address before it is resolved; names are judged when they are connected to. */
function addressFault(url: string, networks: readonly string[]): "address_refused" | undefined {
  if (url === "") return undefined;
  const { hostname, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/gu, "");
  const isTls = protocol === "wss:" || protocol === "https:";
  return isIP(host) !== 0 && !addressGuard(networks, isTls)(host) ? "address_refused" : undefined;
}

/** Changes how an institution's calls are written down, if the setting still has the version the person saw. */
export const changeTranscription = (
  ctx: Ctx,
  node: TranscriptNode,
  input: ChangeTranscription,
): Promise<State> =>
  inTx(ctx, async (tx): Promise<State> => {
    const { apiKey, institutionId, ...values } = input;
    const hospital = await hospitalOf(tx, ctx, institutionId);
    if (!hospital) return refuse("institution_not_found");
    const before = await findSetting(tx, hospital.id);
    if (values.url !== "" || values.provider === "agora-stt") {
      if (!suits(values.provider, values.url)) return refuse("address_unfit");
      const fault = addressFault(values.url, node.networks);
      if (fault) return refuse(fault);
    }
    if (values.provider.startsWith("openai-") && values.model === "") return refuse("model_missing");
    const isOtherHost =
      values.url === "" || before.url === "" || new URL(values.url).host !== new URL(before.url).host;
    // A key is for the host it was given for: with another address it is not carried along.
    const kept = isOtherHost ? null : before.keyCipher;
    const setting: Setting = {
      ...values,
      institutionId: hospital.id,
      isEnabled: before.isEnabled && (values.url !== "" || values.provider === "agora-stt"),
      keyCipher: apiKey === undefined ? kept : apiKey === "" ? null : ctx.fieldCipher.encrypt(apiKey),
      version: input.version,
    };
    if (before.version !== input.version || !(await saveSetting(tx, setting, ctx.actor.personId)))
      return refuse("setting_changed_meanwhile");
    await auditAct(tx, ctx, {
      action: "transcription.manage",
      subjectKind: "transcription",
      subjectId: hospital.id,
      details: {
        step: "changed",
        provider: setting.provider,
        host: setting.url === "" ? null : new URL(setting.url).host,
        hasNewKey: apiKey !== undefined && apiKey !== "",
        dailyMinutes: setting.dailyMinutes,
        recordYears: setting.recordYears,
        recordingYears: setting.recordingYears,
      },
    });
    return ok(await stateOf(tx, await findSetting(tx, hospital.id)));
  });

export const switchTranscription = (
  ctx: Ctx,
  input: { readonly institutionId?: string | undefined; readonly isEnabled: boolean },
): Promise<State> =>
  inTx(ctx, async (tx): Promise<State> => {
    const hospital = await hospitalOf(tx, ctx, input.institutionId);
    if (!hospital) return refuse("institution_not_found");
    const before = await findSetting(tx, hospital.id);
    if (input.isEnabled && before.url === "" && before.provider !== "agora-stt")
      return refuse("not_configured");
    if (!(await saveSetting(tx, { ...before, isEnabled: input.isEnabled }, ctx.actor.personId)))
      return refuse("setting_changed_meanwhile");
    await auditAct(tx, ctx, {
      action: "transcription.manage",
      subjectKind: "transcription",
      subjectId: hospital.id,
      details: { step: input.isEnabled ? "enabled" : "disabled" },
    });
    return ok(await stateOf(tx, await findSetting(tx, hospital.id)));
  });

/** Sends two seconds of an invented sound to the recogniser and says in words what came back. Nothing of a patient is sent. */
export async function testTranscription(
  ctx: Ctx,
  node: TranscriptNode,
  institutionId: string | undefined,
): Promise<Result<TranscriptionTest, TranscriptRefusal>> {
  const setting = await inLook(ctx, async (tx) => {
    const hospital = await hospitalOf(tx, ctx, institutionId);
    return hospital && findSetting(tx, hospital.id);
  });
  if (!setting) return refuse("institution_not_found");
  if (setting.url === "" && setting.provider !== "agora-stt") return refuse("not_configured");
  const { fault, milliseconds } = await testProvider(
    providerSettings(node, ctx.fieldCipher, setting, setting.hotWords),
  );
  const words = fault
    ? faultWords[fault]
    : setting.provider === "agora-stt"
      ? {
          zh: "声网字幕由会诊室的页面送来，无需连接；请在通话中核对",
          en: "Agora's captions come from the page of the room; there is nothing to connect to. Check it in a call",
        }
      : {
          zh: `语音转写服务可用，应答 ${milliseconds} 毫秒`,
          en: `The speech service works; it answered within ${milliseconds} ms`,
        };
  return ok({ isGood: fault === null, fault, milliseconds, ...words });
}
