import type { AgreementId } from "../../kernel/types.js";
import { civilDate } from "../../kernel/time.js";
import { minutesUntilDuty, minuteOfWeek } from "./duty.js";
import type { ExclusionCode } from "./exclusion.js";
import type { MatchPool, PoolMember } from "./pool.js";
import type { Subject } from "./relevance.js";
import type { MatchFacts, MatchRequest } from "./request.js";
import { isSameLine, type Vocabulary } from "./vocabulary.js";

export interface Exclusion {
  readonly code: ExclusionCode;
  /** The number or name behind it, in Chinese; may be empty. */
  readonly detail: string;
}

export interface Gate {
  /** The first rule that stands in the way, in the order of {@link exclusionCodes}; undefined: may be asked. */
  readonly exclusionOf: (member: PoolMember) => ExclusionCode | undefined;
  /** The number behind an exclusion, for the few that are shown. */
  readonly detailOf: (member: PoolMember, code: ExclusionCode) => string;
  readonly minutesUntilDuty: (member: PoolMember) => number;
  readonly agreementIdOf: (member: PoolMember) => AgreementId | undefined;
}

/** 副高 and above presuppose years as 主治医师; a lower title proves nothing when the date is not on record. */
const titlesThatImplyIndependence = new Set<PoolMember["titleRank"]>(["senior", "associate"]);
/** Source: 国卫医发〔2018〕25号 附件3《远程医疗服务管理规范(试行)》: 独立开展临床工作 3 年以上. */
const independentYears = 3;

const yearsBefore = (day: string, years: number): string =>
  `${String(Number(day.slice(0, 4)) - years).padStart(4, "0")}${day.slice(4)}`;

/** The rules of one request, prepared once for the whole pool. */
export function gateOf(
  request: MatchRequest,
  pool: MatchPool,
  facts: MatchFacts,
  subject: Subject,
  vocabulary: Vocabulary,
): Gate {
  const lastIndependentDay = yearsBefore(civilDate(request.now), independentYears);
  // In an emergency a sleeping expert is better than none: duty only weighs in the score.
  const dutyBinds = request.level === "III" || request.level === "IV";

  const agreements = new Map<string, MatchRequest["agreements"][number][]>();
  for (const agreement of request.agreements) {
    const list = agreements.get(agreement.performerOrganizationId);
    if (list) list.push(agreement);
    else agreements.set(agreement.performerOrganizationId, [agreement]);
  }
  const opens = (codes: readonly string[], member: PoolMember): boolean =>
    codes.length === 0 || member.specialtyCodes.some((own) => codes.some((code) => isSameLine(own, code)));
  const agreementFor = (member: PoolMember) =>
    agreements.get(member.institutionId)?.find((agreement) => opens(agreement.specialtyCodes, member));

  const standAside = new Set<string>();
  const excluded = new Map<string, ExclusionCode>();
  for (const member of pool.members) {
    if (
      (member.institutionId === request.requesterOrganizationId && member.status !== "retired") ||
      (member.personId !== null && member.personId === request.requesterPersonId)
    )
      standAside.add(member.practitionerId);
    const code = facts.excludedRoles.get(member.practitionerRoleId);
    if (code !== undefined)
      excluded.set(member.practitionerId, weightier(excluded.get(member.practitionerId), code));
  }

  const coverage = new Map<string, boolean>();
  const scopeCovers = (scope: string, specialty: string): boolean => {
    const key = `${scope}/${specialty}`;
    let covers = coverage.get(key);
    if (covers === undefined) coverage.set(key, (covers = vocabulary.scopeCovers(scope, specialty)));
    return covers;
  };
  const fields = subject.topics.map((topic) => topic.code);
  /** A scope that is not on record is taken to be that of the department; without a field, the own departments count. */
  const isInScope = (member: PoolMember): boolean => {
    const asked = fields.length > 0 ? fields : member.specialtyCodes;
    if (asked.length === 0) return true;
    const scope = member.scopeCode;
    if (scope !== null) return asked.some((code) => scopeCovers(scope, code));
    return member.specialtyCodes.some((own) => asked.some((code) => own.slice(0, 2) === code.slice(0, 2)));
  };
  const isIndependent = (member: PoolMember): boolean =>
    member.independentSinceOn === null
      ? titlesThatImplyIndependence.has(member.titleRank)
      : member.independentSinceOn <= lastIndependentDay;
  const hasTitle = ({ titleRank }: PoolMember): boolean =>
    request.wantedTitleRank === "any" ||
    titleRank === "senior" ||
    (request.wantedTitleRank === "associate" && titleRank === "associate");

  const minutes = new Map<string, number>();
  const untilDuty = (member: PoolMember): number => {
    if (member.dutyHours.length === 0) return 0;
    let minute = minutes.get(member.timeZone);
    if (minute === undefined)
      minutes.set(member.timeZone, (minute = minuteOfWeek(request.now, member.timeZone)));
    return minutesUntilDuty(member.dutyHours, minute);
  };
  const loadOf = (member: PoolMember) =>
    facts.loadByRole.get(member.practitionerRoleId) ?? { today: 0, thisWeek: 0 };

  return {
    exclusionOf: (member) => {
      if (member.institutionId === request.requesterOrganizationId) return "own_institution";
      if (member.status !== "active") return "not_active";
      if (member.personId === null) return "no_account";
      if (standAside.has(member.practitionerId)) return "conflict_of_interest";
      const told = excluded.get(member.practitionerId);
      if (told !== undefined) return told;
      if (!agreements.has(member.institutionId)) return "no_agreement";
      if (agreementFor(member) === undefined) return "agreement_not_for_specialty";
      if (!isInScope(member)) return "scope_does_not_cover";
      if (!isIndependent(member)) return "not_independent_three_years";
      if (!hasTitle(member)) return "title_too_low";
      if (!member.acceptsModes.includes(request.mode)) return "mode_not_accepted";
      if (dutyBinds && untilDuty(member) > (facts.answerWithinMinutes ?? 0)) return "off_duty";
      const load = loadOf(member);
      if (load.today >= member.dailyCap) return "daily_cap_reached";
      if (load.thisWeek >= member.weeklyCap) return "weekly_cap_reached";
      return undefined;
    },
    detailOf: (member, code) => {
      const load = loadOf(member);
      switch (code) {
        case "daily_cap_reached":
          return `今日 ${load.today}/${member.dailyCap}`;
        case "weekly_cap_reached":
          return `本周 ${load.thisWeek}/${member.weeklyCap}`;
        case "title_too_low":
          return member.titleName ?? "职称未登记";
        case "not_independent_three_years":
          return member.independentSinceOn ?? "未登记";
        case "off_duty": {
          const wait = untilDuty(member);
          return Number.isFinite(wait) ? `${Math.ceil(wait / 60)} 小时后在班` : "";
        }
        case "agreement_not_for_specialty":
        case "no_relevant_evidence":
          return member.specialtyCodes.map((own) => vocabulary.specialtyName(own)).join("、");
        case "scope_does_not_cover":
          return member.scopeCode === null ? "执业范围未登记" : `执业范围 ${member.scopeCode}`;
        default:
          return "";
      }
    },
    minutesUntilDuty: untilDuty,
    agreementIdOf: (member) => agreementFor(member)?.agreementId,
  };
}

const severity: readonly ExclusionCode[] = ["conflict_of_interest", "already_declined", "offer_lapsed"];

/** Of two posts of one person, the graver ground holds for both. */
const weightier = (a: ExclusionCode | undefined, b: ExclusionCode): ExclusionCode =>
  a !== undefined && severity.indexOf(a) < severity.indexOf(b) ? a : b;
