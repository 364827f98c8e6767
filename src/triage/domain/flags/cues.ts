/**
 * Words that change what a red flag means. Within a clause they act on what follows, unless said otherwise.
 * - `negator`: denies a list up to the end of the clause: 否认胸痛、呼吸困难.
 * - `tight-negator`: denies only the very next word: 未昏迷.
 * - `exclude`: 排除/除外, a denial when done (已排除), an open question when asked for (请协助排除).
 * - `hedge`: makes what follows unsure: 疑似, 不除外, 是否.
 * - `certain`: ends a hedge: 确诊.
 * - `past`, `dated-past`, `family`: what follows is history (loosely, or tied to a date), or a relative's.
 * - `past-section`, `family-section`: a heading whose scope is the whole sentence: 既往史：…
 * - `now-section`: a heading that ends those: 现病史：.
 * - `months-ago`: over for a disease, long-standing for a sign.
 * - `informant`: the relative only reports: 患儿母亲代诉.
 * - `onset`: a time near now, so denial and history before it end; also says "acute".
 * - `sudden`: as onset, but a dated past stays past: 3年前突发脑梗死.
 * - `relapse`: as onset, and what was history earlier in this sentence may be back.
 * - `assert`: ends a denial: 无发热伴胸痛.
 * - `chronic`: the clause is about something long-standing.
 * - `scope-end`: ends a denial without saying more: 无高血压病史….
 * - `neutral`: contains a cue's characters but is none: 无明显诱因, 不缓解.
 */
export type CueKind =
  | "negator"
  | "tight-negator"
  | "exclude"
  | "hedge"
  | "certain"
  | "past"
  | "dated-past"
  | "family"
  | "past-section"
  | "family-section"
  | "now-section"
  | "months-ago"
  | "informant"
  | "onset"
  | "sudden"
  | "relapse"
  | "assert"
  | "chronic"
  | "scope-end"
  | "neutral";

export const cueWords: Readonly<Record<CueKind, string>> = {
  negator:
    "否认|否认有|无|并无|均无|没有|没有出现|未见|未见明显|未见明确|未出现|未发生|未伴|未诉|未有|未及|未闻及|未触及|未扪及|未发现|未提示|未显示|未引出|未再|未再出现|未再发|不伴|不伴有|无伴|不考虑|暂不考虑|不支持|不像|不是|并非|不存在|不符合|不诉|无明显|无出现|无发生|无合并|未合并|未并发|阴性的|no |denies |denied |without |not |no evidence of |negative for |free of ",
  "tight-negator": "未|没|非|不",
  exclude: "排除|除外|排外|ruled out |rule out |exclude |excluded ",
  hedge:
    "疑似|可疑|疑|怀疑|高度怀疑|考虑|可能|可能为|可能是|拟诊|待排|待排除|待除外|不除外|不能除外|不能排除|不排除|未排除|未除外|未能排除|未能除外|不能完全排除|不能完全除外|尚不能排除|尚不能除外|难以排除|难以除外|难除外|无法排除|无法除外|不完全除外|无法完全排除|暂不除外|暂不排除|是否|是否有|是否为|是否存在|是不是|会不会|会不会是|担心|担忧|害怕|有无|有没有|能否|能否排除|可否排除|警惕|倾向|倾向于|印象|suspected |possible |probable |suspect |cannot exclude |cannot be excluded|not excluded|r/o ",
  certain: "确诊|明确诊断|诊断明确|证实|已确诊|confirmed ",
  past: "既往|既往有|过去|history of |previous |prior |past ",
  "dated-past":
    "曾|曾经|做过|行过|患过|得过|有过|曾有|曾患|曾因|曾于|去年|前年|幼时|小时候|年前|余年前|多年前|数年前|陈旧性|陈旧|years ago",
  family:
    "父亲|母亲|其父|其母|父母|其兄|其弟|其姐|其妹|哥哥|弟弟|姐姐|妹妹|兄弟|姐妹|祖父|祖母|外祖父|外祖母|爷爷|奶奶|外公|外婆|姥姥|姥爷|叔叔|舅舅|姑姑|姨妈|其子|其女|家族中|家族|近亲|亲属|father |mother |family history of ",
  "past-section": "既往史|既往病史|既往疾病史|过去史|past medical history|pmh",
  "family-section": "家族史|family history",
  "now-section":
    "现病史|主诉|查体|体格检查|体检|辅助检查|入院诊断|初步诊断|目前诊断|诊断|个人史|婚育史|月经史|孕产史|过敏史|会诊目的|会诊问题|目前情况|入院情况",
  "months-ago": "月前|个月前|余月前|月余前",
  informant:
    "诉|代诉|述|代述|诉说|诉患者|诉患儿|发现|发现其|发现患者|发现患儿|称|告知|陪同|送入|送来|送至|患者|患儿|本人",
  sudden: "突发|突然|突感|突起|骤起|骤然|急起|忽然|sudden |suddenly |acute onset",
  onset:
    "今日|今晨|今早|今天|昨日|昨晚|昨夜|昨天|昨晨|刚刚|刚才|现在|现仍|现有|现突|目前|此次|本次|近日|近期|最近|近来|入院后|小时|分钟|天前|日前|周前|半月前|半个月前|hours|minutes|today|now ",
  relapse: "加重|再发|复发|再次|再次出现|又出现|又发|进行性|恶化|worsening|recurrence|again",
  assert:
    "出现|出现了|伴|伴有|伴随|但|但有|却|却有|仍|仍有|有|存在|并出现|并有|继而|随后|继发|表现为|转为|导致|引起|提示|but |with ",
  chronic:
    "反复|间断|间歇|慢性|长期|多年|余年|年余|个月|余月|月余|数年|数月|复查|随访|康复期|恢复期|chronic |recurrent |for years|for months",
  "scope-end": "病史|史|手术史",
  neutral:
    "无明显诱因|无明显原因|无诱因|无明确诱因|无原因|无特殊诱因|无明显缓解|无缓解|无好转|无明显好转|无改善|无明显改善|无减轻|无明显减轻|无变化|无明显变化|无效|无力|无法|无尿|无异常|无殊|无特殊|无特殊不适|无规律|无关|无论|无菌|无痛|无痛性|无人|无名|无意|无放射|无固定|未缓解|未见缓解|未见好转|未好转|未见改善|未减轻|未予重视|未重视|未予|未就诊|未治疗|未处理|未诊治|未在意|未行|未服药|未用药|未控制|未明|未明确|未完善|未查|未做|未愈|未婚|未孕|未育|未成年|没有缓解|没有好转|没有重视|没有处理|没有治疗|不缓解|不能缓解|不好转|不明|不详|不适|不清|不佳|不良|不足|不能|不会|不再缓解|不全|不稳|不止|不明原因|原因不明|不仅|不断|不久|不少|不同|不规则|不规律|不等|非常|非甾体|非小细胞|非霍奇金|非手术|非典型|非特异|所有|具有|发现异常|年龄|出血热|现象|表现|史密斯|学史|历史",
};

/** Cues that deny but share their first characters with a longer finding: only the first characters are read. */
export const splitNegators: Readonly<Record<string, number>> = {
  无意识障碍: 1,
  无意识丧失: 1,
  无意识改变: 1,
  无意识模糊: 1,
  无意识不清: 1,
  无意识混乱: 1,
  无意识水平下降: 1,
  无心跳呼吸骤停: 1,
  无心跳骤停: 1,
  无心跳停止: 1,
  无呼吸心跳骤停: 1,
  无力竭: 1,
};

/** What directly follows a mention, on normalised text. */
export const after = {
  denied:
    /^(?:症状|表现|征象|病史|史)?[\s:]*(?:\([-–—－]\)|\(阴性\)|阴性|已排除|已除外|可排除|可除外|基本排除|不考虑|不支持|未发生|未出现|未闻及|未引出|未见(?!好转|缓解|改善|减轻|明显)|not (?:seen|present)|(?:was )?ruled out|excluded)/,
  deniedField: /^[\s:]*(?:无|否|没有|未见)(?=$|[,。;、\s)!?\n])/,
  unsure:
    /^(?:症?)?\s*(?:\(\?\)|\?|待排|待除外|待查|待明确|的?可能|吗|可疑|不除外|不能除外|不能排除|不排除|难以排除|尚不能排除|不能完全排除)/,
  past: /^(?:病)?史(?!:)|^(?:术|治疗|支架|介入)?(?:术)?后\s*[\d一二两三四五六七八九十半数多余+]+\s*(?:个)?(?:年|月)|^(?:恢复期|后遗症|康复期)/,
} as const;

/** Before 排除/除外: the exclusion is still to be done, so the thing is open. */
export const exclusionAskedFor =
  /(?:请|需|须|待|为|以|协助|进一步|是否|能否|可否|帮助|建议|拟|应|必须|首先|注意|不能?|未能?|难|无法|尚)[^,。;]{0,4}$/;
