import type { AlertKind } from "./alert.js";

type Two = { readonly zh: string; readonly en: string };

/** What each kind is called, what it says, and where to begin. `{name}` stands for a detail of the alert. */
export const alertWords: Readonly<
  Record<AlertKind, { readonly name: Two; readonly says: Two; readonly begin: Two }>
> = {
  volume_falls: {
    name: { zh: "专家会诊量下降", en: "An expert's volume has fallen" },
    says: {
      zh: "{subject}近 {weeks} 周只接诊 {now} 例，按此前的份额应约 {expected} 例；纯属偶然的可能性约 {chance}。",
      en: "{subject} took {now} consultations in the last {weeks} weeks; by the share before it would be about {expected}. By luck alone: about {chance}.",
    },
    begin: {
      zh: "先看其日程与聘期有无变化，再看派单是否仍到达、是否多次谢绝；必要时电话问候。",
      en: "Look first whether his calendar or term has changed, then whether offers reach him and how he answers; then call him.",
    },
  },
  satisfaction_low: {
    name: { zh: "病种满意度偏低", en: "Satisfaction with one disease group is low" },
    says: {
      zh: "{subject}近一年 {n} 次评价中 {now} 满意，其他病种为 {usual}；纯属偶然的可能性约 {chance}。",
      en: "Of {n} judgments on {subject} within a year {now} were satisfied; other diseases: {usual}. By luck alone: about {chance}.",
    },
    begin: {
      zh: "抽读不满意的会诊意见与说明，看是问题不清、专家不对口，还是当地做不到。",
      en: "Read opinions that were found wanting: an unclear question, the wrong expert, or advice that cannot be followed there?",
    },
  },
  response_slows: {
    name: { zh: "应答变慢", en: "Answers have become slower" },
    says: {
      zh: "{subject}最近 8 周接诊用时的中位数为时限的 {now}，此前通常为 {usual}，已连续超出警戒限。",
      en: "At {subject} the median time to accept was {now} of the limit in the last 8 weeks; usually {usual}. It stays beyond the warning limit.",
    },
    begin: {
      zh: "看慢在哪些科室和时段，是否排班、通知渠道有变。",
      en: "See which departments and hours are slow, and whether rotas or channels have changed.",
    },
  },
  adoption_drops: {
    name: { zh: "采纳率下降", en: "Adoption has dropped" },
    says: {
      zh: "{subject}的意见近 {weeks} 周采纳 {now}（{n} 例），此前为 {usual}；纯属偶然的可能性约 {chance}。",
      en: "Advice of {subject} was adopted in {now} over the last {weeks} weeks ({n} cases); before: {usual}. By luck alone: about {chance}.",
    },
    begin: {
      zh: "读未采纳的理由：意见迟到、当地条件，还是意见分歧。",
      en: "Read why advice was not adopted: too late, not possible there, or disagreement.",
    },
  },
  department_bounces: {
    name: { zh: "科室多数派单未接", en: "A department takes few of its offers" },
    says: {
      zh: "{subject}近 8 周 {n} 次派单只接 {now}，其他科室为 {usual}；纯属偶然的可能性约 {chance}。",
      en: "{subject} took {now} of {n} offers within 8 weeks; other departments: {usual}. By luck alone: about {chance}.",
    },
    begin: {
      zh: "看谢绝原因：专业不对口应改匹配，太忙应补人或调上限。",
      en: "See why offers were declined: wrong field is for matching, too busy is for staffing and caps.",
    },
  },
  impossible_duration: {
    name: { zh: "用时短得不合常理", en: "Impossibly short consultations" },
    says: {
      zh: "{subject}近 12 周有 {n} 例从开始书写到签发不足 {seconds} 秒、而意见超过 {characters} 字。",
      en: "{subject} signed {n} opinions of more than {characters} characters within {seconds} seconds of beginning, in 12 weeks.",
    },
    begin: {
      zh: "可能是先在别处写好再粘贴。请本人说明，不据此处罚。",
      en: "They may have been written elsewhere and pasted. Ask him; this alone is no ground for any measure.",
    },
  },
  praise_ring: {
    name: { zh: "相互好评", en: "Mutual praise" },
    says: {
      zh: "{subject}彼此评价 {n} 次，全部满分；同期他们给别人的满分占 {given}，别人给他们的满分占 {got}。",
      en: "{subject} rated each other {n} times, always with full marks; to others they gave full marks in {given}, from others they got them in {got}.",
    },
    begin: {
      zh: "读这些会诊是否真有内容。也可能只是配合默契；由人判断，机器不处罚。",
      en: "Read whether those consultations have substance. They may simply work well together; a person judges, never the machine.",
    },
  },
  one_address: {
    name: { zh: "患者评价来自同一地址", en: "Patients' ratings from one address" },
    says: {
      zh: "{subject}有 {n} 份患者评价在 24 小时内来自同一网络地址，全部满分。",
      en: "{n} patients of {subject} rated from one network address within 24 hours, all with full marks.",
    },
    begin: {
      zh: "病房共用无线网也会如此。核实评价是否由患者本人填写。",
      en: "A ward's shared wireless network looks the same. See whether patients rated themselves.",
    },
  },
  split_cases: {
    name: { zh: "疑似拆分申请", en: "Requests that may have been split" },
    says: {
      zh: "{subject}在 {hours} 小时内为同一患者向同一专科提交了 {n} 份申请。",
      en: "{subject} sent {n} requests for one patient to one specialty within {hours} hours.",
    },
    begin: {
      zh: "病情变化可以再次申请。看问题是否相同。",
      en: "A change may need a second request. See whether the questions are the same.",
    },
  },
  month_end_spike: {
    name: { zh: "月末集中", en: "Spikes at the end of months" },
    says: {
      zh: "{subject}近半年 {n} 例中有 {now} 在每月最后 3 天，通常约 {usual}；纯属偶然的可能性约 {chance}。",
      en: "Of {n} consultations of {subject} within half a year {now} fell on the last 3 days of a month; usual: {usual}. By luck alone: about {chance}.",
    },
    begin: {
      zh: "看这些会诊的问题与意见是否有实质内容。",
      en: "See whether questions and opinions of those have substance.",
    },
  },
};

/** The alert in one plain sentence. A missing detail leaves a dash. */
export const alertSentence = (
  kind: AlertKind,
  details: Readonly<Record<string, string | number>>,
  language: "zh" | "en",
): string =>
  alertWords[kind].says[language].replace(/\{(\w+)\}/gu, (_, name: string) => {
    const value = details[name];
    return value === undefined ? "—" : String(value);
  });

/** 83% of a share; never 0 or 100 unless exactly so. */
export function percentWord(share: number): string {
  if (share <= 0 || share >= 1) return share <= 0 ? "0%" : "100%";
  return `${Math.min(99, Math.max(1, Math.round(share * 100)))}%`;
}

/** A small chance as people read it: 1/3000. */
export function chanceWord(chance: number): string {
  if (chance <= 0 || 1 / chance > 1_000_000) return "<1/1000000";
  const one = 1 / chance;
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(one)) - 1);
  return `1/${Math.round(one / digits) * digits}`;
}
