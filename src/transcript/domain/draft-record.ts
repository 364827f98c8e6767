/** Who speaks, by the side of the consultation he is on. */
export type Side = "requester" | "performer" | "guest";

export interface SpokenSegment {
  readonly id: string;
  readonly side: Side;
  readonly speakerName: string;
  readonly text: string;
}

/** What a text says of one disease, symptom or operation; offsets are UTF-16 into that text. */
export interface MentionFacts {
  readonly kind: string;
  readonly name: string;
  readonly code: string | null;
  readonly start: number;
  readonly certainty: "affirmed" | "negated" | "uncertain";
  readonly subject: "patient" | "family";
  readonly time: "current" | "past";
}

export interface CaseFacts {
  readonly question: string;
  readonly summary: string;
  readonly diagnoses: readonly { readonly code: string | null; readonly name: string }[];
  readonly mode: "written" | "video";
  readonly isPanel: boolean;
  readonly urgencyLevel: string | null;
  readonly institutionName: string;
  readonly requesterName: string;
  /** Name and side of everyone who spoke, in the order of their first words. */
  readonly startedAt: string;
  readonly endedAt: string;
}

/**
 * Sections of the record of a consultation, in their order, with the data element each is. Source: WS/T 500.45-2016
 * 会诊记录 (C0045); `basics`, `answers`, `open` are ours.
 */
export const sectionKeys = [
  "basics",
  "kind",
  "purpose",
  "history",
  "diagnoses",
  "exams",
  "findings",
  "course",
  "opinion",
  "open",
] as const;
export type SectionKey = (typeof sectionKeys)[number];
export const sectionElements: Readonly<Record<SectionKey, string | null>> = {
  basics: null,
  kind: "DE06.00.319.00",
  purpose: "DE06.00.214.00",
  history: "DE06.00.182.00",
  diagnoses: "DE05.01.025.00",
  exams: "DE04.30.009.00",
  findings: null,
  course: "DE06.00.296.00",
  opinion: "DE06.00.018.00",
  open: null,
};

/** Where a sentence comes from: something said, or a field of the request. */
export type SentenceSource =
  | { readonly from: "segment"; readonly segmentId: string }
  | { readonly from: "case"; readonly field: "question" | "summary" | "diagnoses" | "basics" };

export interface RecordSentence {
  readonly text: string;
  readonly sources: readonly SentenceSource[];
  /** Who said it; null for what the request says. */
  readonly speaker: string | null;
  /** negated: denied or advised against · uncertain: doubted. Shown beside the words, which stay as they were said. */
  readonly certainty: "affirmed" | "negated" | "uncertain";
  readonly codes: readonly string[];
}
export interface RecordSection {
  readonly key: SectionKey;
  readonly sentences: readonly RecordSentence[];
}
export interface DraftRecord {
  readonly sections: readonly RecordSection[];
}

const question =
  /[?？]\s*$|(?:吗|呢|么)[。.！!]?\s*$|有没有|是不是|是否|能不能|可不可以|会不会|要不要|行不行|多不多|怎么样|什么|哪[里些个儿]|多少|多久|多长时间|几[天次年个度]|为什么|如何/u;
const advice =
  /建议|应当|应该|应(?=立即|尽快|尽早|予|给|先|及时|复查|完善)|需要?(?=做|行|查|用|马上|立即|尽快|尽早|进一步|完善|补|加|停|转|复查|监测|注意|避免|给)|必须|务必|最好|尽快|尽早|立即|马上|给予|予以|加用|改用|停用|换用|加量|减量|复查|随访|完善|暂不|不要|不宜|不能|避免|禁用|慎用|继续(?=用|口服|治疗|观察|监测|给)|可以?(?=考虑|先|加|用|试|行|做|给)|考虑(?=手术|介入|使用|加|转|行|做)|转诊|转院|住院|手术指征|注意(?=监测|观察|休息|保暖|饮食)/u;
const against = /不建议|暂不|不要|不宜|不能|不应|无需|不必|避免|禁用|没有?必要|无手术指征/u;
const exam =
  /CT|MRI|磁共振|核磁|B超|超声|彩超|X线|X光|胸片|平片|心电图|造影|内镜|胃镜|肠镜|支气管镜|病理|活检|穿刺|血常规|尿常规|生化|血气|化验|检验|肝功|肾功|凝血|培养|肌钙蛋白|肌酐|血糖|血钾|白细胞|血红蛋白|血小板|C反应蛋白|降钙素原|D-?二聚体|肿瘤标志物|射血分数|\d+(?:\.\d+)?\s*(?:mmol|mg|g\/L|ng|U\/L|mmHg|×10|%|％|毫米汞柱|度)/iu;
const course =
  /(?:给了?|用了?|予|做了?|行了?|打了?|输了?|吃了?|服了?|口服|静滴|静推|吸氧|抗感染|溶栓|手术)(?:过|后|以后|治疗|了)|已经?(?:给|用|予|做|行)|术后|入院后|治疗后/u;
const filler = /^(?:嗯+|啊+|呃+|哦+|噢+|那个|这个|就是说?|然后|对对?|好的?|好吧|喂)[，,、。\s]*/u;
const assent = /^(?:有|有的|是|是的|对|对的|会|会的|嗯)[。，,.！!\s]*$/u;
const denial = /^(?:没有|没|无|不|不是|不会|没有过|从来没有|否认)[的啊呀了]?[。，,.！!\s]*$/u;

/** The sentences of what was said, without what only fills a pause. A comma ends none: its clause may carry the denial. */
export function sentencesOf(text: string): string[] {
  return (text.match(/[^。！？!?；;\n]+[。！？!?；;]?/gu) ?? [])
    .map((sentence) => {
      let before = sentence.trim();
      for (
        let after = before.replace(filler, "");
        after !== before && after !== "";
        after = after.replace(filler, "")
      )
        before = after;
      return before.trim();
    })
    .filter(
      (sentence) => /[\p{L}\p{N}]{2}/u.test(sentence) || assent.test(sentence) || denial.test(sentence),
    );
}

export const isQuestion = (sentence: string): boolean => question.test(sentence);
export const isAdvice = (sentence: string): boolean => !isQuestion(sentence) && advice.test(sentence);

interface Spoken {
  readonly text: string;
  readonly segment: SpokenSegment;
}

/** What a whole sentence says, from its mentions: denied only where everything in it is. */
function certaintyOf(mentions: readonly MentionFacts[]): RecordSentence["certainty"] {
  if (mentions.length > 0 && mentions.every(({ certainty }) => certainty === "negated")) return "negated";
  return mentions.some(({ certainty }) => certainty === "affirmed") || mentions.length === 0
    ? "affirmed"
    : "uncertain";
}

/**
 * Drafts the record of a consultation from what was said and the request, by rules alone; the same input always gives the
 * same draft. Every sentence is verbatim and names where it comes from. Questions are never findings; a short answer is
 * kept with the question it answers, and what it denies is denied. Only the invited side's advice becomes the opinion; what
 * patients and families say becomes history at most. Nothing is said twice.
 * @param mentionsOf reads diseases, symptoms and operations in one sentence.
 */
export function draftRecord(
  facts: CaseFacts,
  segments: readonly SpokenSegment[],
  mentionsOf: (text: string) => readonly MentionFacts[],
): DraftRecord {
  const sections = new Map<SectionKey, RecordSentence[]>(sectionKeys.map((key) => [key, []]));
  const seen = new Set<string>();
  const put = (key: SectionKey, sentence: RecordSentence) => {
    const mark = `${key} ${sentence.text.replace(/[\s，,。.；;！!]/gu, "")}`;
    if (seen.has(mark)) return;
    seen.add(mark);
    sections.get(key)?.push(sentence);
  };
  const ofCase = (
    key: SectionKey,
    text: string,
    field: "question" | "summary" | "diagnoses" | "basics",
    codes: string[] = [],
  ) => {
    if (text.trim() !== "")
      put(key, {
        text: text.trim(),
        sources: [{ from: "case", field }],
        speaker: null,
        certainty: "affirmed",
        codes,
      });
  };

  const speakers = [...new Map(segments.map((one) => [`${one.side} ${one.speakerName}`, one])).values()];
  ofCase("basics", `邀请方：${facts.institutionName}，申请医师：${facts.requesterName}。`, "basics");
  ofCase("basics", `会诊时间：${facts.startedAt} 至 ${facts.endedAt}。`, "basics");
  const sideNames: Record<Side, string> = { requester: "邀请方", performer: "受邀方", guest: "患方" };
  if (speakers.length > 0)
    ofCase(
      "basics",
      `发言人：${speakers.map(({ speakerName, side }) => `${speakerName}（${sideNames[side]}）`).join("、")}。`,
      "basics",
    );
  ofCase(
    "kind",
    `${facts.isPanel ? "多学科会诊" : "单科会诊"}，${facts.mode === "video" ? "视频" : "书面"}${facts.urgencyLevel === null ? "" : `，${facts.urgencyLevel} 级`}。`,
    "basics",
  );
  ofCase("purpose", facts.question, "question");
  ofCase("history", facts.summary, "summary");
  for (const { name, code } of facts.diagnoses)
    ofCase("diagnoses", name, "diagnoses", code === null ? [] : [code]);

  const spoken: Spoken[] = segments.flatMap((segment) =>
    sentencesOf(segment.text).map((text) => ({ text, segment })),
  );
  spoken.forEach(({ text, segment }, i) => {
    if (isQuestion(text)) {
      const next = spoken[i + 1];
      const isAnswered = next !== undefined && next.segment.side !== segment.side && !isQuestion(next.text);
      if (!isAnswered && segment.side !== "guest") put("open", sentence(text, [segment], [], "uncertain"));
      return;
    }
    const before = spoken[i - 1];
    const isReply = before !== undefined && isQuestion(before.text) && before.segment.side !== segment.side;
    if (isReply && (assent.test(text) || denial.test(text))) {
      const asked = mentionsOf(before.text);
      put(
        segment.side === "performer" ? "findings" : "findings",
        sentence(
          `问：${before.text}答：${text}`,
          [before.segment, segment],
          asked,
          denial.test(text) ? "negated" : "affirmed",
          segment.speakerName,
        ),
      );
      return;
    }
    const mentions = mentionsOf(text);
    const certainty = certaintyOf(mentions);
    if (segment.side === "performer" && isAdvice(text)) {
      put("opinion", sentence(text, [segment], mentions, against.test(text) ? "negated" : "affirmed"));
      return;
    }
    if (segment.side !== "guest")
      for (const one of mentions)
        if (
          one.kind === "disease" &&
          one.certainty === "affirmed" &&
          one.subject === "patient" &&
          one.time === "current"
        )
          put("diagnoses", sentence(one.name, [segment], [one], "affirmed"));
    if (exam.test(text) && segment.side !== "guest")
      put("exams", sentence(text, [segment], mentions, certainty));
    else if (segment.side !== "performer" && course.test(text))
      put("course", sentence(text, [segment], mentions, certainty));
    else if (mentions.some(({ subject, time }) => subject === "family" || time === "past"))
      put("history", sentence(text, [segment], mentions, certainty));
    else if (mentions.length > 0) put("findings", sentence(text, [segment], mentions, certainty));
  });
  return { sections: sectionKeys.map((key) => ({ key, sentences: sections.get(key) ?? [] })) };
}

function sentence(
  text: string,
  from: readonly SpokenSegment[],
  mentions: readonly MentionFacts[],
  certainty: RecordSentence["certainty"],
  speaker = from.at(-1)?.speakerName ?? null,
): RecordSentence {
  return {
    text,
    sources: [...new Set(from.map(({ id }) => id))].map((segmentId) => ({ from: "segment", segmentId })),
    speaker,
    certainty,
    codes: [...new Set(mentions.flatMap(({ code }) => code ?? []))],
  };
}
