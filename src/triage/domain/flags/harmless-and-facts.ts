import type { FactWords } from "./flag-rule.js";

/** Longer words that contain a red flag but are none: places, treatments, findings that are over. */
export const harmlessWords =
  "胸痛中心|卒中中心|脑卒中中心|卒中单元|脑卒中筛查|卒中筛查|创伤中心|新生儿科|新生儿病房|新生儿监护|新生儿重症监护|新生儿筛查|电休克|电休克治疗|无抽搐电休克|无抽搐电休克治疗|针刺伤|休克指数|窒息感|窒息的感觉|窒息样|快要窒息|濒临死亡的感觉|濒临死亡感|抽搐性疼痛|晕厥倾向|尿毒症|抗休克|失血性贫血|骨折术后|截肢术后|自杀风险评估|急诊抢救中心|抢救中心|呼吸衰竭病房|稳定型心绞痛|稳定性心绞痛|稳定型劳力性心绞痛|少量心包积液|微量心包积液|脑梗死恢复期|脑梗死后遗症|脑梗死后遗症期|脑梗后遗症|脑梗恢复期|脑卒中恢复期|脑卒中后遗症|卒中后遗症|卒中恢复期|中风后遗症|中风恢复期|脑出血恢复期|脑出血后遗症|偏瘫后遗症|陈旧性脑梗死|陈旧性脑梗塞|陈旧性脑梗|陈旧性脑出血|陈旧脑梗|陈旧性心肌梗死|陈旧性心肌梗塞|陈旧性心梗|陈旧心梗|陈旧性前壁心肌梗死|陈旧性下壁心肌梗死|陈旧性肺栓塞|慢性硬膜下血肿|心梗三项|心梗标志物|心梗五项|中风险|风险|慢性呼吸衰竭|慢性心力衰竭|发绀型|紫绀型|old myocardial infarction|old cerebral infarction|old stroke|post-stroke|post-stroke hemiplegia|post-stroke hemiparesis|after stroke|after a stroke|since stroke|since a stroke|stroke sequelae";

/** Words for findings that have no level alone but change how others are read. */
export const factWords: readonly FactWords[] = [
  { fact: "fever", terms: "发热|高热|发烧|寒战|体温升高|fever" },
  {
    fact: "neutropenia",
    terms: "粒细胞缺乏|粒缺|粒细胞减少|中性粒细胞减少|中性粒细胞缺乏|粒细胞缺乏症|neutropenia|neutropenic",
  },
  {
    fact: "dyspnoea",
    terms:
      "呼吸困难|严重呼吸困难|重度呼吸困难|极度呼吸困难|明显呼吸困难|吸气性呼吸困难|呼吸急促|气促|气急|喘憋|憋喘|喘促|憋气|呼吸窘迫|端坐呼吸|三凹征|shortness of breath|dyspnea|dyspnoea",
  },
  {
    fact: "abdominal-pain",
    terms: "腹痛|腹部疼痛|上腹痛|下腹痛|上腹疼痛|下腹疼痛|剧烈腹痛|剧烈上腹痛|剧烈下腹痛|abdominal pain",
  },
  {
    fact: "chest-pain",
    terms: "胸痛|胸部疼痛|胸闷|心前区疼痛|心前区痛|胸骨后疼痛|胸骨后痛|剧烈胸痛|心绞痛|chest pain",
  },
  { fact: "pain", terms: "疼痛|疼|痛|pain" },
  { fact: "amenorrhoea", terms: "停经|月经推迟|月经延迟" },
  {
    fact: "pregnancy",
    terms:
      "孕妇|宫内孕|宫内妊娠|妊娠期|早孕|中孕|晚孕|早期妊娠|中期妊娠|晚期妊娠|待产|临产|胎动|孕周|pregnant",
  },
  { fact: "vaginal-bleeding", terms: "阴道流血|阴道出血|阴道大量流血|阴道大出血" },
  { fact: "head-injury", terms: "头外伤|头部外伤|颅脑外伤|脑外伤|颅脑损伤|head injury|head trauma" },
  {
    fact: "lost-consciousness",
    terms: "一过性意识丧失|短暂意识丧失|短暂性意识丧失|意识丧失|昏迷|晕厥|loss of consciousness",
  },
  {
    fact: "altered-mind",
    terms: "昏迷|意识障碍|意识模糊|昏睡|嗜睡|谵妄|神志不清|意识不清|意识丧失|confusion|coma",
  },
  { fact: "seizure", terms: "抽搐|惊厥|癫痫发作|抽风|seizure|convulsion" },
  { fact: "diabetes", terms: "糖尿病|胰岛素|低血糖|高血糖|酮症|diabetes|insulin" },
  {
    fact: "kidney-failure",
    terms: "肾衰|肾衰竭|肾功能衰竭|肾功能不全|尿毒症|透析|少尿|无尿|kidney failure|renal failure|dialysis",
  },
  { fact: "arrhythmia", terms: "心律失常|心悸|心动过缓|心动过速|传导阻滞|室速|室性心动过速|palpitation" },
  { fact: "ecg", terms: "心电图|ecg|ekg" },
  {
    fact: "child",
    terms: "患儿|小儿|婴儿|幼儿|婴幼儿|儿童|宝宝|早产儿|男婴|女婴|男童|女童|月龄|child|infant",
  },
  { fact: "newborn", terms: "新生儿|newborn|neonate" },
];
