import type { Span } from "./span.js";
import { surnameLength } from "./surnames.js";

/** Words after which a person's name may stand. Longer ones first. */
const people =
  "患者姓名|病人姓名|患儿姓名|患者|病人|患儿|病员|产妇|孕妇|伤者|死者|家属|亲属|亲人|监护人|联系人|陪护人?|陪同人?|代理人|委托人|患者之?父亲|患者之?母亲|父亲|母亲|爸爸|妈妈|丈夫|妻子|爱人|配偶|儿子|女儿|儿媳|女婿|长子|次子|长女|次女|哥哥|弟弟|姐姐|妹妹|兄长|爷爷|奶奶|外公|外婆|祖父|祖母|其父|其母|其夫|其妻|其子|其女|之子|之女|保姆|邻居|同事|老师|经治医[生师]|主管医[生师]|主治医[生师]|主刀医[生师]|管床医[生师]|接诊医[生师]|首诊医[生师]|值班医[生师]|上级医[生师]|住院医[生师]|申请医[生师]|会诊医[生师]|责任护士|副主任医师|主任医师|医生|医师|大夫|护士|教授|主任|院长|专家|术者|助手";
/** Labels that only a name follows, so that any word after them is taken for one. */
const labels = "患者姓名|病人姓名|患儿姓名|姓名|签名|签字|签署人|联系人|监护人|曾用名|Name|name|NAME";

const cue = new RegExp(String.raw`(?:${people})(?:名叫|叫做|叫|系|为|是|即)?[\s:：,，、(（"“「]{0,3}`, "gu");
const labelled = new RegExp(
  String.raw`(?:${labels})\s*[:：为是]?\s*(?<what>[\p{Script=Han}·•]{2,8}?|[A-Za-z][A-Za-z .'-]{1,40}?)(?=[\s,，。;；、()（）\d:：]|$|[男女])`,
  "gu",
);
/** 张伟主任, 李大夫: a name before a title. */
const titles =
  "主任医师|副主任医师|主治医师|住院医师|副主任|主任|教授|副教授|医生|医师|大夫|护士长|护士|院长|副院长|老师|博士|先生|女士|小姐|同志|阿姨|大爷|大妈|奶奶|爷爷";
const beforeTitle = new RegExp(
  String.raw`(?=(?<name>[\p{Script=Han}]{1,4}?)(?:${titles})|(?<masked>[\p{Script=Han}])某)`,
  "gu",
);
/** 买买提·艾力, 阿依古丽·吐尔逊江. */
const dotted = /\p{Script=Han}{2,7}(?:[·•・‧∙]\p{Script=Han}{1,8}){1,3}/gu;
const dottedLead =
  /^.*(?:患者|病人|患儿|家属|医生|医师|主任|教授|护士|姓名|父亲|母亲|丈夫|妻子|儿子|女儿|叫|由|系|为|是|请|与|和|及|经|于|在)/u;
const latin =
  /(?<![A-Za-z])(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?|[Pp]atient(?:'s name)?(?: is)?:?|PATIENT:?)\s+(?<what>[A-Z][A-Za-z'-]+(?:\s+[A-Z][A-Za-z'-]+){0,3})/gu;

/** After a name: a stop, a word with which a sentence about a person goes on, or the beginning of a complaint. */
const goesOn =
  /^(?:$|[^\p{Script=Han}]|[诉述自因于在主现突近今昨晨夜系为是有无曾一二两三男女岁本入来就行被否出反发持间说告要请同代陪送签电拒表的已将拟需并且及和与也都均再又仍则后前等未不去到从对经由向把给让予查看考认建完会复随联转提腹胸头腰背咳呕恶晕昏疼痛肢肚胃肝胆肺肾脑眼耳鼻咽喉四双左右全神意呼气心血尿便跌摔车外高低急慢]|先生|女士|同志|主任|医生|医师|大夫|教授|护士)/u;

/** No name where one of these words stands: they begin like a surname with one or two characters. By first character. */
const ordinaryWords: Readonly<Record<string, string>> = {
  高: "热 烧 血压 血脂 血糖 龄 度 位 危 分 钾 钠 钙 渗 凝 脂 尿 流量 压 声 枕 频 热量 蛋白 敏 处",
  黄: "疸 染 色 绿 痰 斑 体 脓 水",
  白: "细胞 天 色 痰 带 蛋白 班 内障 斑 血病 癜 苔 睛",
  毛: "发 细 囊 玻璃",
  水: "肿 样 泡 痘 电 平",
  金: "黄 属 葡",
  石: "膏 块",
  花: "粉 生 斑",
  牛: "奶 皮 肉",
  马: "上 蹄 尾",
  安: "静 慰 排 全 装 置 眠 返",
  平: "素 时 卧 躺 静 稳 均 车 片 常 喘 日",
  全: "身 腹 血 麻 部 程 天 科 胃 子宫 面 家 脑 心",
  左: "侧 上 下 肢 手 足 胸 腹 腰 肾 肺 眼 耳 膝 踝 髋 肩 股 前 后 心 半 乳 腿 腕 颈 面 颞 额",
  时: "有 而 常 间 感 发 诉",
  于: "今 昨 前 入 本 我 外 当 门 急 三 二 两 一 四 五 六 七 八 九 十 半 数 夜 晨 晚 午 上 下 活动 进 家 术 发 院 是 晨起 劳 休息 睡",
  经: "过 产 期 治 查 我 救 抢救 询问 检查 本 当 急 外 会诊 家 口 皮 阴道 鼻 食 管 常 济",
  解: "黑 血 稀 大 小 便 除 痉 热 剖 释 柏 水 黄 成 不 决",
  查: "体 血 尿 房 看 头 胸 腹 心 见 无 有 出 因 肝 肾 颅 肌 示 凝 电",
  单: "侧 独 纯 位 次 核 间 发 腔 用 肺 支 身",
  应: "用 激 答 予 立 给 当 急 该 考",
  曾: "有 因 在 于 行 经 患 出 服 用 多 诊 住 予 使 一 到 做 就 查 反 口 接 受 自 手 发 被 任",
  任: "何 意",
  成: "人 年 形 分 功 都",
  强: "直 迫 烈 化 光 力 心 调",
  易: "怒 激 疲 出 惊 饿 感",
  向: "左 右 上 下 心 后 前 患 家 远 其 我 医",
  关: "节 于 注 闭 系",
  和: "胸 腹 头 家 患 其 呼 心 咳 发 恶 体 意 一 双 左 右 生 护 主 医",
  空: "腹 洞",
  温: "水 度 和 暖 痛",
  干: "咳 呕 燥 预 性 湿 扰 细胞 体力 农",
  计: "划 算 数",
  冷: "汗 沉 感 水 敷 饮",
  满: "意 月 腹 足",
  明: "显 确 日 天",
  常: "规 感 有 年 见 诉 温 伴 于 因 在 咳 出 自 夜 需 用",
  方: "才 案 面 可 向 能",
  许: "可 多",
  连: "续 同 接 日 枷",
  路: "人 过 上 边 途",
  相: "关 对 应 符 继",
  原: "因 发 有 位 本 来 籍 诊 则",
  来: "院 诊 我 自 时 医 源 电 访 就 急 门",
  初: "步 诊 产 次 治 发 期 起 中 始 潮 筛 孕",
  支: "气 架 原 持 撑 配",
  门: "诊 静 脉 冬 齿 急",
  公: "司 斤 里 分 共 务 立",
  容: "易 量 积",
  阴: "道 性 囊 茎 影 唇 凉 天",
  信: "号 息 任 心 佛",
  居: "家 住 民",
  利: "尿 多 于 用 伐",
  由: "于 家 其 他 救 急 我 外 本 患 警 子 女 儿 妻 丈 父 母 同 下 门 当 县 120 平 医",
  母: "亲 乳 女 婴 体",
  普: "通 外 遍 食",
  海: "鲜 绵 马 水 外 参",
  商: "量 议 定 人",
  米: "饭 汤 粥 非 力",
  车: "祸 内 上 间 床 送 撞 次",
  农: "药 民 村 活 业 忙",
  游: "离 走 泳",
  房: "颤 扑 间 室 早 事 性 缺",
  管: "床 路 腔 道 理 型 状 饲 制",
  项: "背 部 强 目 痛 韧",
  简: "单 易 要 称 述 明 练 短",
  尚: "可 好 未 能 不 需 有 清 无 软 平",
  包: "块 括 扎 裹 皮 虫 膜 茎 埋 工",
  申: "请 诉 办",
  文: "化 盲",
  康: "复 健",
  施: "行 术 压 工 救",
  麻: "木 醉 痹 疹 药 将",
  皮: "肤 疹 下 质 损 温 炎 瘤 试 瓣 球 革 癌",
  顾: "虑 客",
  程: "度 序",
  余: "无 未 正 均 查 同 处 肢 项",
  严: "重 格 密 控 禁",
  阳: "性 痿 台 气 虚",
  尤: "其 以 为",
  屈: "光 曲 膝 伸 肌",
  舒: "张 适 服 缓",
  焦: "虑 躁 痂 急",
  范: "围",
  苏: "醒 打",
  陆: "续",
  周: "身 围 期 末 岁 前 后 日 一 二 三 四 五 六",
  张: "口 力 嘴",
  陈: "旧 述 诉",
  孙: "女 子 辈",
  胡: "言 话 乱",
  何: "时 种 处 原",
  罗: "音",
  谢: "绝",
  夏: "季 天 科",
  唐: "氏 筛",
  闭: "合 经 塞 目 式 锁 孔",
  危: "重 险 及 象 急",
  祖: "父 母 籍",
  费: "用 力",
  宫: "颈 腔 内 底 缩 口 外 高 体 角 血",
  闻: "及 到",
  劳: "动 累 力 损 作 务",
  楼: "上 下 梯",
  迟: "发 缓 钝",
  沙: "眼 丁 库 美 坦 门",
  段: "性",
  杜: "绝 冷",
  司: "机 美",
  步: "行 态",
  卫: "生 校",
  位: "于 置",
  台: "阶",
  从: "事 未 楼 高 昨 今 小 床",
  暴: "饮 露",
  都: "有 是 不",
  那: "个 时 里",
  但: "未 无 有 仍 因 不",
  肖: "氏",
  柏: "油",
  银: "屑",
  武: "警",
  幸: "未",
  终: "日 末 止",
  国: "内 产",
};
const isOrdinaryWord = (text: string, at: number): boolean =>
  (ordinaryWords[text.charAt(at)]?.split(" ") ?? []).some((rest) => text.startsWith(rest, at + 1));

/** Surnames so common, and so seldom the beginning of another word, that they are believed without a stop after them. */
const sureSurnames = new Set(
  "王李张刘陈杨赵吴周徐孙朱胡郭林罗郑梁宋唐韩冯邓曹彭肖田董袁潘蒋蔡杜魏吕沈姚卢姜崔钟谭汪廖贾韦邹孟熊秦邱尹薛侯陶黎贺郝龚邵覃戴莫",
);

/** Characters that go on with the sentence and are nobody's name. */
const neverGiven = new Set("诉述因于在突被否拒腹胸咳呕疼痛晕陪代");

/**
 * Length of the name at the place, 0 for none. A name is a surname with one or two characters, and the text goes on
 * after it as after a name; where both lengths fit, the longer one counts. After a sure surname three characters are
 * taken even when nothing tells where the name ends: a lost word is better than a name that leaves.
 */
function nameLength(text: string, at: number): number {
  const surname = surnameLength(text, at);
  if (surname === 0 || (surname === 1 && isOrdinaryWord(text, at))) return 0;
  const run = /^\p{Script=Han}*/u.exec(text.slice(at, at + 6))?.[0].length ?? 0;
  // 张伟诉胸痛: the third character belongs to the sentence.
  const lengths = neverGiven.has(text.charAt(at + surname + 1)) ? [1] : [2, 1];
  for (const given of lengths)
    if (surname + given <= run && goesOn.test(text.slice(at + surname + given, at + surname + given + 4)))
      return surname + given;
  if (lengths.length === 1) return 0;
  return surname === 2 || sureSurnames.has(text.charAt(at)) ? Math.min(run, surname + 2) : 0;
}

const cuedNames = (text: string): Span[] =>
  [...text.matchAll(cue)].flatMap((match) => {
    const start = match.index + match[0].length;
    const length = nameLength(text, start);
    return length === 0 ? [] : [{ start, end: start + length, kind: "name" as const }];
  });

/** Words of their own that stand before a title as a surname alone would: 和医生, 由医生. */
const leadingWords = new Set("和由从向经时应来但那都于与");

const titledNames = (text: string): Span[] =>
  [...text.matchAll(beforeTitle)].flatMap(({ index, groups }) => {
    const name = groups?.name ?? groups?.masked ?? "";
    const surname = surnameLength(text, index);
    if (surname === 0 || name.length < surname || name.length > surname + 2) return [];
    if (isOrdinaryWord(text, index) || (name.length === 1 && leadingWords.has(name))) return [];
    return [{ start: index, end: index + name.length, kind: "name" as const }];
  });

const dottedNames = (text: string): Span[] =>
  [...text.matchAll(dotted)].map((match) => {
    const lead = dottedLead.exec(match[0].split(/[·•・‧∙]/u)[0] ?? "")?.[0].length ?? 0;
    return { start: match.index + lead, end: match.index + match[0].length, kind: "name" as const };
  });

const groupSpans = (text: string, pattern: RegExp): Span[] =>
  [...text.matchAll(pattern)].flatMap((match) => {
    const what = match.groups?.what ?? "";
    const start = match.index + match[0].lastIndexOf(what);
    return what === "" ? [] : [{ start, end: start + what.length, kind: "name" as const }];
  });

/** Names by the words around them, in a text whose width is folded. */
export const nameSpans = (text: string): Span[] => [
  ...cuedNames(text),
  ...titledNames(text),
  ...dottedNames(text),
  ...groupSpans(text, labelled),
  ...groupSpans(text, latin),
];
