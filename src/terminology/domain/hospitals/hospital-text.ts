import { foldName } from "../specialty-text.js";

/** A cell with a hospital's name, taken apart. */
export interface HospitalCell {
  /** Names the cell gives, folded, the main one first: what stands outside brackets, then former and second names. */
  readonly names: readonly string[];
  /** 院区 or 分院 the cell adds to the name; null: none. */
  readonly campus: string | null;
}

const campusWords =
  "总院|本部|院本部|总部|[东西南北中新老]院区?|[东西南北]区|[\\u4e00-\\u9fff]{1,6}(?:院区|分院)|(?:门诊|住院|体检)(?:部|中心)";
const trailingCampus = new RegExp(
  `^(.{2,}?(?:医院|保健院|卫生院|[一二三四五六七八九十]院|中心|研究所))[-·,]?(${campusWords})$`,
  "u",
);
const onlyCampus = new RegExp(`^(?:${campusWords})$`, "u");

/**
 * 青禾市第一医院（东院区） → the name and its campus; 甲医院（原乙医院） → both names. A cell with two names and a stroke gives
 * both. The whole cell always comes first as it stands, so that a registered 分院 is found as itself.
 */
export function readHospitalCell(raw: string): HospitalCell {
  const text = foldName(raw.slice(0, 200));
  const names: string[] = [];
  let campus: string | null = null;
  const inside: string[] = [];
  const outside = text.replace(/\(([^()]*)\)/gu, (_whole, words: string) => {
    inside.push(words);
    return "";
  });
  for (const part of outside.split(/[/;、]/u)) {
    const [, name = part, added] = trailingCampus.exec(part) ?? [];
    names.push(part);
    if (added !== undefined) {
      campus ??= added;
      names.push(name);
    }
  }
  for (const words of inside) {
    const former = words.replace(/^(?:原名?|曾用名|又名|第二名称|即|挂牌|增挂)[:]?/u, "");
    if (onlyCampus.test(words)) campus ??= words;
    else if (/(?:院|中心|所)$/u.test(former)) names.push(former);
  }
  return { names: [...new Set(names.filter((name) => name !== ""))], campus };
}

const numbers = "一二三四五六七八九十";
const numberOf = (word: string): string => String(numbers.indexOf(word) + 1);

/**
 * One spelling for the ways a hospital's name is shortened: 市一院, 第一医院 and 第1医院; 附属第一医院, 第一附属医院, 附一院 and 一附院;
 * 医大 for 医科大学. What tells hospitals apart (place, number, kind) stays.
 */
export function hospitalKey(folded: string): string {
  return folded
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replace(/第([0-9]{1,2})/gu, "$1")
    .replace(new RegExp(`第([${numbers}])`, "gu"), (_whole, word: string) => numberOf(word))
    .replace(
      new RegExp(`附属?([${numbers}])(?:医)?院|([${numbers}])附属?(?:医)?院`, "gu"),
      (_whole, a?: string, b?: string) => `附${numberOf(a ?? b ?? "")}医院`,
    )
    .replace(
      /附属?(\d{1,2})(?:医)?院|(\d{1,2})附属?(?:医)?院/gu,
      (_whole, a?: string, b?: string) => `附${a ?? b ?? ""}医院`,
    )
    .replace(
      new RegExp(`(?<=[\\u4e00-\\u9fff]{2})([${numbers}])(?:医)?院$`, "gu"),
      (_whole, word: string) => `${numberOf(word)}医院`,
    )
    .replace(/(\d)院$/u, "$1医院")
    .replaceAll("附属", "附")
    .replaceAll("医科大学", "医大")
    .replace(/中医药大学|中医学院|中医大学/gu, "中医大")
    .replace(/大学(?:医学院|医学部|医学中心)?附/gu, "大学附")
    .replace(/妇幼保健计划生育服务中心|妇幼保健服务中心|妇幼保健院|妇保院|妇幼保健所/gu, "妇幼院")
    .replaceAll("人民医院", "人民院")
    .replace(/(?<!人民)医院$/u, "院");
}

/** The key without 省, 市, 县 and 区, and these in their order: 青禾县人民院 → 青禾人民院 and 县. */
export function withoutDivisions(key: string): { readonly bare: string; readonly divisions: string } {
  let divisions = "";
  const bare = key.replace(/(?<=[\u4e00-\u9fff]{2})[省市县区旗盟](?=[\u4e00-\u9fff0-9])/gu, (mark) => {
    divisions += mark;
    return "";
  });
  return { bare, divisions };
}
