import { type Span, spansOf } from "./span.js";

/** What people write between the digits of one number: spaces, invisible marks, dashes, points. */
const gap = String.raw`[\s\u200B-\u200D\u2060\uFEFF\-–—.·_]{0,3}`;
const digits = (count: string): string => String.raw`(?:\d${gap}){${count}}`;
const notAfterDigit = String.raw`(?<![\d.])`;

/** Resident ID numbers of 18 and 15 digits, whatever the check digit says: a mistyped one names its owner too. Source: GB 11643-1999. */
const residentId = new RegExp(
  String.raw`(?<!\d)[1-9]${gap}${digits("5")}(?:[12]${gap}\d${gap}\d${gap}\d|\d${gap}\d)${gap}[01]${gap}\d${gap}[0-3]${gap}\d${gap}(?:\d${gap}\d${gap}\d${gap}[\dXx]|\d${gap}\d${gap}\d)(?!\d)`,
  "gu",
);
/** Passports and travel permits. */
const travelDocument = /(?<![A-Za-z\d])(?:[EGDPSHMKCW]|E[A-Z])\d{7,10}(?!\d)/giu;
const mobile = new RegExp(
  String.raw`(?<!\d)(?:\+?${gap}8${gap}6${gap})?1${gap}[3-9]${gap}${digits("8")}\d(?!\d)`,
  "gu",
);
const landline = /(?<!\d)\(?0\d{2,3}\)?[\s\-–—]{0,2}\d{3,4}[\s-]?\d{4}(?:[\s\-–—转]{1,3}\d{1,6})?(?!\d)/gu;
const hotline = /(?<!\d)[48]00[\s-]?\d{3}[\s-]?\d{4}(?!\d)/gu;
/** Numbers of records: named by their label, whatever they look like. */
const labelled =
  /(?:住院|门诊|急诊|病案|病历|就诊|登记|检查|影像|标本|病理|条码|医保|社保|诊疗|病人|患者|护照|身份证|证件|居民健康|健康|银行|工|编)(?:卡|证)?(?:号码?|编号|ID|id)\s*(?:[::为是]|No\.?)?\s*(?<what>[A-Za-z\d][A-Za-z\d\-_/]{1,30})/gu;
const labelledLatin =
  /(?<![A-Za-z])(?:MRN|PID|ID|No|NO|Adm|ADM|HIS)\s*[.:#]?\s*(?<what>[A-Za-z]{0,4}[-_]?\d{3,20})(?!\d)/gu;
const bed =
  /(?<!\d)(?<what>\d{1,3}\s*床(?!旁|边|位数|日))|(?:床号|床位)\s*[::为]?\s*(?<bed>[A-Za-z+]?\d{1,4})/gu;
const accounts =
  /(?:微信号?|wechat|weixin|QQ|qq|支付宝)\s*[::为是]?\s*(?<what>[A-Za-z\d][A-Za-z\d_-]{4,25})/giu;
const email = /[A-Za-z\d._%+-]+@[A-Za-z\d-]+(?:\.[A-Za-z\d-]+)+/gu;
const address = /(?:https?:\/\/|www\.)[^\s,。;，；、]+/giu;
const plate = /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z\d]{5,6}/gu;
/** Seven and more digits in a row, unless they are a measured quantity: 1230000 IU/ml. */
const longNumber = new RegExp(
  String.raw`${notAfterDigit}\d{7,}(?!\d)(?!\s*(?:IU|U\/|U(?![A-Za-z])|copies|拷贝|\/|\*|×|个|ml|mL|ng|pg|cfu|CFU))`,
  "gu",
);

/** Numbers and accounts that name a person, in a text whose width is folded. */
export function numberSpans(text: string): Span[] {
  return [
    ...spansOf(text, residentId, "id_number"),
    ...spansOf(text, travelDocument, "id_number"),
    ...spansOf(text, mobile, "phone"),
    ...spansOf(text, landline, "phone"),
    ...spansOf(text, hotline, "phone"),
    ...spansOf(text, labelled, "record_number"),
    ...spansOf(text, labelledLatin, "record_number"),
    ...spansOf(text, bed, "record_number"),
    ...spansOf(text, accounts, "contact"),
    ...spansOf(text, email, "contact"),
    ...spansOf(text, address, "contact"),
    ...spansOf(text, plate, "contact"),
    ...spansOf(text, longNumber, "long_number"),
  ];
}
