import type { Morpheme, Relation, SpecialtyIndex } from "./specialty.js";
import { isWithin } from "./specialty-tree.js";

/**
 * What the words of a name say together. `certain` only when every character belongs to a known word and all words
 * agree on one code; otherwise the codes are readings for a person to choose from, none when the words say nothing.
 */
export interface Structure {
  readonly codes: readonly string[];
  readonly certain: boolean;
  readonly relation: Relation;
  /** A word that no clinical department carries (办公室, 药房) was found. */
  readonly isNotClinical: boolean;
  /** Share of the name's characters that belong to known words, 0…1. */
  readonly covered: number;
}

type Branch = "plain" | "medical" | "surgical";

interface Words {
  readonly words: readonly Morpheme[];
  readonly covered: number;
}

/**
 * Reads a department's name as the compound it is: organs and diseases choose the code, 内科/外科 chooses the branch,
 * a closing 影像 or 麻醉 takes over, 小儿 and 中医 move the result to their own chapter.
 * @param key a name folded by `specialtyKey`, without brackets.
 */
export function readStructure(index: SpecialtyIndex, key: string): Structure {
  const { words, covered } = segment(index, key);
  const nothing: Structure = {
    codes: [],
    certain: false,
    relation: "narrower",
    isNotClinical: false,
    covered,
  };
  if (words.some((word) => word.role === "stop")) return { ...nothing, isNotClinical: true };
  const views = [...new Set(words.filter((word) => word.view !== "").map((word) => word.view))];
  const subject = readSubject(index, words);
  const seen = viewed(index, subject.codes, views);
  if (seen.length === 0) return nothing;
  const isJoint = words.some((word) => word.role === "joint");
  return {
    ...nothing,
    codes: seen,
    certain: covered === 1 && !isJoint && !hasLooseView(words) && subject.certain && seen.length === 1,
    relation: subject.codes.length > 0 && views.length > 0 ? "narrower" : subject.relation,
  };
}

/** Cheapest cut of the name into known words: first fewest unknown characters, then fewest words. */
function segment(index: SpecialtyIndex, key: string): Words {
  const chars = Array.from(key);
  const n = chars.length;
  if (n === 0) return { words: [], covered: 0 };
  const cost = new Array<number>(n + 1).fill(Infinity);
  const step = new Array<{ from: number; word: Morpheme | undefined } | undefined>(n + 1).fill(undefined);
  cost[0] = 0;
  for (let end = 1; end <= n; end++) {
    const skip = (cost[end - 1] ?? Infinity) + 100;
    cost[end] = skip;
    step[end] = { from: end - 1, word: undefined };
    for (let from = Math.max(0, end - index.longestToken); from < end; from++) {
      const word = index.morphemes.get(chars.slice(from, end).join(""));
      const price = (cost[from] ?? Infinity) + 1;
      if (word === undefined || price >= (cost[end] ?? Infinity)) continue;
      cost[end] = price;
      step[end] = { from, word };
    }
  }
  const words: Morpheme[] = [];
  let unknown = 0;
  for (let at = n; at > 0;) {
    const taken = step[at];
    if (taken === undefined) break;
    if (taken.word === undefined) unknown += 1;
    else words.unshift(taken.word);
    at = taken.from;
  }
  return { words, covered: (n - unknown) / n };
}

interface Subject {
  readonly codes: readonly string[];
  readonly certain: boolean;
  readonly relation: Relation;
}

/** What the name is about, before children's and Chinese medicine have their say. */
function readSubject(index: SpecialtyIndex, words: readonly Morpheme[]): Subject {
  const branches = words.filter((word) => word.role === "branch");
  const isMedical = branches.some((word) => word.plain.includes("03"));
  const isSurgical = branches.some((word) => word.plain.includes("04"));
  const branch: Branch = isMedical === isSurgical ? "plain" : isMedical ? "medical" : "surgical";
  const content = words.filter((word) => ["topic", "weak", "modality", "contest"].includes(word.role));
  const isBothBranches = isMedical && isSurgical;
  const last = content.at(-1);
  if (last === undefined) {
    const codes = [...(isMedical ? ["03"] : []), ...(isSurgical ? ["04"] : [])];
    return { codes, certain: !isBothBranches, relation: "exact" };
  }
  const about = content.filter((word) => word.role === "topic" || word.role === "weak");
  const heads = content.filter((word) => word.role === "modality" || word.role === "contest");
  const topics = agree(index, about, branch);
  if (heads.length === 0)
    return { codes: topics.codes, certain: topics.certain && !isBothBranches, relation: "narrower" };
  const head = agree(index, heads.slice(-1), "plain");
  if (about.length === 0) {
    const rest = heads.filter(
      (word) => word !== last && !word.plain.some((code) => head.codes.includes(code)),
    );
    const decides = rest.length === 0 || (last.role === "modality" && !isJoined(words, last));
    const all = decides ? head.codes : union(head.codes, ...rest.map((word) => word.plain));
    return { codes: all, certain: decides && all.length === 1, relation: "narrower" };
  }
  const takesOver = heads.length === 1 && last.role === "modality" && !isJoined(words, last);
  if (takesOver) return { codes: head.codes, certain: head.codes.length === 1, relation: "narrower" };
  return {
    codes: union(...heads.map((word) => word.plain), topics.codes),
    certain: false,
    relation: "narrower",
  };
}

/**
 * True when 小儿 or 中医 colours only one of two joined names: 骨科与小儿骨科, 中医科、康复科. In 小儿眼科及斜视组 it colours both.
 */
function hasLooseView(words: readonly Morpheme[]): boolean {
  const joint = words.findIndex((word) => word.role === "and");
  if (joint < 0) return false;
  const views = words.filter((word) => word.view !== "");
  const first = words.slice(0, joint);
  const speaks = first.some((word) => !["population", "tradition", "filler"].includes(word.role));
  return views.some((word) => !first.includes(word)) || (views.length > 0 && !speaks);
}

/** True when 与, 和, 、 or the like stands before the word: it is a second department, not the head of the first. */
function isJoined(words: readonly Morpheme[], word: Morpheme): boolean {
  return words.slice(0, words.indexOf(word)).some((before) => before.role === "and");
}

/**
 * The codes on which all topics agree. Two topics agree when one's code lies within the other's; the deeper one stays.
 * 肿瘤 beside an organ is surgery of that organ under 外科, oncology under 内科, and undecided without either.
 */
function agree(
  index: SpecialtyIndex,
  topics: readonly Morpheme[],
  branch: Branch,
): Omit<Subject, "relation"> {
  const strong = topics.filter((word) => word.role !== "weak");
  const isOncology = strong.length < topics.length;
  if (strong.length === 0) return { codes: ["19"], certain: branch !== "surgical" };
  const options = strong.map((word) => codesOf(index, word, branch));
  let common = options[0] ?? [];
  for (const next of options.slice(1)) {
    common = union(
      common.filter((code) => next.some((other) => isWithin(index.tree, code, other))),
      next.filter((code) => common.some((other) => isWithin(index.tree, code, other))),
    );
  }
  const all = common.length > 0 ? common : union(...options);
  if (isOncology && branch === "medical") return { codes: ["19"], certain: true };
  if (isOncology && branch === "plain") return { codes: union(all, ["19"]), certain: false };
  return { codes: all, certain: common.length === 1 };
}

/** A topic's codes under a branch; a topic that says nothing about the branch keeps what does not contradict it. */
function codesOf(index: SpecialtyIndex, word: Morpheme, branch: Branch): readonly string[] {
  if (branch === "plain") return word.plain;
  const special = branch === "medical" ? word.medical : word.surgical;
  if (special.length > 0) return special;
  const contrary = branch === "medical" ? "04" : "03";
  return word.plain.filter((code) => !isWithin(index.tree, code, contrary));
}

/** Moves codes to the chapters of children, the elderly, Chinese, integrated or ethnic medicine. */
function viewed(
  index: SpecialtyIndex,
  codes: readonly string[],
  views: readonly string[],
): readonly string[] {
  if (views.length === 0) return codes;
  const isIntegrated = views.includes("integrated");
  const ethnic = views.find((view) => index.tree.byCode.has(view));
  if (isIntegrated || ethnic !== undefined) return [isIntegrated ? "52" : (ethnic ?? "52")];
  const order = ["elderly", "newborn", "child", "tcm"].filter((view) => views.includes(view));
  return order.reduce<readonly string[]>((now, view) => viewedAs(index, now, view), codes);
}

const alone: Readonly<Record<string, string>> = {
  elderly: "03.10",
  newborn: "07.01",
  child: "07",
  tcm: "50",
};

/** One view applied to every code; with no codes, what the view means by itself. */
export function viewedAs(index: SpecialtyIndex, codes: readonly string[], view: string): readonly string[] {
  if (codes.length === 0) return alone[view] === undefined ? [] : [alone[view]];
  if (view === "elderly")
    return union(...codes.map((code) => (isWithin(index.tree, code, "03") ? ["03.10", code] : [code])));
  if (view === "tcm" && codes.some((code) => isWithin(index.tree, code, "50")))
    return codes.filter((code) => isWithin(index.tree, code, "50"));
  return union(...codes.map((code) => counterpart(index, code, view)));
}

/** The code's own counterpart, or its nearest ancestor's; a code without one stays (眼科 is 眼科 at every age). */
function counterpart(index: SpecialtyIndex, code: string, view: string): readonly string[] {
  for (let at: string | undefined = code; at !== undefined; at = index.tree.byCode.get(at)?.parent) {
    const target = index.counterparts.get(view + at);
    if (target !== undefined) return target;
  }
  if (view === "newborn") return counterpart(index, code, "child");
  return view === "tcm" ? ["50"] : [code];
}

function union(...lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())];
}
