import { concept, type ComplaintConcept } from "./concept.js";

/** Body sites that say nothing of urgency alone; they are only combined with pain, injury, swelling. */
const limbTokens =
  "arm|forearm|elbow|wrist|hand|finger|thumb|leg|thigh|knee|ankle|foot|toe|hip|shoulder|limb";
const each = (sites: string, finding: string): string =>
  sites
    .split("|")
    .map((site) => `${site} ${finding}`)
    .join("|");
const limbsZh =
  "手臂|前臂|肘|腕|手|手指|下肢|上肢|腿|大腿|小腿|膝|膝关节|踝|踝关节|足|脚|足趾|髋|髋关节|肩|肩部";
const withZh = (sites: string, finding: string): string =>
  sites
    .split("|")
    .map((site) => site + finding)
    .join("|");

/** Complaints of the whole body, of limbs and senses, injuries, the mind, and errands. */
export const generalComplaints: readonly ComplaintConcept[] = [
  concept("fever", "Fever", "发热|高热|发烧|体温升高", "fever|febrile|feverish|hyperthermia"),
  concept("chills", "Chills", "寒战|畏寒|发冷", "chill|chills|rigor|shivering"),
  concept(
    "weakness",
    "General weakness",
    "乏力|全身无力|四肢无力|虚弱|全身乏力",
    "general weakness|weakness|weak|fatigue|poor oral intake|decreased activity|malaise",
  ),
  concept(
    "myalgia",
    "Aches all over",
    "肌痛|全身酸痛|全身疼痛|肌肉酸痛",
    "myalgia|general ache|body ache|bodyache",
  ),
  concept(
    "cold",
    "Common cold",
    "感冒|流涕|鼻塞|上呼吸道感染",
    "cold|rhinorrhea|runny nose|nasal congestion|common cold",
  ),
  concept(
    "limb-pain",
    "Pain of a limb",
    withZh(limbsZh, "痛") + "|" + withZh(limbsZh, "疼痛") + "|关节痛|关节疼痛",
    each(limbTokens, "pain") + "|joint pain|arthralgia",
  ),
  concept(
    "limb-swelling",
    "Swelling of a limb",
    withZh(limbsZh, "肿胀") + "|" + withZh(limbsZh, "肿痛") + "|下肢水肿|双下肢水肿",
    each(limbTokens, "swelling") + "|leg edema|pitting edema",
  ),
  concept("neck-pain", "Neck pain", "颈痛|颈部疼痛|颈项痛", "neck pain|posterior neck pain|stiff neck"),
  concept(
    "eye",
    "Eye trouble",
    "眼痛|眼红|眼部不适|眼睛痛|眼异物|眼睑肿胀",
    "ocular pain|eye pain|eye discomfort|eye swelling|eyelid swelling|eye redness|eyelid eczema|eye foreign body|eye discharge|ocular discomfort",
  ),
  concept(
    "eye-injury",
    "Eye injury",
    "眼外伤|眼部外伤|眼球破裂",
    "eye injury|eye trauma|ocular injury|ocular trauma|eyeball rupture",
  ),
  concept(
    "ear",
    "Ear trouble",
    "耳痛|耳鸣|耳流脓|耳闷",
    "otalgia|ear pain|tinnitus|ear discharge|otorrhea|ear pulling",
  ),
  concept(
    "hearing-loss",
    "Sudden hearing loss",
    "突发性耳聋|突发耳聋|听力下降|听力丧失",
    "hearing loss|sudden hearing loss",
  ),
  concept("nosebleed", "Nosebleed", "鼻出血|鼻衄|流鼻血", "epistaxis|nasal bleeding|nosebleed|nose bleeding"),
  concept(
    "throat",
    "Throat trouble",
    "咽痛|咽喉痛|喉咙痛|咽部不适|声音嘶哑",
    "throat pain|sore throat|sorethroat|throat discomfort|voice change|voice changes|hoarseness",
  ),
  concept(
    "foreign-body",
    "Foreign body",
    "异物感|咽部异物|食管异物|鱼刺|异物",
    "foreign body|foreign body sensation|foreign body ingestion|fish bone",
  ),
  concept(
    "swallowing",
    "Trouble swallowing",
    "吞咽困难|吞咽痛|流涎",
    "dysphagia|swallowing difficulty|difficulty swallowing|drooling",
  ),
  concept(
    "dental",
    "Teeth, gums and jaw",
    "牙痛|牙龈肿痛|牙龈出血|颌面肿痛|颞下颌关节痛",
    "tooth pain|toothache|dental|dental problem|gingival swelling|gingival bleeding|tmj pain|mandibular pain|jaw dislocation|chin pain|jaw pain",
  ),
  concept(
    "rash",
    "Rash, itching",
    "皮疹|荨麻疹|瘙痒|红斑|丘疹|湿疹",
    "rash|skin rash|urticaria|urticarial rash|itching|pruritus|eruption|skin eruption|eczema|papule|erythematous papule|hives",
  ),
  concept(
    "allergy",
    "Allergic reaction",
    "过敏|药物过敏|过敏反应",
    "allergy|drug allergy|allergic|allergic reaction|anaphylaxis",
  ),
  concept(
    "skin-infection",
    "Skin infection",
    "蜂窝织炎|丹毒|脓肿|皮肤感染|疖肿",
    "cellulitis|abscess|toe redness|erysipelas|skin lesion|painful skin lesion|skin infection",
  ),
  concept(
    "swelling",
    "Local swelling",
    "肿块|包块|面部肿胀|颈部肿胀|局部肿胀",
    "swelling|facial swelling|neck swelling|chin swelling|cheek edema|edema|mass|lesion|facial lesion|painful swelling|femur lesion|lump",
  ),
  concept(
    "head-injury",
    "Head injury",
    "头外伤|头部外伤|颅脑外伤|颅脑损伤|头皮裂伤",
    "head injury|head trauma|scalp laceration|head contusion",
  ),
  concept(
    "face-injury",
    "Injury of the face",
    "面部外伤|面部裂伤|鼻外伤|唇裂伤|眼睑裂伤|颌面外伤",
    "facial injury|face injury|nasal injury|face laceration|facial laceration|lip laceration|eyelid laceration|eyebrow laceration|forehead laceration|chin laceration|nose injury",
  ),
  concept(
    "limb-injury",
    "Injury of a limb",
    withZh(limbsZh, "外伤") +
      "|" +
      withZh(limbsZh, "扭伤") +
      "|" +
      withZh(limbsZh, "裂伤") +
      "|四肢骨折|骨折|扭伤",
    each(limbTokens, "injury") +
      "|" +
      each(limbTokens, "laceration") +
      "|" +
      each(limbTokens, "sprain") +
      "|fracture|sprain|dislocation",
  ),
  concept(
    "wound",
    "Open wound",
    "裂伤|伤口|割伤|皮肤裂伤|擦伤|开放性伤口|皮肤缺损",
    "wound|open wound|laceration|scratch wound|skin defect|abrasion|cut|laceration wound",
  ),
  concept("burn", "Burn", "烧伤|烫伤", each("arm|hand|forearm|leg|face|foot", "burn") + "|burn|scald"),
  concept(
    "chemical-burn",
    "Chemical burn",
    "化学烧伤|酸烧伤|碱烧伤|化学性烧伤",
    "chemical burn|chemical injury|acid burn|alkali burn",
  ),
  concept(
    "bite",
    "Bite or sting",
    "咬伤|蜂蜇伤|虫咬|狗咬|猫抓|蛰伤",
    "sting|bee sting|bite|insect bite|dog bite|cat bite",
  ),
  concept(
    "major-injury",
    "Severe injury",
    "多发伤|车祸|坠落|高处坠落|挤压伤|枪伤|刀刺伤|穿透伤",
    "gunshot|stab|multiple trauma|polytrauma|traffic accident|car accident|fall height|fall ladder|pedestrian|crush injury|amputation",
  ),
  concept(
    "trunk-injury",
    "Injury of chest, belly or back",
    "胸部外伤|腹部外伤|背部外伤|腰部外伤|骨盆外伤",
    "chest injury|abdomen injury|back injury|chest trauma|abdomen trauma|pelvis injury|flank injury",
  ),
  concept(
    "self-harm",
    "Attempted suicide",
    "自杀|自杀未遂|割腕|自缢|上吊|自伤",
    "suicidal attempt|suicide attempt|suicide|hanging|wrist cutting|self harm|self injury",
  ),
  concept(
    "overdose",
    "Poisoning or overdose",
    "中毒|药物过量|服毒|服药过量|农药|服农药|误服",
    "intoxication|drug intoxication|overdose|intentional overdose|poisoning|pesticide|ingestion drug|paracetamol overdose|carbon monoxide",
  ),
  concept(
    "suicidal-thoughts",
    "Thoughts of suicide",
    "自杀意念|自杀念头|轻生念头|轻生",
    "suicidal ideation|suicidal thoughts",
  ),
  concept(
    "psychiatric",
    "Mental distress",
    "焦虑|抑郁|幻觉|幻听|烦躁|失眠|情绪低落",
    "anxiety|depression|mood depression|hallucination|insomnia|panic|agitation|psychosis",
  ),
  concept(
    "violence",
    "Violence",
    "暴力行为|攻击行为|伤人|冲动行为",
    "violent|homicidal|aggressive|homicidal threats",
  ),
  concept(
    "alcohol",
    "Drunk",
    "醉酒|饮酒后|酒精中毒",
    "alcohol|drunken|drunk|alcohol intoxication|drunken state|alcohol smelling",
  ),
  concept(
    "sexual-assault",
    "Sexual assault",
    "性侵|性侵犯|性暴力|强奸",
    "sexual violence|sexual abuse|sexual assault|rape",
  ),
  concept(
    "hypoglycaemia",
    "Low blood sugar",
    "低血糖",
    "hypoglycemia|hypoglycemic|hypoglycemic symptom|low glucose",
  ),
  concept(
    "hyperglycaemia",
    "High blood sugar",
    "高血糖|血糖升高|血糖高",
    "hyperglycemia|high glucose|glucose high",
  ),
  concept(
    "hypotension",
    "Low blood pressure",
    "低血压|血压下降|血压低",
    "hypotension|low blood pressure|blood pressure low|shock",
  ),
  concept(
    "hypertension",
    "High blood pressure",
    "高血压|血压升高|血压高",
    "hypertension|high blood pressure|blood pressure high",
  ),
  concept(
    "abnormal-lab",
    "Abnormal result",
    "贫血|血红蛋白低|高钾血症|化验异常|检查异常",
    "anemia|low hemoglobin|hyperkalemia|abnormal laboratory|laboratory abnormal|abnormal ct|hyponatremia",
  ),
  concept(
    "device",
    "Trouble with a tube or catheter",
    "引流管脱落|引流管堵塞|导管脱出|胃管脱出|造瘘管|管路堵塞|尿管更换",
    "malfunction|catheter malfunction|leakage|leaukage|catheter removal|catheter|tube change|peg tube|feeding tube|tube fell|removal",
  ),
  concept(
    "access-bleeding",
    "Bleeding of a dialysis access",
    "内瘘出血|穿刺点出血",
    "avf bleeding|avf site bleeding|fistula bleeding|puncture site bleeding",
  ),
  concept(
    "paperwork",
    "Medicine, papers, examination",
    "开药|开证明|拿药|复印|拷片",
    "medication|po medication|copy|film copy|examination|iv injection|injection|prescription|wants prescription|refill|certificate",
  ),
  concept("hiccup", "Hiccup", "呃逆|打嗝", "hiccup"),
  concept("pneumothorax", "Pneumothorax", "气胸", "pneumothorax"),
  concept("jaundice", "Jaundice", "黄疸|皮肤黄染|巩膜黄染", "jaundice|icterus"),
  concept(
    "infant-unwell",
    "Infant not right",
    "拒奶|吃奶差|反应差|皮肤花斑",
    "poor feeding|feeding not|mottled skin|not acting right|grunting|not feeding",
  ),
];
