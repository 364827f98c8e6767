import { type Span, spansOf } from "./span.js";

const stop = String.raw`\s,，。;；、!！?？()（）:：\[\]"“”`;
/** What follows the name of a place in an address: streets, villages, houses. */
const tailUnit = String.raw`(?:[\p{Script=Han}A-Za-z\d\-]{1,12}?(?:特别行政区|自治区|自治州|自治县|开发区|新区|街道|大道|胡同|小区|花园|新村|公寓|大厦|号楼|单元|市|区|县|旗|镇|乡|村|庄|屯|寨|组|队|社|路|街|巷|弄|里|号|栋|幢|楼|层|室)\d*)`;
const labelled = new RegExp(
  String.raw`(?:家庭住址|现住址|住址|地址|户籍(?:地|所在地)?|籍贯|家住|现住(?!院)|住在|居住(?:于|在|地)?|住于|租住(?:于|在)?|通讯处|工作单位|单位|学校)\s*[:：为是]?\s*(?<what>[^${stop}]{2,40})`,
  "gu",
);
const street = new RegExp(
  String.raw`(?<what>[\p{Script=Han}]{2,6}(?:路|街|大道|巷|胡同|弄)\s*\d{1,5}\s*(?:号|弄|栋|幢)(?:${tailUnit}|\d{1,5}){0,4})`,
  "gu",
);
const house =
  /(?<what>(?:[\p{Script=Han}]{2,6}(?:小区|花园|新村|公寓|家园))?\d{1,4}\s*(?:号楼|栋|幢)\s*(?:\d{1,3}\s*单元)?\s*(?:\d{1,5}\s*(?:室|号))?)/gu;
const village =
  /(?<what>[\p{Script=Han}]{2,3}(?:镇|乡)[\p{Script=Han}]{1,6}(?:村|庄|屯|寨)(?:\d{1,3}|[一二三四五六七八九十]{1,3})?(?:组|队|社)?)/gu;

const institutionEnd =
  /(?:医院|卫生院|诊所|卫生所|卫生室|卫生服务中心|卫生服务站|医学中心|保健院|疗养院|急救中心|大学|学院|中学|小学|幼儿园|公司|集团|工厂|派出所|监狱|看守所|养老院|福利院)(?:[东南西北新老]院区|分院)?/gu;
/** Words by which a sentence leads to an institution; its name begins after them. */
const leadsTo =
  /(?:于|在|到|至|去|往|赴|由|从|经|为|系|被|就诊|转诊|转入|转至|转往|送至|送往|送入|入住|来自|就职|任职|工作|毕业|外出|先后|曾|及|和|与|我|本|该|某|外)/gu;
/** Without a name of its own an institution names nobody: 当地医院, 上级医院, 县医院. */
const nameless =
  /^(?:当地|外地|外院|外省|外市|本地|附近|就近|上级|下级|基层|社区|乡镇|乡|镇|县|县级|市|市级|省|省级|区|三甲|三级|二级|一级|综合|专科|某|某市|某县|儿童|妇幼|人民|中医|私人|私立|民营|个体|家庭|互联网|大|小|各|多家|两家|其他|其它|联盟|合作|原|另一|一家|村|厂|校|口腔|精神|肿瘤|传染病|胸科|急诊|医科|普通|化工|食品|建筑|保险|外贸|一|二|两|三|几|多)*$/u;

/** The place where the institution's name begins, walking back from its last word. */
function institutionStart(text: string, end: number): number {
  const before = /[\p{Script=Han}A-Za-z\d]{0,24}$/u.exec(text.slice(0, end))?.[0] ?? "";
  const leads = [...before.matchAll(leadsTo)].at(-1);
  return end - before.length + (leads === undefined ? 0 : leads.index + leads[0].length);
}

function institutionSpans(text: string): Span[] {
  return [...text.matchAll(institutionEnd)].flatMap((match) => {
    const start = institutionStart(text, match.index);
    const name = text.slice(start, match.index);
    if (nameless.test(name)) return [];
    return [{ start, end: match.index + match[0].length, kind: "institution" as const }];
  });
}

function regionSpans(text: string, regions: ReadonlySet<string>): Span[] {
  const spans: Span[] = [];
  const tail = new RegExp(String.raw`^${tailUnit}{1,8}`, "u");
  for (let start = 0; start < text.length; start++)
    for (let length = 11; length >= 3; length--)
      if (regions.has(text.slice(start, start + length))) {
        const rest = tail.exec(text.slice(start + length, start + length + 60))?.[0] ?? "";
        const end = start + length + rest.length;
        spans.push({ start, end, kind: "address" });
        start = end - 1;
        break;
      }
  return spans;
}

/**
 * Addresses and institutions. What has a label goes up to the next stop; without one, names of divisions (`regions`, with
 * their 省, 市, 县), streets with numbers, villages and houses are known by their shape.
 */
export function placeSpans(text: string, regions: ReadonlySet<string>): Span[] {
  return [
    ...spansOf(text, labelled, "address"),
    ...spansOf(text, street, "address"),
    ...spansOf(text, house, "address"),
    ...spansOf(text, village, "address"),
    ...regionSpans(text, regions),
    ...institutionSpans(text),
  ];
}
