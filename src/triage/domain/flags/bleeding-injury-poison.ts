import type { FlagRule } from "./flag-rule.js";

/** Bleeding, injury, poisoning, and danger to self or others. */
export const bleedingInjuryPoison: readonly FlagRule[] = [
  {
    id: "text.II.major-bleeding",
    level: "II",
    nature: "sign",
    terms:
      "大出血|活动性出血|大量出血|大量失血|严重失血|出血不止|血流不止|流血不止|喷射性出血|喷血|呕血|大量便血|大量黑便|大咯血|大量咯血|咯血不止|腹腔内出血|腹腔出血|腹腔积血|肝破裂|脾破裂|肾破裂|脏器破裂|内脏破裂|血红蛋白进行性下降|血胸|大量血胸|massive bleeding|active bleeding|hematemesis|haematemesis|vomiting blood|hemorrhage|haemorrhage",
    codes: ["K92.0", "K66.1", "S36.0", "S36.1"],
    zh: "活动性或严重失血",
    en: "Active or severe bleeding",
    source: "consensusManual",
  },
  {
    id: "text.III.bleeding",
    level: "III",
    nature: "sign",
    terms:
      "消化道出血|上消化道出血|下消化道出血|黑便|柏油样便|便血|血便|咯血|鼻出血不止|阴道流血|阴道出血|肉眼血尿|失血|melena|melaena|black stool|bloody stool|hematochezia|hemoptysis|gi bleeding",
    codes: ["K92.1", "K92.2", "R04.2"],
    zh: "中度失血(程度未述者)",
    en: "Moderate bleeding, or amount not given",
    source: "consensusManual",
  },
  {
    id: "text.II.major-injury",
    level: "II",
    nature: "sign",
    terms:
      "肢体离断|断肢|断指|断臂|断腿|创伤性截肢|外伤性截肢|开放性骨折|骨盆骨折|股骨干骨折|颅骨骨折|颅底骨折|脊柱骨折脱位|颈椎骨折|连枷胸|重型颅脑损伤|重度颅脑损伤|特重型颅脑|急性硬膜外血肿|硬膜外血肿|急性硬膜下血肿|大面积烧伤|严重烧伤|重度烧伤|特重度烧伤|吸入性损伤|电击伤|溺水|淹溺|挤压伤|挤压综合征|贯通伤|枪伤|刀刺伤|刺伤|爆炸伤|高处坠落|高空坠落|热射病|毒蛇咬伤|蛇咬伤|气性坏疽|坏死性筋膜炎|burns over|amputation|drowning|electrocution|stab wound|gunshot",
    codes: ["S02.1", "S06.4", "T20.3", "T31.3", "T31.4", "T31.5", "T67.0", "T75.1", "T63.0", "S32.8"],
    zh: "严重创伤(大的骨折、离断、大面积烧伤等)",
    en: "Severe injury",
    source: "consensusManual",
  },
  {
    id: "text.III.injury",
    level: "III",
    ifChronic: "none",
    nature: "sign",
    terms:
      "头外伤|头部外伤|颅脑外伤|脑外伤|颅脑损伤|脑挫裂伤|脑震荡|硬膜下血肿|肢体感觉异常|肢体麻木无力|车祸|交通伤|坠落伤|head injury|head trauma|car accident",
    codes: ["S06"],
    zh: "头外伤或中等程度外伤",
    en: "Head injury or moderate injury",
    source: "consensusManual",
  },
  {
    id: "text.II.poison",
    level: "II",
    nature: "sign",
    terms:
      "急性中毒|药物中毒|农药中毒|有机磷中毒|有机磷|百草枯|敌敌畏|敌草快|服毒|服农药|口服农药|喝农药|误服|误食|灭鼠药|鼠药|毒鼠强|安眠药中毒|吞安眠药|吞服安眠药|大量安眠药|过量安眠药|一氧化碳中毒|煤气中毒|毒蕈中毒|毒蘑菇|蘑菇中毒|亚硝酸盐中毒|甲醇中毒|铊中毒|砷中毒|氰化物|强酸强碱|腐蚀性物质|放射性物质|化学物质接触|毒物接触|毒气|洋地黄中毒|重金属中毒|急性酒精中毒|poisoning|pesticide|carbon monoxide",
    codes: ["T51", "T52", "T53", "T54", "T55", "T56", "T57", "T58", "T59", "T60", "T61", "T62", "T65"],
    zh: "过量接触或摄入毒物、化学或放射物质",
    en: "Poisoning or toxic exposure",
    source: "consensusManual",
  },
  {
    id: "text.II.self-harm",
    level: "II",
    ifUncertain: "III",
    nature: "sign",
    terms:
      "自杀未遂|自杀行为|企图自杀|试图自杀|自杀|自缢|上吊|割腕|跳楼|自伤行为|自伤|暴力行为|攻击行为|暴力攻击|冲动伤人|伤人行为|有攻击性|suicide attempt|suicidal|self-harm|violent",
    codes: ["X60", "X61", "X62", "X64", "X68", "X70", "X78", "X80", "X84"],
    zh: "自伤或攻击行为，直接威胁自身或他人",
    en: "Self-harm or violence",
    source: "consensusManual",
  },
  {
    id: "text.III.self-harm-risk",
    level: "III",
    nature: "sign",
    terms:
      "自杀意念|自杀念头|自杀想法|自杀倾向|自杀风险|轻生念头|轻生想法|轻生|消极观念|想死|不想活|自残|自伤风险|自伤念头|急性精神错乱|精神错乱|思维混乱|潜在的攻击性|suicidal ideation",
    codes: ["R45.8"],
    zh: "自残风险/急性精神错乱",
    en: "Risk of self-harm or acute mental disturbance",
    source: "consensusManual",
  },
];
