/** Why a message is looked at by a person before it is shown. */
export type HeldFor = "long_number" | "person_words" | "name_like";

const longNumber = /\d[\d -]{4,}\d/u;
/** 患者 with an age, a bed, a relation, an initial: told of somebody in particular. */
const personWords =
  /(\d+\s*岁|\d+\s*床|住院号|病历号|身份证|床号|(患者|病人)[\u4e00-\u9fff]{0,2}(姓|叫|名)|[男女]性?[，,、]?\s*\d+\s*岁|[\u4e00-\u9fff](某某?|先生|女士|阿姨|大爷|奶奶|爷爷)|patient\s+(mr|mrs|ms)|\b(mr|mrs|ms)\.?\s+[a-z]+|\d+[- ]?year[- ]?old)/iu;
const surnamed =
  /(患者|病人|家属)[：:\s]?[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段章钱汤尹黎易常武乔贺赖龚文]/u;

/** What speaks for a message telling of a patient; empty: nothing. Errs to the side of holding. */
export function heldReasonsOf(message: string): HeldFor[] {
  const found: HeldFor[] = [];
  if (longNumber.test(message)) found.push("long_number");
  if (personWords.test(message)) found.push("person_words");
  if (surnamed.test(message)) found.push("name_like");
  return found;
}

const idNumber = /\d{17}[\dXx]/u;
const mobile = /(?<!\d)1[3-9]\d{9}(?!\d)/u;

/** True when the message surely names the patient: his name, an ID number or a mobile number. It is then refused. */
export const namesPatient = (message: string, patientName: string): boolean =>
  (patientName.length >= 2 && message.replace(/\s/gu, "").includes(patientName.replace(/\s/gu, ""))) ||
  idNumber.test(message) ||
  mobile.test(message.replace(/[ -]/gu, ""));
