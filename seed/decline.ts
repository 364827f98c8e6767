import type { declineCodes } from "../src/dispatch/api.js";
import type { SeedExpert } from "./experts.js";
import type { Random } from "./random.js";

export type DeclineCode = (typeof declineCodes)[number];

const notes: Readonly<Partial<Record<DeclineCode, readonly string[]>>> = {
  not_my_field: ["亚专业不符，建议请本科其他同事", "这类病例经验不多，建议换人"],
  no_time_now: ["门诊中，两小时内无法处理", "正在查房", ""],
  in_surgery: ["手术台上，预计两小时", "急诊手术"],
  on_leave: ["外出开会，周四返院", ""],
  insufficient_information: ["请补充影像和近期化验", "缺少既往用药情况"],
  needs_transfer: ["病情不宜等待，建议直接转运"],
};

/** Why this expert says no, in proportions a dispatcher would recognise; surgeons are often in theatre. */
export function drawDecline(expert: SeedExpert, random: Random): { code: DeclineCode; note: string } {
  const isSurgeon = expert.specialty.scope === "12" || expert.specialty.code.startsWith("05");
  const weights: Readonly<Partial<Record<DeclineCode, number>>> = {
    no_time_now: 5,
    in_surgery: isSurgeon ? 5 : 0.2,
    not_my_field: 1.6,
    on_leave: 1.4,
    insufficient_information: 0.9,
    needs_transfer: 0.3,
  };
  const codes = Object.keys(weights) as DeclineCode[];
  const code = random.weighted(codes, (one) => weights[one] ?? 0);
  return { code, note: random.pick(notes[code] ?? [""]) };
}
