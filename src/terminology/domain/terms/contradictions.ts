/** Words of which a name must not hold one where the text holds the other. */
const opposites: readonly (readonly [RegExp, RegExp])[] = [
  [/急性/u, /慢性/u],
  [/先天/u, /后天|获得性/u],
  [/原发/u, /继发|转移/u],
  [/开放/u, /闭合/u],
  [/甲状腺功能亢进|甲亢/u, /甲状腺功能减退|甲减/u],
  [/高血压/u, /低血压/u],
  [/高血糖/u, /低血糖/u],
  [/高钾/u, /低钾/u],
  [/高钠/u, /低钠/u],
  [/高钙/u, /低钙/u],
  [/增多|升高/u, /减少|降低/u],
  [/1型/u, /2型/u],
  [/动脉/u, /静脉/u],
  [/置入/u, /取出|去除|拆除/u],
  [/全切/u, /部分切|次全切/u],
  [/上肢/u, /下肢/u],
  [/左[侧心房室肺]/u, /右[侧心房室肺]/u],
];

/** Words that a name must not add: what must stand in the text for the name to hold them. */
const grave: readonly (readonly [name: RegExp, text: RegExp])[] = [
  [/恶性|癌/u, /恶|癌|肉瘤|淋巴瘤|骨髓瘤|母细胞瘤|细胞瘤|白血病|黑色素瘤|转移|\bca\b|\bmt\b/u],
  [/良性/u, /良性|腺瘤|肌瘤|脂肪瘤|血管瘤|纤维瘤|乳头状瘤|息肉|囊肿|肿物|肿瘤|痣/u],
  [/妊娠|产后|分娩/u, /妊|孕|产|胎|分娩/u],
  [/新生儿|婴儿/u, /新生|婴|儿/u],
  [/先天/u, /先天|畸形|发育|闭锁|缺损|未闭/u],
  [/结核/u, /结核|tb/u],
  [/梅毒/u, /梅毒/u],
  [/艾滋|人类免疫缺陷/u, /艾滋|hiv|aids|免疫缺陷/u],
  [/继发|转移/u, /继发|转移|转/u],
  [/创伤|损伤/u, /伤|折|裂|脱位/u],
  [/药物性|药物引起/u, /药|激素|化疗/u],
  [/遗传|家族/u, /遗传|家族/u],
];

/**
 * Whether a name says the opposite of a folded text in a word that matters, or adds a cause, an age or a malignancy of
 * which the text says nothing.
 */
export function contradicts(text: string, name: string): boolean {
  const isOpposite = opposites.some(
    ([one, other]) =>
      (one.test(text) && !other.test(text) && other.test(name) && !one.test(name)) ||
      (other.test(text) && !one.test(text) && one.test(name) && !other.test(name)),
  );
  return isOpposite || grave.some(([added, said]) => added.test(name) && !said.test(text));
}
