/**
 * Traditional (and variant) → simplified characters that occur in names of departments. Only these: a full table is
 * a thousand times larger and would change no department's name.
 */
const variantPairs =
  "內内醫医學学療疗腫肿臟脏腦脑經经婦妇產产兒儿復复頜颌頷颌檢检驗验藥药劑剂針针傷伤燒烧創创關关節节顱颅頭头頸颈膽胆腸肠陰阴脈脉動动靜静壓压變变應应過过風风濕湿體体門门診诊區区際际營营" +
  "養养護护監监準准視视網网齒齿齦龈種种矯矫聽听聲声維维職职業业塵尘術术專专綜综聯联亞亚類类緩缓寧宁終终懷怀質质務务財财訊讯資资設设備备辦办總总東东樓楼黏粘痺痹瘺瘘瘻瘘證证發发髮发齡龄" +
  "細细離离對对導导膚肤銀银癬癣預预計计劃划優优遺遗傳传試试嬰婴語语輸输淨净環环鏡镜顯显結结張张歷历絕绝歲岁壯壮";
const simplified = new Map(
  Array.from({ length: variantPairs.length / 2 }, (_, i) => [
    variantPairs.charAt(2 * i),
    variantPairs.charAt(2 * i + 1),
  ]),
);

/** Longest name that is looked at; a longer cell holds a sentence, not a department. In UTF-16 units. */
export const longestName = 80;

const digits: Readonly<Record<string, string>> = { 〇: "0", 零: "0" };

/**
 * One spelling for all ways to write the same name: NFKC width, upper-case Latin, simplified characters, no spaces,
 * no control or invisible characters, one kind of bracket, comma and dash. Folding a folded name changes nothing.
 */
export function foldName(raw: string): string {
  let out = "";
  const wide = raw.normalize("NFKC").toUpperCase().normalize("NFKC");
  if (/^[\u4e00-\u9fffA-Z0-9()/]*$/u.test(wide)) {
    for (const ch of wide) out += simplified.get(ch) ?? ch;
    return out;
  }
  for (const ch of wide) {
    if (/[\s\p{C}\p{Z}]/u.test(ch)) continue;
    if ("[{〔【〖「『《<".includes(ch)) out += "(";
    else if ("]}〕】〗」』》>".includes(ch)) out += ")";
    else if ("‐‑‒–—―−-_~".includes(ch)) out += "-";
    else if ("•・‧∙●".includes(ch)) out += "·";
    else if (ch === "\\" || ch === "|" || ch === "∕") out += "/";
    else if (ch === "。") out += ".";
    else out += simplified.get(ch) ?? digits[ch] ?? ch;
  }
  return out;
}

/**
 * The key under which a name is looked up and under which an institution's own alias is stored: folded, without the
 * dashes and dots that only decorate, so that 耳鼻咽喉-头颈外科 and 耳鼻咽喉头颈外科 are one name.
 */
export function specialtyKey(raw: string): string {
  return foldName(raw.slice(0, 4 * longestName))
    .replace(/(?<!\d)[-·.]|[-·.](?!\d)/gu, "")
    .slice(0, longestName);
}

const numeral = "[一二三四五六七八九十0-9]";
const unitWords =
  "专家门诊|特需门诊|普通门诊|专病门诊|专科门诊|急门诊|门诊|专家|特需|病房|病区|病室|住院部|住院|院区|分院|诊疗中心|诊治中心|" +
  "治疗中心|医学中心|疾病中心|中心|亚专科|亚专业|专业组|专业|专科|学科|学组|科室|研究所|研究室|护理单元|楼|部|组|区|室|科";
const trailing = new RegExp(
  `(?:(?:第?${numeral}{1,2}|[A-H])?(?:${unitWords})|[-·、]|第?${numeral}{1,2}|(?<=科)[A-H])$`,
  "u",
);
const leading = new RegExp(
  `^(?:第${numeral}{1,2}(?:病区|病房|科|组)?|(?:总院|本部|(?:新|老|东|西|南|北)(?:院区|院|区)|门诊|住院|特需|特诊|国际|日间|` +
    `临床|成人|普通(?=[^内外妇儿精胸心]))[-·]?)`,
  "u",
);

/**
 * A department's name with ward numbers, campus, clinic and unit words taken off both ends, one word at a time, from
 * the whole name to its stem: 第二神经内科病房 → 第二神经内科病房, 第二神经内科, 第二神经内, 神经内科病房, 神经内科, 神经内.
 * The last entry is the stem; it is never empty, because the last word always stays.
 * @param key a name already folded by `specialtyKey`.
 */
export function nameStages(key: string): readonly string[] {
  const stages: string[] = [];
  for (const start of stripAll(key, leading)) stages.push(...stripAll(start, trailing));
  return stages;
}

/** The last of `nameStages`, without the others: what is left of a name when all unit words are taken off. */
export const nameStem = (key: string): string => last(stripAll(last(stripAll(key, leading)), trailing));

const last = (steps: readonly string[]): string => steps.at(-1) ?? "";

function stripAll(name: string, edge: RegExp): readonly string[] {
  const steps = [name];
  for (let rest = name; ;) {
    const shorter = rest.replace(edge, "");
    if (shorter === rest || shorter === "") return steps;
    steps.push(shorter);
    rest = shorter;
  }
}

const institution =
  /^(.{0,20}?)(?:中西医结合医院|中医医院|中医院|人民医院|儿童医院|附属医院|妇幼保健院|医院|卫生院)(?=.)/u;

/**
 * Splits a hospital's name off the front: 某市儿童医院心内科 → [某市儿童医院, 心内科]. The hospital part is empty when the
 * name does not begin with one.
 */
export function splitInstitution(key: string): readonly [hospital: string, department: string] {
  const hospital = institution.exec(key)?.[0] ?? "";
  return [hospital, key.slice(hospital.length)];
}

/** Pieces outside brackets joined, and the content of each bracket in order: 外科(普外)一病区 → [外科一病区, [普外]]. */
export function splitBrackets(key: string): { readonly outside: string; readonly inside: readonly string[] } {
  const inside: string[] = [];
  let outside = "";
  let depth = 0;
  let piece = "";
  for (const ch of key) {
    if (ch === "(") {
      depth += 1;
      continue;
    }
    if (ch === ")") {
      if (depth === 1 && piece !== "") inside.push(piece);
      if (depth === 1) piece = "";
      depth = Math.max(0, depth - 1);
      continue;
    }
    if (depth > 0) piece += ch;
    else outside += ch;
  }
  if (piece !== "") inside.push(piece);
  return { outside, inside };
}
