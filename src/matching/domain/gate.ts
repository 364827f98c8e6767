import type { AgreementId } from "../../kernel/types.js";
import { civilDate } from "../../kernel/time.js";
import { waitsOf } from "./duty.js";
import type { ExclusionCode } from "./exclusion.js";
import { dayNumber, type MatchPool, type PoolMember, type Refusal } from "./pool.js";
import type { Subject } from "./subject.js";
import type { MatchFacts, MatchRequest } from "./request.js";
import { isSameLine, type Vocabulary } from "./vocabulary.js";

export interface Exclusion {
  readonly code: ExclusionCode;
  /** The number or name behind it, in Chinese; may be empty. */
  readonly detail: string;
}

/** The rules of one request, one by one, as `sieve.ts` takes the pool through them. */
export interface GateRules {
  /** Whether one of his posts makes the expert of this member stand aside: at the inviting institution, or the asker's own. */
  readonly standsAside: (member: PoolMember) => boolean;
  /** Practitioners who were asked before, with the ground. */
  readonly excluded: ReadonlyMap<string, ExclusionCode>;
  /** Those that open what is asked for; empty, with an agreement of another service: `agreement_not_for_service`. */
  readonly agreementsOf: (institutionId: string) => readonly MatchRequest["agreements"][number][];
  readonly opens: (specialtyCodes: readonly string[], member: PoolMember) => boolean;
  /** What the case is about; one field that the scope covers is enough. Undefined alone: nothing says. */
  readonly fields: readonly (string | undefined)[];
  /** Goes by nothing but its arguments. */
  readonly isInScope: (
    of: Pick<PoolMember, "scopeCode" | "specialtyCodes">,
    field: string | undefined,
  ) => boolean;
  /** {@link dayNumber}: who is independent since a later day is not for long enough. */
  readonly lastIndependentDay: number;
  readonly hasTitle: (title: Pick<PoolMember, "titleRank">) => boolean;
  readonly isRefused: (refusal: Refusal) => boolean;
  /** Undefined: duty does not bind. */
  readonly answerWithinMinutes: number | undefined;
  readonly isOffDuty: (m: number) => boolean;
  readonly capOf: (member: PoolMember) => "daily_cap_reached" | "weekly_cap_reached" | undefined;
}

export interface Gate {
  readonly rules: GateRules;
  /** The first rule that stands in the way, in the order of {@link exclusionCodes}; undefined: may be asked. */
  readonly exclusionOf: (m: number) => ExclusionCode | undefined;
  /** The number behind an exclusion, for the few that are shown. */
  readonly detailOf: (m: number, code: ExclusionCode) => string;
  /** 0: on duty, or without hours; Infinity: never. */
  readonly minutesUntilDuty: (m: number) => number;
  readonly agreementIdOf: (m: number) => AgreementId | undefined;
}

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
  const lastIndependentDay = dayNumber(yearsBefore(civilDate(request.now), independentYears));
  // In an emergency a sleeping expert is better than none: duty only weighs in the score.
  const dutyBinds = request.level === "III" || request.level === "IV";

  const service = request.service ?? request.mode;
  const agreements = new Map<string, MatchRequest["agreements"][number][]>();
  for (const agreement of request.agreements) {
    const list = agreements.get(agreement.performerOrganizationId) ?? [];
    agreements.set(agreement.performerOrganizationId, list);
    const { services = [] } = agreement;
    if (services.length === 0 || services.includes(service)) list.push(agreement);
  }
  const opens = (codes: readonly string[], member: PoolMember): boolean =>
    codes.length === 0 || member.specialtyCodes.some((own) => codes.some((code) => isSameLine(own, code)));
  const agreementFor = (member: PoolMember) =>
    agreements.get(member.institutionId)?.find((agreement) => opens(agreement.specialtyCodes, member));

  const standsAside = ({ practitionerId }: PoolMember): boolean =>
    pool.ofPractitioner.of(practitionerId).some((at) => {
      const post = pool.members[at];
      if (!post || !pool.index.isLive(at)) return false;
      return (
        (post.institutionId === request.requesterOrganizationId && post.status !== "retired") ||
        (post.personId !== null && post.personId === request.requesterPersonId)
      );
    });
  const excluded = new Map<string, ExclusionCode>();
  for (const [roleId, code] of facts.excludedRoles) {
    const person = pool.members[pool.slotOf(roleId) ?? -1]?.practitionerId;
    if (person !== undefined) excluded.set(person, weightier(excluded.get(person), code));
  }

  const fields = subject.topics.map((topic) => topic.code);
  const coverage = new Map<string, boolean>();
  const scopeCovers = (scope: string, field: string): boolean => {
    const key = `${scope}:${field}`;
    let covers = coverage.get(key);
    if (covers === undefined) coverage.set(key, (covers = vocabulary.scopeCovers(scope, field)));
    return covers;
  };
  /** A scope that is not on record is taken to be that of the department; without a field, the own departments count. */
  const isInScope: GateRules["isInScope"] = ({ scopeCode: scope, specialtyCodes }, field) => {
    if (field === undefined) return scope === null || specialtyCodes.every((own) => scopeCovers(scope, own));
    return scope === null
      ? specialtyCodes.some((own) => branchOf(own) === branchOf(field))
      : scopeCovers(scope, field);
  };
  const wanted = fields.length === 0 ? [undefined] : fields;
  const hasTitle = ({ titleRank }: Pick<PoolMember, "titleRank">): boolean =>
    request.wantedTitleRank === "any" ||
    titleRank === "senior" ||
    (request.wantedTitleRank === "associate" && titleRank === "associate");

  const hasConflict = ({ standsAsideFor }: PoolMember): boolean =>
    standsAsideFor.length > 0 &&
    (standsAsideFor.includes(request.requesterOrganizationId) ||
      standsAsideFor.includes(request.requesterPersonId ?? "nobody"));
  const refusalOf = (member: PoolMember): Refusal | undefined =>
    member.refusals.length === 0 ? undefined : member.refusals.find((one) => refuses(one, request));

  const waits = waitsOf(pool.schedules, request.now);
  const untilDuty = (m: number): number => waits[pool.scheduleOf[m] ?? 0] ?? 0;
  const answerWithin = facts.answerWithinMinutes ?? 0;
  const loadOf = (member: PoolMember) =>
    facts.loadByRole.get(member.practitionerRoleId) ?? { today: 0, thisWeek: 0 };

  const isOffDuty = (m: number): boolean => dutyBinds && untilDuty(m) > answerWithin;
  const capOf = (member: PoolMember) => {
    const load = loadOf(member);
    if (load.today >= member.dailyCap) return "daily_cap_reached";
    return load.thisWeek >= member.weeklyCap ? "weekly_cap_reached" : undefined;
  };

  return {
    rules: {
      standsAside,
      excluded,
      agreementsOf: (institutionId) => agreements.get(institutionId) ?? [],
      opens,
      fields: wanted,
      isInScope,
      lastIndependentDay,
      hasTitle,
      isRefused: (refusal) => refuses(refusal, request),
      answerWithinMinutes: dutyBinds ? answerWithin : undefined,
      isOffDuty,
      capOf,
    },
    exclusionOf: (m) => {
      const member = pool.members[m];
      if (!member) throw new RangeError(`no member ${m} in this pool`);
      if (member.institutionId === request.requesterOrganizationId) return "own_institution";
      if (member.status !== "active") return "not_active";
      if (member.personId === null) return "no_account";
      if (standsAside(member) || hasConflict(member)) return "conflict_of_interest";
      const told = excluded.get(member.practitionerId);
      if (told !== undefined) return told;
      if (!agreements.has(member.institutionId)) return "no_agreement";
      if (agreements.get(member.institutionId)?.length === 0) return "agreement_not_for_service";
      if (agreementFor(member) === undefined) return "agreement_not_for_specialty";
      if (!wanted.some((field) => isInScope(member, field))) return "scope_does_not_cover";
      if ((pool.independentSince[m] ?? 0) > lastIndependentDay) return "not_independent_three_years";
      if (!hasTitle(member)) return "title_too_low";
      if (refusalOf(member) !== undefined) return "declared_not_taken";
      if (!member.acceptsModes.includes(request.mode)) return "mode_not_accepted";
      if (isOffDuty(m)) return "off_duty";
      return capOf(member);
    },
    detailOf: (m, code) => {
      const member = pool.members[m];
      if (!member) return "";
      const load = loadOf(member);
      switch (code) {
        case "daily_cap_reached":
          return `今日 ${load.today}/${member.dailyCap}`;
        case "weekly_cap_reached":
          return `本周 ${load.thisWeek}/${member.weeklyCap}`;
        case "declared_not_taken":
          return refusalOf(member)?.label ?? "";
        case "title_too_low":
          return member.titleName ?? "职称未登记";
        case "not_independent_three_years":
          return member.independentSinceOn ?? "未登记";
        case "off_duty": {
          const wait = untilDuty(m);
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
    agreementIdOf: (m) => {
      const member = pool.members[m];
      return member && agreementFor(member)?.agreementId;
    },
  };
}

/**
 * Whether a declaration covers the request: one of its diagnoses or the specialty asked for lies at or below the code,
 * or the patient is younger. What the request leaves open is not refused.
 */
function refuses({ about, code }: Refusal, request: MatchRequest): boolean {
  switch (about) {
    case "diagnosis":
      return request.diagnoses.some(
        (diagnosis) => diagnosis.code?.toUpperCase().startsWith(code.toUpperCase()) === true,
      );
    case "specialty":
      return (
        request.specialtyCode !== null &&
        (request.specialtyCode === code || request.specialtyCode.startsWith(`${code}.`))
      );
    case "age_below":
      return request.patientAgeYears !== null && request.patientAgeYears < Number(code);
  }
}

/** The first-level specialty: 03 of 03.01. */
const branchOf = (code: string): string => code.slice(0, 2);

const severity: readonly ExclusionCode[] = [
  "conflict_of_interest",
  "already_declined",
  "offer_lapsed",
  "found_unsuitable",
];

/** Of two posts of one person, the graver ground holds for both. */
const weightier = (a: ExclusionCode | undefined, b: ExclusionCode): ExclusionCode =>
  a !== undefined && severity.indexOf(a) < severity.indexOf(b) ? a : b;
