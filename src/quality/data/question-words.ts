import type { Term } from "../domain/question.js";

/** English names of provinces by their code. */
export const provinceNames: Readonly<Record<string, string>> = {
  "110000": "Beijing", "120000": "Tianjin", "130000": "Hebei", "140000": "Shanxi", "150000": "Inner Mongolia",
  "210000": "Liaoning", "220000": "Jilin", "230000": "Heilongjiang", "310000": "Shanghai", "320000": "Jiangsu",
  "330000": "Zhejiang", "340000": "Anhui", "350000": "Fujian", "360000": "Jiangxi", "370000": "Shandong",
  "410000": "Henan", "420000": "Hubei", "430000": "Hunan", "440000": "Guangdong", "450000": "Guangxi",
  "460000": "Hainan", "500000": "Chongqing", "510000": "Sichuan", "520000": "Guizhou", "530000": "Yunnan",
  "540000": "Tibet", "610000": "Shaanxi", "620000": "Gansu", "630000": "Qinghai", "640000": "Ningxia",
  "650000": "Xinjiang", "710000": "Taiwan", "810000": "Hong Kong", "820000": "Macao",
};

/** English names of specialties by the Chinese name that terminology resolves. */
export const specialtyNames: readonly (readonly [english: string, chinese: string])[] = [
  ["cardiology", "心内科"], ["respiratory medicine", "呼吸内科"], ["neurology", "神经内科"], ["neurosurgery", "神经外科"],
  ["oncology", "肿瘤科"], ["paediatrics", "儿科"], ["pediatrics", "儿科"], ["surgery", "外科"], ["internal medicine", "内科"],
  ["obstetrics", "产科"], ["gynaecology", "妇科"], ["gynecology", "妇科"], ["orthopaedics", "骨科"], ["orthopedics", "骨科"],
  ["gastroenterology", "消化内科"], ["endocrinology", "内分泌科"], ["nephrology", "肾内科"], ["haematology", "血液内科"],
  ["hematology", "血液内科"], ["dermatology", "皮肤科"], ["ophthalmology", "眼科"], ["emergency medicine", "急诊科"],
  ["intensive care", "重症医学科"], ["icu", "重症医学科"], ["infectious diseases", "感染科"], ["psychiatry", "精神科"],
  ["urology", "泌尿外科"],
];

const term = (kind: Term["kind"], codes: readonly string[], zh: string, en: string, words: readonly string[]): Term => ({ kind, codes, name: { zh, en }, words });

/** Levels, kinds of consultation and ways of dividing, with the words for them. */
export const fixedTerms: readonly Term[] = [
  term("level", ["I"], "I 级", "level I", ["I级", "一级", "1级", "急危", "level 1"]),
  term("level", ["II"], "II 级", "level II", ["II级", "二级", "2级", "急重", "level 2"]),
  term("level", ["III"], "III 级", "level III", ["III级", "三级", "3级", "急症", "level 3"]),
  term("level", ["IV"], "IV 级", "level IV", ["IV级", "四级", "4级", "非急症", "level 4"]),
  term("level", ["I", "II"], "急会诊（I、II 级）", "urgent (levels I and II)", ["急会诊", "urgent"]),
  term("level", ["III", "IV"], "普通会诊（III、IV 级）", "routine (levels III and IV)", ["普通会诊", "routine"]),
  term("service", ["written"], "书面会诊", "written", ["书面", "图文"]),
  term("service", ["video"], "视频会诊", "video", ["视频"]),
  term("service", ["mdt"], "多学科会诊", "MDT", ["多学科", "multidisciplinary"]),
  term("by", ["region"], "按地区", "by region", ["各地区", "分地区", "各省", "分省", "按省", "各地", "by province", "per region", "per province", "each region"]),
  term("by", ["specialty"], "按专科", "by specialty", ["各专科", "各科室", "各科", "分科室", "分专科", "按科室", "by department", "per specialty", "each specialty"]),
  term("by", ["institution"], "按邀请方", "by inviting hospital", ["各医院", "各邀请方", "分医院", "按医院", "by hospital", "per hospital", "each hospital"]),
  term("by", ["performer"], "按受邀方", "by invited hospital", ["各受邀方", "各受邀医院", "分受邀方", "by performer", "per performer"]),
  term("by", ["level"], "按级别", "by level", ["各级别", "各级", "分级别", "per level", "each level"]),
  term("by", ["month"], "按月", "by month", ["每月", "各月", "逐月", "月度", "趋势", "走势", "per month", "monthly", "trend", "each month"]),
  term("by", ["service"], "按方式", "by kind", ["各方式", "分方式", "各种方式", "by service", "per service", "each kind"]),
];
