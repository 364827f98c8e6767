import { addMinutes } from "../src/kernel/time.js";
import type { Instant } from "../src/kernel/types.js";
import type { UrgencyLevel } from "../src/kernel/urgency.js";
import { clockFor } from "../src/triage/index.js";
import { byDay } from "./calendar.js";
import type {
  PlannedCancellation,
  PlannedCourse,
  PlannedDisposition,
  PlannedRequest,
} from "./planned-case.js";
import type { Random } from "./random.js";

/** Usual share of the level's time for the opinion that is used, counted from submission. */
const usualShare: Readonly<Record<UrgencyLevel, number>> = { I: 0.55, II: 0.4, III: 0.28, IV: 0.2 };
/** Usual minutes until the inviter says what he did. */
const dispositionMinutes: Readonly<Record<UrgencyLevel, number>> = { I: 18, II: 45, III: 200, IV: 700 };

const isUrgent = (level: UrgencyLevel) => level === "I" || level === "II";
const daytime = (level: UrgencyLevel, at: Instant, random: Random) =>
  isUrgent(level) ? at : byDay(at, random);

const reasons = {
  adopted: [
    "",
    "",
    "",
    "已按会诊意见执行",
    "按意见调整用药，患者好转",
    "已完善检查并执行",
    "按意见转运，途中平稳",
  ],
  partly_adopted: [
    "药物本院没有，用同类药替代",
    "家属暂不同意手术，先按意见保守治疗",
    "检查项目本院不能开展，其余已执行",
    "患者经济原因，未用免疫球蛋白，其余已执行",
    "剂量按患者体重和肾功能下调后执行",
    "已按意见用药，转院因路途远暂缓",
  ],
  not_adopted: [
    "意见到达前病情变化，已转上级医院",
    "家属要求自动出院",
    "与本院会诊讨论意见不一致，经科主任决定维持原方案",
    "患者已在外院就诊",
  ],
} as const;

function drawDisposition(level: UrgencyLevel, signedAt: Instant, random: Random): PlannedDisposition {
  const decision = random.weighted(
    ["adopted", "partly_adopted", "not_adopted"] as const,
    (one) => ({ adopted: 80, partly_adopted: 14, not_adopted: 6 })[one],
  );
  const longest = (isUrgent(level) ? 10 : 38) * 60;
  const minutes = Math.min(longest, random.around(dispositionMinutes[level], 0.8));
  const at = daytime(level, addMinutes(signedAt, minutes), random);
  return { decision, reason: random.pick(reasons[decision]), at };
}

/** What followed the expert's yes until the case was closed. About one opinion in twenty comes later than it should. */
export function drawCourse(request: PlannedRequest, acceptedAt: Instant, random: Random): PlannedCourse {
  const { level } = request;
  const limit = clockFor(level).opinionMinutes;
  const needed = Math.min(limit * 1.4, random.around(limit * usualShare[level], 0.55));
  const writingMinutes = random.around(isUrgent(level) ? 7 : 16, 0.45);
  const earliest = addMinutes(acceptedAt, writingMinutes + 2);
  const planned = addMinutes(request.submittedAt, needed);
  const signedAt = daytime(level, planned > earliest ? planned : earliest, random);
  return {
    writingAt: addMinutes(signedAt, -writingMinutes),
    signedAt,
    disposition: drawDisposition(level, signedAt, random),
  };
}

/** Why and when a request was withdrawn after nobody had answered it. */
export function drawCancellation(after: Instant, level: UrgencyLevel, random: Random): PlannedCancellation {
  const at = addMinutes(after, random.around(isUrgent(level) ? 6 : 50, 0.5));
  const choices = [
    { reasonCode: "transferred", note: "等待期间已转上级医院" },
    { reasonCode: "improved", note: "患者好转，暂不需要会诊" },
    { reasonCode: "no_longer_needed", note: "科内讨论已解决" },
    { reasonCode: "duplicate", note: "与另一申请重复" },
  ] as const;
  return { at, ...random.weighted(choices, (choice) => (choice.reasonCode === "transferred" ? 4 : 1.5)) };
}
