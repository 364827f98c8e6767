/** Surnames of two characters that a reader would take amiss if cut in half. */
const compoundSurnames = new Set(
  (
    "欧阳 司马 诸葛 上官 夏侯 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 轩辕 端木 百里 南宫 独孤 " +
    "东郭 西门 呼延 申屠 太史 淳于 单于 公冶 宗政 濮阳 澹台 闻人 赫连 钟离 鲜于 闾丘 万俟 拓跋 第五 完颜"
  ).split(" "),
);

const sexWords = { male: "男", female: "女", unknown: "" } as const;

/**
 * The age as a Chinese ward writes it: days in the first month, months below two years, then whole years.
 * @param years 0–130, fractions allowed; null: unknown, the empty text.
 */
export function ageLabel(years: number | null): string {
  if (years === null) return "";
  // An age typed as months / 12 or days / 365.25 may fall short of the whole number by a rounding error.
  const months = Math.floor(years * 12 + 1e-6);
  if (months < 1) return `${Math.floor(years * 365.25 + 1e-6)}天`;
  if (months < 24) return `${months}个月`;
  return `${Math.floor(years)}岁`;
}

/** 王某, 欧阳某, J某; 患者 when there is no name. Holds at most the surname. */
export function surnameLabel(name: string): string {
  const letters = Array.from(name.trim());
  const first = letters[0];
  if (first === undefined) return "患者";
  const two = letters.slice(0, 2).join("");
  return `${letters.length > 2 && compoundSurnames.has(two) ? two : first}某`;
}

/**
 * Who the patient is, for a list that is read over shoulders: 王某 女 63岁. What is unknown is left out, and the given
 * name never appears.
 */
export function patientLabel(patient: {
  readonly name: string;
  readonly sex: "male" | "female" | "unknown";
  readonly ageYears: number | null;
}): string {
  return [surnameLabel(patient.name), sexWords[patient.sex], ageLabel(patient.ageYears)]
    .filter((part) => part !== "")
    .join(" ");
}
