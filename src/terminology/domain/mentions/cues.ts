/**
 * Words around a finding that change what it means. Within a clause they act on what follows.
 * - `deny`: 无, 未见; a list of findings up to the end of the clause. `deny-firmly`: 否认, which 有 does not end.
 * - `doubt`: 考虑, 疑似; `sure` ends it. `question`: 有无, 是否, doubt that denial cannot lift.
 * - `past`: 既往, 曾; `family`: a relative has it; `patient` ends that: 父亲代诉患者….
 * - `heading-…`: 既往史：…, in force until the next heading.
 * - `assert`: 伴, 但, 出现; ends a denial. `worse`: 加重; a duration after it is not the illness's.
 * - `nothing`: holds a cue's characters but is none: 无明显诱因.
 * Source of the scheme: Harkema, Dowling, Thornblade, Chapman: ConText (J Biomed Inform 2009;42:839–851), words for Chinese
 * records by the maintainers.
 */
export type CueKind =
  | "deny"
  | "deny-firmly"
  | "doubt"
  | "question"
  | "sure"
  | "past"
  | "family"
  | "patient"
  | "heading-past"
  | "heading-family"
  | "heading-now"
  | "assert"
  | "worse"
  | "nothing";

export const cueWords: Readonly<Record<CueKind, string>> = {
  deny:
    "无|并无|均无|亦无|也无|没有|未见|未见明显|未见明确|未出现|未发生|未伴|未诉|未有|未及|未闻及|未触及|未扪及|未发现|未提示|未引出|" +
    "不伴|不伴有|无伴|不考虑|暂不考虑|不支持|不像|不是|并非|不存在|不符合|无明显|无合并|未合并|未并发|未患|未再出现|未再|" +
    "排除|除外|排外|已排除|已除外|可排除|可除外|基本排除",
  "deny-firmly": "否认|否认有|否认患|否认曾患|否认既往",
  doubt:
    "疑似|可疑|疑|怀疑|高度怀疑|考虑|考虑为|考虑合并|可能|可能为|可能是|拟诊|不除外|不能除外|不能排除|不排除|未排除|未除外|不完全除外|" +
    "未能排除|尚不能排除|难以排除|警惕|倾向|倾向于|印象|考虑诊断|拟诊为|待除外|待排除|协助排除|请排除|需排除|建议排除|进一步排除",
  question: "是否|是否有|是否为|是否存在|有无|有没有|能否排除|是不是",
  sure: "确诊|确诊为|明确诊断|诊断明确|证实|明确为|病理示|病理提示",
  past: "既往|既往有|曾|曾经|曾有|曾患|曾因|曾行|患过|得过|有过|做过|行过|去年|前年|幼时|小时候|陈旧性|过去|多年前|数年前|年轻时",
  family:
    "父亲|母亲|父母|其父|其母|父|母|哥哥|弟弟|姐姐|妹妹|兄弟|姐妹|其兄|其弟|其姐|其妹|祖父|祖母|外祖父|外祖母|爷爷|奶奶|外公|外婆|" +
    "叔叔|伯父|舅舅|姑姑|姨妈|儿子|女儿|家族中|家族|家人|亲属|家属|近亲|兄长|胞弟|胞妹|胞兄|胞姐|丈夫|妻子|配偶",
  patient: "患者|患儿|病人|本人|代诉|诉|自诉|自述|代述|述|发现|送入|送来|送至|陪同",
  "heading-past": "既往史|既往病史|过去史|既往疾病史|手术史|外伤史|手术外伤史",
  "heading-family": "家族史|家族病史|家族遗传史",
  "heading-now":
    "现病史|主诉|查体|体格检查|体检|专科检查|辅助检查|入院诊断|初步诊断|出院诊断|目前诊断|诊断|个人史|婚育史|月经史|过敏史|会诊目的|" +
    "会诊问题|目前情况|入院情况|病程|现症|病历摘要|诊疗经过",
  assert:
    "伴|伴有|伴随|但|但有|却有|仍|仍有|有|存在|出现|并出现|继而|随后|表现为|转为|可见|可闻及|合并|并发|提示|显示|示|现|突发|突然|今日|今晨|近日|近来",
  worse: "加重|再发|复发|恶化|缓解|好转|再次",
  nothing:
    "无明显诱因|无明显原因|无诱因|无明确诱因|无原因|无特殊诱因|无明显缓解|无缓解|无好转|无明显好转|无改善|无明显改善|无减轻|无变化|无效|" +
    "无异常|无殊|无特殊|无特殊不适|无规律|无关|无论|无菌|无人|无名|无意|无固定|未缓解|未见缓解|未见好转|未好转|未予重视|未重视|未予|未就诊|" +
    "未治疗|未处理|未诊治|未在意|未行|未服药|未用药|未控制|未愈|未婚|未孕|未育|未成年|没有缓解|没有好转|没有治疗|不缓解|不能缓解|不明|不详|" +
    "不仅|不断|不久|不少|不规则|不等|非常|所有|具有|有效|有关|有时|有力|有意|有限|年龄|现象|出现率|母乳|父母代诉|家属代诉|母亲代诉|父亲代诉|" +
    "表示|所示|显示屏|疑难|教父|母语|父系|母系|曾用名|诊断性|可能性大|可能性|示踪|现场|伴行|医护人员|无偿|有创|无创|表现",
};

/** What directly follows a finding, in the folded text. */
export const after = {
  denied:
    /^(?:症状|征象|病史|史)?[\s:]*(?:\(-\)|\(阴性\)|阴性|已排除|已除外|可排除|可除外|基本排除|否认|不考虑|不支持|未发生|未出现|未再|未闻及|未引出|均?(?:无|否)(?=$|[,。;、\s)\n])|未见(?!好转|缓解|改善|减轻))/u,
  unsure:
    /^(?:症)?\s*(?:\(\?\)|\?|？|待排|待除外|待查|待明确|的?可能|可疑|不除外|不能除外|不能排除|不排除|难以排除|尚不能排除|未除外|未排除)/u,
  family: /^(?:的)?家族史/u,
  past: /^(?:\([左右双]侧?\))?(?:等?(?:[\u4e00-\u9fff]{0,3}病)?史(?!:)|(?:术|治疗)?后(?!加重|缓解))/u,
  history: /^等?(?:[\u4e00-\u9fff]{0,3}病)?史(?!:)/u,
  list: /^(?:[、/]|及|和|与|或|以及|并|合并)+$/u,
} as const;

/** Between a denial and what it reaches in the next clause only such words may stand: 否认肝炎、结核，高血压等病史. */
export const listFiller =
  /^(?:[、/及和与或等有\s]|病|史|病史|传染病|慢性病|手术|外伤|输血|食物|药物|类|疾病)*$/u;
