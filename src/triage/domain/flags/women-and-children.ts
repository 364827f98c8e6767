import type { FlagRule } from "./flag-rule.js";

/** Obstetric, newborn and childhood red flags. */
export const womenAndChildren: readonly FlagRule[] = [
  {
    id: "text.I.obstetric",
    level: "I",
    nature: "disease",
    terms:
      "羊水栓塞|产时子痫|产前子痫|产后子痫|子痫抽搐|子痫|胎盘早剥|胎盘早期剥离|子宫破裂|脐带脱垂|产后大出血|产后出血|产科大出血|胎心消失|胎心停止|肩难产|amniotic fluid embolism|eclampsia|placental abruption|uterine rupture|cord prolapse|postpartum hemorrhage",
    codes: ["O88.1", "O15", "O45", "O71.0", "O71.1", "O69.0", "O72"],
    zh: "产科急危：羊水栓塞、子痫、胎盘早剥、子宫破裂、脐带脱垂、产后出血",
    en: "Obstetric emergency: embolism, eclampsia, abruption, rupture, cord prolapse, haemorrhage",
    source: "maternalTriage",
  },
  {
    id: "text.II.obstetric",
    level: "II",
    nature: "disease",
    terms:
      "重度子痫前期|子痫前期|先兆子痫|hellp|胎儿窘迫|胎儿宫内窘迫|胎心异常|胎心减慢|胎心率减慢|胎心过缓|前置胎盘出血|凶险性前置胎盘|产褥感染|羊膜腔感染|绒毛膜羊膜炎|妊娠期急性脂肪肝|异位妊娠|宫外孕|输卵管妊娠|黄体破裂|preeclampsia|pre-eclampsia|ectopic pregnancy|fetal distress",
    codes: ["O14", "O00", "O68", "O36.3", "O26.6", "O44.1", "N83.1"],
    zh: "异位妊娠或产科急重情况",
    en: "Ectopic pregnancy or obstetric urgency",
    source: "consensusManual",
  },
  {
    id: "text.III.obstetric",
    level: "III",
    nature: "disease",
    terms:
      "先兆早产|早产临产|胎膜早破|未足月胎膜早破|胎动减少|胎动消失|先兆流产|难免流产|不全流产|preterm labor",
    codes: ["O60", "O42", "O20", "O03"],
    zh: "产科急症",
    en: "Obstetric problem needing early review",
    source: "policy",
  },
  {
    id: "text.I.childhood-convulsion",
    level: "I",
    ifChronic: "III",
    nature: "sign",
    terms:
      "小儿惊厥|热性惊厥|高热惊厥|高热抽搐|婴儿惊厥|新生儿惊厥|患儿抽搐|患儿惊厥|小儿抽搐|小儿抽风|febrile seizure|febrile convulsion",
    codes: ["R56.0", "P90"],
    zh: "小儿惊厥",
    en: "Convulsion in a child",
    source: "consensusManual",
  },
  {
    id: "text.I.convulsion-in-child",
    level: "I",
    ifChronic: "III",
    nature: "sign",
    who: "child",
    terms: "惊厥|抽搐|抽风|convulsion|seizure",
    zh: "小儿惊厥",
    en: "Convulsion in a child",
    source: "consensusManual",
  },
  {
    id: "text.I.newborn",
    level: "I",
    nature: "disease",
    terms: "新生儿窒息|重度窒息|新生儿休克|胎粪吸入综合征|新生儿呼吸暂停|反复呼吸暂停",
    codes: ["P21", "P24.0", "P28.4"],
    zh: "新生儿窒息/呼吸暂停",
    en: "Birth asphyxia or apnoea",
    source: "consensusManual",
  },
  {
    id: "text.II.newborn-disease",
    level: "II",
    nature: "disease",
    terms:
      "新生儿呼吸窘迫|呼吸窘迫综合征|新生儿败血症|新生儿脓毒症|坏死性小肠结肠炎|胆红素脑病|核黄疸|换血治疗|新生儿缺氧缺血性脑病|缺氧缺血性脑病|先天性膈疝|食管闭锁|导管依赖|极低出生体重|超低出生体重",
    codes: ["P22.0", "P36", "P77", "P57", "P91.6", "Q79.0", "Q39.0", "Q39.1"],
    zh: "新生儿危重疾病",
    en: "Critical disease of the newborn",
    source: "policy",
  },
  {
    id: "text.II.newborn-sign",
    level: "II",
    nature: "sign",
    who: "newborn",
    terms:
      "拒奶|不吃奶|吃奶差|反应差|反应低下|体温不升|少哭少动|不哭不动|呻吟|口吐白沫|吐沫|前囟膨隆|前囟饱满|嗜睡|发热|呼吸暂停|黄疸进行性加重",
    zh: "新生儿危险征象",
    en: "Danger sign in a newborn",
    source: "niceFever",
  },
  {
    id: "text.II.child-sign",
    level: "II",
    nature: "sign",
    who: "child",
    terms:
      "呻吟样呼吸|呻吟|前囟膨隆|前囟隆起|反应差|反应低下|压之不褪色|瘀点瘀斑|皮肤瘀斑|难以唤醒|不易唤醒|尖叫样哭|面色苍白发灰|面色灰白|肠套叠|intussusception",
    zh: "儿童高危征象",
    en: "High-risk sign in a child",
    source: "niceFever",
  },
  {
    id: "text.III.stable-newborn",
    level: "III",
    nature: "sign",
    terms: "新生儿|newborn|neonate",
    zh: "新生儿(稳定者)",
    en: "Newborn, stable",
    source: "consensusManual",
  },
];
