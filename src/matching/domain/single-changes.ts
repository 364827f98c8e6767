import { type AgreementId } from "../../kernel/types.js";
import type { ExclusionCode } from "./exclusion.js";
import type { Sentence } from "./explain.js";
import type { DutyHours, PoolMember } from "./pool.js";
import type { MatchFacts, MatchRequest } from "./request.js";

/** What could be otherwise about one expert, from what a person settles in a minute to what takes months. */
export const changeKinds = [
  "confirm_record",
  "verify_evidence",
  "on_duty_now",
  "lower_load",
  "accept_mode",
  "resume",
  "open_account",
  "sign_agreement",
  "lower_title",
  "more_patients",
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** One expert in one question, as he is or with one thing changed. */
export interface Standing {
  readonly member: PoolMember;
  readonly request: MatchRequest;
  readonly facts: MatchFacts;
}

/** One kind of change; where it has an amount, from 1 to `most`, more never does less. */
export interface SingleChange {
  readonly kind: ChangeKind;
  /** 1 where there is no amount. */
  readonly most: number;
  readonly apply: (amount: number) => Standing;
  readonly say: (amount: number) => Sentence;
  /** It changes whom else may be asked: the others are ranked anew. */
  readonly isForAll?: boolean;
}

const always: readonly DutyHours[] = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
  weekday,
  from: "00:00",
  to: "00:00",
}));
/** A case load nobody has; above it no change is proposed. */
const mostPatients = 500;

/**
 * Everything that could be changed about this expert by a person's act, in the order of {@link changeKinds}. What the law or a conflict of interest
 * decides (scope, three years of independence, standing aside, having declined) is not among it. `code`: why he may not be asked, if so.
 */
export function singleChanges(
  { member, request, facts }: Standing,
  code: ExclusionCode | undefined,
  closeness: (evidenceAt: number) => number,
): SingleChange[] {
  const changes: SingleChange[] = [];
  const add = (
    kind: ChangeKind,
    to: Partial<Standing> | ((amount: number) => Partial<Standing>),
    say: Sentence | ((amount: number) => Sentence),
    more: Pick<Partial<SingleChange>, "most" | "isForAll"> = {},
  ): void => {
    changes.push({
      kind,
      most: 1,
      ...more,
      apply: (amount) => ({ member, request, facts, ...(typeof to === "function" ? to(amount) : to) }),
      say: (amount) => (typeof say === "function" ? say(amount) : say),
    });
  };
  const changed = (part: Partial<PoolMember>): { member: PoolMember } => ({ member: { ...member, ...part } });

  if (member.freshness < 1)
    add("confirm_record", changed({ freshness: 1 }), {
      zh: "专家核对并确认自己的资料",
      en: "the expert confirms his record",
    });
  for (const [at, one] of member.evidence.entries()) {
    const full = one.source === "his" || one.source === "emr" || one.source === "consult_history";
    if (closeness(at) === 0 || (!one.isExpired && (one.isVerified || full))) continue;
    const evidence = member.evidence.map((other, i) =>
      i === at ? { ...other, isVerified: true, isExpired: false } : other,
    );
    add("verify_evidence", changed({ evidence }), {
      zh: `核实“${one.label}”的病例数`,
      en: `the number of cases of “${one.label}” is verified`,
    });
  }
  if (member.dutyHours.length > 0)
    add("on_duty_now", changed({ dutyHours: always }), { zh: "此刻在班可接诊", en: "he is on duty now" });
  const load = facts.loadByRole.get(member.practitionerRoleId);
  if (load && (load.today > 0 || load.thisWeek > 0)) {
    const with_ = (less: number): MatchFacts => ({
      ...facts,
      loadByRole: new Map(facts.loadByRole).set(member.practitionerRoleId, {
        today: Math.max(0, load.today - less),
        thisWeek: Math.max(0, load.thisWeek - less),
      }),
    });
    add(
      "lower_load",
      (less) => ({ facts: with_(less) }),
      (less) => ({
        zh: `少承担 ${less} 例（现今日 ${load.today} 例、本周 ${load.thisWeek} 例）`,
        en: `${less} cases fewer on hand (now ${load.today} today, ${load.thisWeek} this week)`,
      }),
      { most: Math.max(load.today, load.thisWeek) },
    );
  }
  if (code === "mode_not_accepted")
    add("accept_mode", changed({ acceptsModes: [...member.acceptsModes, request.mode] }), {
      zh: `接受${request.mode === "video" ? "视频" : "书面"}会诊`,
      en: `he takes ${request.mode} consultations`,
    });
  if (code === "not_active" && member.status === "paused")
    add("resume", changed({ status: "active" }), { zh: "恢复接诊", en: "he takes cases again" });
  if (code === "no_account")
    add("open_account", changed({ personId: "to-be-opened" as PoolMember["personId"] }), {
      zh: "开通账号",
      en: "an account is opened for him",
    });
  if (
    code === "no_agreement" ||
    code === "agreement_not_for_service" ||
    code === "agreement_not_for_specialty"
  ) {
    const agreement = {
      agreementId: "to-be-signed" as AgreementId,
      performerOrganizationId: member.institutionId,
      specialtyCodes: [],
    };
    add(
      "sign_agreement",
      { request: { ...request, agreements: [...request.agreements, agreement] } },
      code === "no_agreement"
        ? {
            zh: `与${member.institutionName}签订协作协议`,
            en: `an agreement with ${member.institutionName} is signed`,
          }
        : {
            zh: `与${member.institutionName}的协议扩大到本例所需的专科和方式`,
            en: `the agreement with ${member.institutionName} is widened to what this case asks for`,
          },
      { isForAll: true },
    );
  }
  if (code === "title_too_low")
    add(
      "lower_title",
      { request: { ...request, wantedTitleRank: "any" } },
      { zh: "申请放宽对职称的要求", en: "the request asks for no title" },
      { isForAll: true },
    );
  const [main] = request.diagnoses;
  if (main !== undefined)
    add(
      "more_patients",
      (count) =>
        changed({
          evidence: [
            ...member.evidence,
            { code: main.code, label: main.name, count, source: "his", isVerified: true, isExpired: false },
          ],
        }),
      (count) => ({
        zh: `再有 ${count} 例经核实的“${main.name}”病例`,
        en: `${count} more verified cases of “${main.name}” on record`,
      }),
      { most: mostPatients },
    );
  return changes;
}
