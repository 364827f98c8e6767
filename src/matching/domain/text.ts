/** Longest text that is read: longer ones say the same again, and the time a ranking takes stays bounded. */
const longestText = 4000;

/** Pairs of characters that every doctor's introduction and every case summary holds. */
const common = new Set(
  (
    "患者 病人 治疗 诊治 诊断 诊疗 疾病 疾患 专业 擅长 善长 及其 以及 各种 各类 常见 多发 疑难 复杂 危重 手术 临床 工作 经验 丰富 从事 医疗 " +
    "教学 科研 研究 主任 医师 教授 专家 医院 科室 主要 尤其 特别 对于 方面 领域 相关 综合 规范 微创 技术 处理 管理 保守 药物 方法 系统 急性 " +
    "慢性 早期 晚期 病变 症状 检查 入院 出院 目前 现在 是否 需要 进行 可能 考虑 建议 指导 下一 一步 方案 会诊 请问 如何 怎么 什么 没有 明显 " +
    "发现 出现 给予 情况 既往 病史 家族 男性 女性 个月 天前 年前 小时 余年 不适 加重 好转 未见 可见 提示 显示 结果 正常 异常"
  ).split(" "),
);

/** One spelling for comparison: NFKC, lower case, 癌 for 恶性肿瘤, 梗死 for 梗塞. */
export const foldText = (text: string): string =>
  text
    .slice(0, longestText)
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("恶性肿瘤", "癌")
    .replaceAll("梗塞", "梗死");

/** The distinct grams of a text: pairs of neighbouring Chinese characters, and whole Latin words of two letters or more. */
export function gramsOf(text: string): ReadonlySet<string> {
  const grams = new Set<string>();
  for (const [run] of foldText(text).matchAll(/\p{Script=Han}+|[a-z][a-z0-9-]+/gu)) {
    if (/^[a-z]/.test(run)) {
      grams.add(run);
      continue;
    }
    for (let at = 0; at + 1 < run.length; at++) {
      const pair = run.slice(at, at + 2);
      if (!common.has(pair)) grams.add(pair);
    }
  }
  return grams;
}
