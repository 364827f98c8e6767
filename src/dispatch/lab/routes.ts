import { z } from "zod";
import { defineRoute, type Route } from "../../identity/index.js";
import type { Refusal } from "../../platform/http/problem.js";
import {
  AddVersion,
  LabView,
  MoveTrial,
  RunParams,
  RunStarted,
  RunView,
  StartRun,
  StartTrial,
} from "../api/policy-lab.js";
import * as actions from "./actions.js";

const refusals: Record<actions.LabRefusal, Refusal> = {
  run_not_found: { status: 404, zh: "没有这次仿真", en: "There is no such simulation" },
  run_has_ended: { status: 409, zh: "这次仿真已经结束", en: "This simulation has ended already" },
  lab_busy: {
    status: 409,
    zh: "本机正在进行另一次仿真，请等它结束或先取消它",
    en: "Another simulation runs on this server; wait for it or cancel it first",
  },
  nothing_to_replay: {
    status: 409,
    zh: "还没有派过单的会诊，无法回放；请改用模拟数据",
    en: "No request has been dispatched yet; use invented days instead",
  },
  unknown_policy_version: {
    status: 422,
    zh: "没有这个策略版本，请从列表中选择",
    en: "There is no such policy version; choose one from the list",
  },
  policy_version_exists: {
    status: 409,
    zh: "已有同名版本；版本不能修改，请换一个名字",
    en: "There is a version of that name; versions never change, choose another name",
  },
  rollout_running: {
    status: 409,
    zh: "已有一个版本在试行，请先启用或停止它",
    en: "A version is on trial already; bring it into use or stop it first",
  },
  no_rollout: { status: 409, zh: "现在没有试行中的版本", en: "No version is on trial" },
  rollout_moved: {
    status: 409,
    zh: "试行阶段已被他人更改，请刷新后再操作",
    en: "Somebody has moved the trial meanwhile; look again first",
  },
  rollout_step_not_allowed: {
    status: 422,
    zh: "试行只能逐级推进：旁路观察 → 对半 → 八成 → 全面启用",
    en: "A trial moves step by step: shadow, half, most, active",
  },
  already_standing: { status: 409, zh: "这个版本正在使用", en: "This version is in use already" },
};
const none = z.null();

export const policyLabRoutes: Route[] = [
  defineRoute({
    method: "GET",
    url: "/api/policy-lab",
    action: "policy.read",
    summary: { zh: "策略实验室", en: "Simulations, policy versions and the trial under way" },
    reply: LabView,
    refusals: {},
    handle: (ctx) => actions.viewLab(ctx),
  }),
  defineRoute({
    method: "POST",
    url: "/api/policy-lab/runs",
    action: "policy.change",
    summary: { zh: "开始仿真", en: "Start a simulation; progress comes as live hints" },
    body: StartRun,
    reply: RunStarted,
    idempotency: "required",
    refusals,
    handle: (ctx, { body }) => actions.startRun(ctx, body),
  }),
  defineRoute({
    method: "GET",
    url: "/api/policy-lab/runs/:runId",
    action: "policy.read",
    summary: { zh: "仿真结果", en: "One simulation with its result" },
    params: RunParams,
    reply: RunView,
    refusals,
    handle: (ctx, { params }) => actions.viewRun(ctx, params.runId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/policy-lab/runs/:runId/cancel",
    action: "policy.change",
    summary: { zh: "取消仿真", en: "Cancel a running simulation" },
    params: RunParams,
    reply: none,
    idempotency: "required",
    refusals,
    handle: (ctx, { params }) => actions.cancelRun(ctx, params.runId),
  }),
  defineRoute({
    method: "POST",
    url: "/api/policy-lab/versions",
    action: "policy.change",
    summary: { zh: "新建策略版本", en: "Keep a policy as a new version, within bounds" },
    body: AddVersion,
    reply: none,
    idempotency: "required",
    refusals,
    handle: (ctx, { body }) => actions.addVersion(ctx, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/policy-lab/trial",
    action: "policy.change",
    summary: { zh: "开始试行", en: "Put a version on trial; it only watches at first" },
    body: StartTrial,
    reply: none,
    idempotency: "required",
    refusals,
    handle: (ctx, { body }) => actions.startTrial(ctx, body),
  }),
  defineRoute({
    method: "POST",
    url: "/api/policy-lab/trial/move",
    action: "policy.change",
    summary: { zh: "推进或停止试行", en: "Move the trial a step, bring it into use, or stop it" },
    body: MoveTrial,
    reply: none,
    idempotency: "required",
    refusals,
    handle: (ctx, { body }) => actions.moveTrial(ctx, body),
  }),
];
