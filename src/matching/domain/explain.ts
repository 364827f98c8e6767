import type { Gate } from "./gate.js";
import type { FactorKey, MatchModel } from "./model.js";
import type { Evidence, EvidenceSource, MatchPool, PoolMember } from "./pool.js";
import { closestOf, fitOf, type History, type Relevance } from "./relevance.js";
import type { Subject, SubjectDiagnosis } from "./subject.js";
import type { MatchFacts, MatchRequest, PastConsults } from "./request.js";
import { isSameLine, type Vocabulary } from "./vocabulary.js";

export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

const sourceNames: Readonly<Record<EvidenceSource, Sentence>> = {
  self_reported: { zh: "本人填报", en: "self-reported" },
  his: { zh: "医院信息系统", en: "hospital information system" },
  emr: { zh: "电子病历", en: "electronic records" },
  institution: { zh: "所在医院提供", en: "given by the hospital" },
  consult_history: { zh: "平台会诊记录", en: "consultations here" },
  literature: { zh: "文献", en: "literature" },
};

/** Everything a sentence about one member may need. */
export interface Explained {
  readonly member: PoolMember;
  readonly index: number;
  readonly relevance: Relevance;
}

export interface Explainer {
  readonly sentence: (key: FactorKey, about: Explained) => Sentence;
  readonly isHiddenSkill: (about: Explained) => boolean;
}

const sumOf = (list: readonly PastConsults[], field: "consults" | "adopted"): number =>
  list.reduce((sum, past) => sum + past[field], 0);

interface Shown {
  readonly evidence: Evidence;
  readonly closeness: number;
}

/** Puts the factors of one ranking into plain words, with the numbers behind them. */
export function explainer(
  request: MatchRequest,
  pool: MatchPool,
  facts: MatchFacts,
  pastOf: History,
  subject: Subject,
  gate: Gate,
  vocabulary: Vocabulary,
  model: MatchModel,
): Explainer {
  const diagnosisOf = (index: number): SubjectDiagnosis | undefined => subject.diagnoses[index];

  /** The evidence for the diagnosis, closest and largest first. */
  const evidenceFor = (about: Explained): Shown[] => {
    const diagnosis = diagnosisOf(about.relevance.diseaseOf);
    const from = pool.evidenceStart[about.index] ?? 0;
    return about.member.evidence
      .map((evidence, e) => ({
        evidence,
        closeness: diagnosis?.closeness[pool.evidenceTerm[from + e] ?? 0] ?? 0,
      }))
      .filter((shown) => shown.closeness > 0)
      .sort(
        (a, b) =>
          b.closeness - a.closeness ||
          (b.evidence.count ?? 0) - (a.evidence.count ?? 0) ||
          (a.evidence.label < b.evidence.label ? -1 : 1),
      );
  };

  const isHiddenSkill = (about: Explained): boolean => {
    const diagnosis = diagnosisOf(about.relevance.diseaseOf);
    if (diagnosis === undefined || about.relevance.disease < model.hiddenSkill) return false;
    if ((evidenceFor(about)[0]?.closeness ?? 0) < 3) return false;
    return (
      subject.topics.length > 0 &&
      !about.member.specialtyCodes.some((own) => subject.topics.some((topic) => isSameLine(own, topic.code)))
    );
  };

  const disease = (about: Explained): Sentence => {
    const shown = evidenceFor(about).slice(0, 2);
    const diagnosis = diagnosisOf(about.relevance.diseaseOf);
    if (shown.length === 0 || diagnosis === undefined)
      return { zh: "没有本病种的病例依据", en: "No cases of this disease on record" };
    const zh = shown.map(({ evidence }) =>
      evidence.count === null ? evidence.label : `${evidence.label} ${evidence.count} 例`,
    );
    const en = shown.map(({ evidence }) =>
      evidence.count === null ? evidence.label : `${evidence.label}: ${evidence.count} patients`,
    );
    const sources = [...new Set(shown.map(({ evidence }) => evidence.source))];
    const from = {
      zh: sources.map((source) => sourceNames[source].zh).join("、"),
      en: sources.map((source) => sourceNames[source].en).join(", "),
    };
    const near = (shown[0]?.closeness ?? 0) < 3;
    const own = about.member.specialtyCodes.map((code) => vocabulary.specialtyName(code)).join("、");
    const hidden = isHiddenSkill(about);
    const past = (hidden ? (pastOf.get(about.member.practitionerRoleId) ?? []) : []).filter(
      (one) => closestOf(subject, one) >= 3,
    );
    const [consults, adopted] = [sumOf(past, "consults"), sumOf(past, "adopted")];
    const months = facts.historyMonths ?? 18;
    const share = Math.round((100 * adopted) / Math.max(1, consults));
    const rate = {
      zh: consults === 0 ? "" : `，近 ${months} 个月会诊同类 ${consults} 例，采纳率 ${share}%`,
      en:
        consults === 0
          ? ""
          : `; ${consults} consultations of this kind in ${months} months, ${share}% adopted`,
    };
    return {
      zh: `${hidden ? `非本专科（${own || "专科未登记"}），但` : ""}${near ? "相近病种：" : ""}${zh.join("，")}（${from.zh}）${rate.zh}`,
      en: `${hidden ? "Outside the declared specialty, yet " : ""}${near ? "related diseases: " : ""}${en.join("; ")} (${from.en})${rate.en}`,
    };
  };

  const specialty = ({ relevance }: Explained): Sentence => {
    const { code, topic, second, value } = relevance.specialty;
    if (fitOf(relevance, model) > value)
      return {
        zh: "申报专科不同或只是相邻，按本病的实际病例计",
        en: "Another specialty is declared: counted by the patients of this disease",
      };
    if (code === undefined || topic === undefined)
      return { zh: "申报专科与本例不同", en: "The declared specialty is another one" };
    const own = vocabulary.specialtyName(code);
    const also = second ? vocabulary.specialtyName(second.code) : undefined;
    const why = topic.isWanted
      ? { zh: "与申请的专科相符", en: "as the request asks" }
      : { zh: "是本病常见的接诊专科", en: "usually looks after this disease" };
    const exact = isSameLine(code, topic.code);
    return exact
      ? {
          zh: `${own}${why.zh}${also ? `，并具备${also}专长` : ""}`,
          en: `${own}: ${why.en}${also ? `; also ${also}` : ""}`,
        }
      : {
          zh: `${own}与所需的${vocabulary.specialtyName(topic.code)}相邻`,
          en: `${own} is next to ${vocabulary.specialtyName(topic.code)}`,
        };
  };

  const history = ({ member, relevance }: Explained): Sentence => {
    const all = pastOf.get(member.practitionerRoleId) ?? [];
    const sum = sumOf;
    const months = facts.historyMonths ?? 18;
    const ofKind = all.filter((past) => closestOf(subject, past) >= 3);
    const name = subject.diagnoses[0]?.name ?? "";
    if (sum(ofKind, "consults") > 0)
      return {
        zh: `近 ${months} 个月会诊${name}一类 ${sum(ofKind, "consults")} 例，采纳 ${sum(ofKind, "adopted")} 例（含部分采纳）`,
        en: `${sum(ofKind, "consults")} consultations of this kind in ${months} months, ${sum(ofKind, "adopted")} adopted in full or in part`,
      };
    if (sum(all, "consults") === 0)
      return {
        zh: `近 ${months} 个月没有会诊记录，按专家库平均水平计`,
        en: `No consultations in the last ${months} months: counted at the pool's average`,
      };
    const near = relevance.consults > 0;
    return {
      zh: `近 ${months} 个月会诊 ${sum(all, "consults")} 例，采纳 ${sum(all, "adopted")} 例，${near ? "其中有相近的会诊" : "本类病种 0 例"}`,
      en: `${sum(all, "consults")} consultations in ${months} months, ${sum(all, "adopted")} adopted; ${near ? "some of them related" : "none of this kind"}`,
    };
  };

  const response = ({ member }: Explained): Sentence => {
    const stats = facts.responseStats.get(member.practitionerRoleId);
    if (stats === undefined || stats.offers === 0)
      return { zh: "尚无派单记录，按专家库平均应答计", en: "No offers yet: counted at the pool's average" };
    const median = stats.medianMinutes === null ? undefined : Math.round(stats.medianMinutes);
    return {
      zh: `派单 ${stats.offers} 次，接单 ${stats.accepted} 次${median === undefined ? "" : `，应答中位 ${median} 分钟`}`,
      en: `Took ${stats.accepted} of ${stats.offers} offers${median === undefined ? "" : `, answers in ${median} minutes (median)`}`,
    };
  };

  const text = ({ relevance }: Explained): Sentence => {
    const diagnosis = diagnosisOf(relevance.namedOf);
    if (diagnosis && relevance.named >= 0.6)
      return { zh: `专长介绍中写有“${diagnosis.name}”`, en: `The own profile names “${diagnosis.name}”` };
    return relevance.text >= 0.5
      ? { zh: "专长介绍与病情描述用语相近", en: "The own profile speaks of what the summary describes" }
      : { zh: "专长介绍与本例少有重合", en: "The own profile has little in common with this case" };
  };

  const load = ({ member }: Explained): Sentence => {
    const taken = facts.loadByRole.get(member.practitionerRoleId) ?? { today: 0, thisWeek: 0 };
    return {
      zh: `今日 ${taken.today}/${member.dailyCap} 例，本周 ${taken.thisWeek}/${member.weeklyCap} 例`,
      en: `${taken.today} of ${member.dailyCap} today, ${taken.thisWeek} of ${member.weeklyCap} this week`,
    };
  };

  const region = ({ member }: Explained): Sentence => {
    const [there, here] = [member.regionCode, request.requesterRegionCode];
    if (there === here) return { zh: "同县区", en: "Same county" };
    if (there.slice(0, 4) === here.slice(0, 4)) return { zh: "同城市", en: "Same city" };
    if (there.slice(0, 2) === here.slice(0, 2)) return { zh: "同省", en: "Same province" };
    return vocabulary.areNeighbours(there, here)
      ? { zh: "邻省", en: "Neighbouring province" }
      : { zh: "跨省，路途较远", en: "A distant province" };
  };

  const duty = ({ member, index }: Explained): Sentence => {
    if (member.dutyHours.length === 0) return { zh: "未限定接诊时段", en: "No fixed hours" };
    const wait = gate.minutesUntilDuty(index);
    if (wait === 0) return { zh: "正在班上", en: "On duty now" };
    return Number.isFinite(wait)
      ? { zh: `${Math.ceil(wait / 60)} 小时后在班`, en: `On duty in ${Math.ceil(wait / 60)} hours` }
      : { zh: "没有排班时段", en: "No hours at all" };
  };

  const sentences: Readonly<Record<FactorKey, (about: Explained) => Sentence>> = {
    disease,
    specialty,
    history,
    response,
    text,
    title: ({ member }) => ({
      zh: member.titleName ?? "职称未登记",
      en:
        member.titleRank === "other"
          ? "No senior title on record"
          : {
              senior: "Chief physician or equal",
              associate: "Associate chief physician or equal",
              attending: "Attending physician or equal",
            }[member.titleRank],
    }),
    load,
    region,
    duty,
    freshness: ({ member }) => {
      const percent = Math.round(member.freshness * 100);
      return member.confirmedOn === null
        ? {
            zh: `资料新鲜度 ${percent}%，尚未整体核对过`,
            en: `Record ${percent}% fresh, never confirmed as a whole`,
          }
        : {
            zh: `资料新鲜度 ${percent}%，最近核对于 ${member.confirmedOn}`,
            en: `Record ${percent}% fresh, last confirmed on ${member.confirmedOn}`,
          };
    },
    newcomer: ({ member }) => {
      const offers = facts.responseStats.get(member.practitionerRoleId)?.offers ?? 0;
      return offers === 0
        ? { zh: "新入库专家，给予机会", en: "New to the pool: a fair start" }
        : { zh: `已接到派单 ${offers} 次`, en: `${offers} offers so far` };
    },
  };
  return { sentence: (key, about) => sentences[key](about), isHiddenSkill };
}
