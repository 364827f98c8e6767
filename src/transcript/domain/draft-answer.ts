import {
  isQuestion,
  type MentionFacts,
  type RecordSentence,
  type SectionKey,
  type SpokenSegment,
} from "./draft-record.js";

/** One sentence as a model proposes it: segments by their number in what it was sent, from 1. */
export interface ProposedSentence {
  readonly section: SectionKey;
  readonly text: string;
  readonly segments: readonly number[];
}

/** Why a proposed sentence is not taken. */
export type DropReason =
  | "no_source"
  | "invented_term"
  | "turned_around"
  | "invented_drug"
  | "invented_number"
  | "not_said"
  | "not_the_experts"
  | "question";

/** Endings and words by which drugs are named in Chinese. A list of all drugs would be longer and older. */
const drugName =
  /[\p{Script=Han}A-Za-z]{1,8}(?:西林|霉素|沙星|头孢[\p{Script=Han}]{1,4}|洛尔|地平|普利|沙坦|他汀|拉唑|替丁|康唑|硝唑|单抗|替尼|肝素|胰岛素|格雷|司匹林|沙班|华法林|地高辛|胺碘酮|多巴胺|肾上腺素|甘露醇|呋塞米|螺内酯|泼尼松|松龙|米松|布洛芬|吗啡|芬太尼|咪唑安定|双胍|列汀|列净|列酮|磺脲|奈德|特罗|茶碱|司琼|必利|酸钠|酸钾|氯化钾|免疫球蛋白|干扰素|韦|注射液|胶囊|颗粒|口服液|滴丸)|头孢[\p{Script=Han}]{1,4}|阿司匹林|青霉素|肝素|胰岛素/gu;
const number = /\d+(?:\.\d+)?/gu;
const digits: Readonly<Record<string, string>> = {
  零: "0",
  一: "1",
  二: "2",
  两: "2",
  三: "3",
  四: "4",
  五: "5",
  六: "6",
  七: "7",
  八: "8",
  九: "9",
  十: "10",
  半: "0.5",
  百: "100",
};

const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}.]/gu, "")
    .toLowerCase();
/** Spoken numbers beside written ones: 三天 lets 3 pass. */
const numbersIn = (text: string): Set<string> =>
  new Set([...(text.match(number) ?? []), ...Array.from(text).flatMap((char) => digits[char] ?? [])]);

/** Share of the pairs of neighbouring characters that also stand in the sources, 0 to 1; 1 for a text too short to have any. */
function sharedPairs(text: string, sources: string): number {
  const characters = Array.from(plain(text));
  const pairs = characters.slice(1).map((char, i) => (characters[i] ?? "") + char);
  if (pairs.length === 0) return 1;
  return pairs.filter((pair) => sources.includes(pair)).length / pairs.length;
}
/** A paraphrase shares this much with what it paraphrases; less is a sentence of the model's own. */
const leastShared = 0.4;

const certaintyOf = (mentions: readonly MentionFacts[]): RecordSentence["certainty"] =>
  mentions.length === 0 || mentions.some(({ certainty }) => certainty === "affirmed")
    ? "affirmed"
    : mentions.every(({ certainty }) => certainty === "negated")
      ? "negated"
      : "uncertain";

/**
 * Judges one proposed sentence against what was said. It may quote and paraphrase, nothing else: every illness, symptom,
 * operation, drug and number in it stands in its segments or the request; what is only denied there is not affirmed here; a
 * piece of advice was given by the invited side; most of its words were said.
 */
export function judgeSentence(
  proposed: ProposedSentence,
  segments: readonly SpokenSegment[],
  caseText: string,
  mentionsOf: (text: string) => readonly MentionFacts[],
): { readonly sentence: RecordSentence } | { readonly dropped: DropReason } {
  const from = [...new Set(proposed.segments)].flatMap((n) => segments[n - 1] ?? []);
  if (from.length === 0 || from.length !== new Set(proposed.segments).size) return { dropped: "no_source" };
  const { text, section } = proposed;
  if (isQuestion(text) && section !== "open") return { dropped: "question" };
  if (section === "opinion" && !from.some(({ side }) => side === "performer"))
    return { dropped: "not_the_experts" };
  const said = from.map((one) => one.text).join("\n");
  const sources = `${said}\n${caseText}`;
  const folded = plain(sources);
  for (const [drug] of text.matchAll(drugName))
    if (!folded.includes(plain(drug)) && !endsInside(plain(drug), folded))
      return { dropped: "invented_drug" };
  const known = numbersIn(sources);
  for (const [digit] of text.matchAll(number)) if (!known.has(digit)) return { dropped: "invented_number" };
  const mentions = mentionsOf(text);
  const given = [...mentionsOf(said), ...mentionsOf(caseText)];
  for (const mention of mentions) {
    const same = given.filter(
      ({ name, code }) => name === mention.name || (code !== null && code === mention.code),
    );
    if (same.length === 0 && !folded.includes(plain(mention.name))) return { dropped: "invented_term" };
    if (
      same.length > 0 &&
      mention.certainty === "affirmed" &&
      same.every(({ certainty }) => certainty === "negated")
    )
      return { dropped: "turned_around" };
    if (
      same.length > 0 &&
      mention.certainty === "negated" &&
      same.every(({ certainty }) => certainty === "affirmed")
    )
      return { dropped: "turned_around" };
  }
  if (sharedPairs(text, folded) < leastShared) return { dropped: "not_said" };
  return {
    sentence: {
      text,
      sources: from.map(({ id }) => ({ from: "segment", segmentId: id })),
      speaker: from.at(-1)?.speakerName ?? null,
      certainty: certaintyOf(mentions),
      codes: [...new Set(mentions.flatMap(({ code }) => code ?? []))],
    },
  };
}

/**
 * The pattern for drugs takes words before the name along (加用阿司匹林): the name is known if an ending of at least three
 * characters that is still a drug's name stands in the sources, and nothing but a verb was before it.
 */
function endsInside(drug: string, sources: string): boolean {
  const verbs =
    /^(?:建议|已经|继而|立即|先|再|又|曾|已|了|可|服|给予|予以|加用|改用|停用|继续|服用|口服|使用|换用|静滴|注射|应用|可用|用|予|加|停|给|及|和|与|或)+/u;
  const bare = drug.replace(verbs, "");
  return bare.length >= 2 && bare !== drug && sources.includes(bare);
}
