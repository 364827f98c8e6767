import { isIP } from "node:net";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { addressGuard } from "../../platform/egress/guard.js";
import type { AssistantState, ChangeAssistant } from "../api.js";
import { type AssistantNode, endpointOf } from "../host.js";
import type { AssistantRefusal } from "../refusals.js";
import { findSetting, saveSetting, type Setting, unset } from "../store/settings.js";
import { institutionOf } from "./institution.js";
import { stateIn } from "./read.js";

/** What can be told of an address before it is resolved; names are judged when they are connected to. */
function addressFault(
  baseUrl: string,
  networks: readonly string[],
): "address_refused" | "tls_required" | undefined {
  const { hostname, protocol } = new URL(baseUrl);
  const host = hostname.replace(/^\[|\]$/gu, "");
  if (isIP(host) === 0) return undefined;
  if (!addressGuard(networks, true)(host)) return "address_refused";
  return addressGuard(networks, protocol === "https:")(host) ? undefined : "tls_required";
}

/** Changes how an institution uses a model, if the setting still has the version the person saw. */
export const changeAssistant = (
  ctx: Ctx,
  node: AssistantNode,
  input: ChangeAssistant,
): Promise<Result<AssistantState, AssistantRefusal>> =>
  inTx(ctx, async (tx): Promise<Result<AssistantState, AssistantRefusal>> => {
    const hospital = await institutionOf(tx, ctx, input.institutionId);
    if (hospital === undefined) return refuse("institution_not_found");
    const before = (await findSetting(tx, hospital.id)) ?? unset(hospital.id);
    const { version, baseUrl, apiKey, model, answerFormat, dailyCalls, dailyTokens, leastConfidence } = input;
    if (baseUrl !== null) {
      if (model === "") return refuse("model_missing");
      const fault = addressFault(baseUrl, node.networks);
      if (fault !== undefined) return refuse(fault);
    }
    const isOtherHost =
      baseUrl === null || before.baseUrl === null || new URL(baseUrl).host !== new URL(before.baseUrl).host;
    // A key is for the host it was given for: with another address it is not carried along.
    const kept = isOtherHost ? null : before.keyCipher;
    const setting: Setting = {
      institutionId: hospital.id,
      isEnabled: before.isEnabled,
      baseUrl,
      model,
      answerFormat,
      dailyCalls,
      dailyTokens,
      leastConfidence,
      keyCipher: apiKey === undefined ? kept : apiKey === "" ? null : ctx.fieldCipher.encrypt(apiKey),
      version,
    };
    if (before.version !== version || !(await saveSetting(tx, setting, ctx.actor.personId)))
      return refuse("setting_changed_meanwhile");
    await auditAct(tx, ctx, {
      action: "assistant.manage",
      subjectKind: "assistant",
      subjectId: hospital.id,
      details: {
        step: "changed",
        institutionId: hospital.id,
        host: baseUrl === null ? null : new URL(baseUrl).host,
        model,
        hasNewKey: apiKey !== undefined && apiKey !== "",
        dailyCalls,
        dailyTokens,
        leastConfidence,
      },
    });
    return ok(await stateIn(tx, ctx, node, hospital));
  });

/** Switches an institution's assistant on or off. Switched off, waiting calls end without being sent. */
export const switchAssistant = (
  ctx: Ctx,
  node: AssistantNode,
  input: { readonly institutionId?: string | undefined; readonly isEnabled: boolean },
): Promise<Result<AssistantState, AssistantRefusal>> =>
  inTx(ctx, async (tx): Promise<Result<AssistantState, AssistantRefusal>> => {
    const hospital = await institutionOf(tx, ctx, input.institutionId);
    if (hospital === undefined) return refuse("institution_not_found");
    const before = (await findSetting(tx, hospital.id)) ?? unset(hospital.id);
    if (before.isEnabled === input.isEnabled) return refuse("already_so");
    if (input.isEnabled && endpointOf(node, ctx.fieldCipher, before) === undefined)
      return refuse("not_configured");
    if (!(await saveSetting(tx, { ...before, isEnabled: input.isEnabled }, ctx.actor.personId)))
      return refuse("setting_changed_meanwhile");
    await auditAct(tx, ctx, {
      action: "assistant.manage",
      subjectKind: "assistant",
      subjectId: hospital.id,
      details: { step: input.isEnabled ? "enabled" : "disabled", institutionId: hospital.id },
    });
    return ok(await stateIn(tx, ctx, node, hospital));
  });
