import { icd10, regionIndex, regionOf, regionPath, specialtyTree } from "../terminology/index.js";

/** 330100 → 浙江省杭州市; the code itself when nobody knows it. */
export const regionName = (code: string): string => regionPath(regionIndex(), code).join("") || code;
export const provinceName = (code: string): string => regionPath(regionIndex(), code)[0] ?? code;
/** 杭州市: what is short enough for a table. */
export const shortRegionName = (code: string): string => regionOf(regionIndex(), code)?.name ?? code;
export const specialtyName = (code: string): string =>
  code === "" ? "未指定科目" : (specialtyTree().byCode.get(code)?.name ?? code);

/** First code of each chapter of ICD-10 by its number, as the database groups diseases. */
const chapterStarts: Readonly<Record<string, string>> = {
  I: "A00",
  II: "C00",
  III: "D50",
  IV: "E00",
  V: "F00",
  VI: "G00",
  VII: "H00",
  VIII: "H60",
  IX: "I00",
  X: "J00",
  XI: "K00",
  XII: "L00",
  XIII: "M00",
  XIV: "N00",
  XV: "O00",
  XVI: "P00",
  XVII: "Q00",
  XVIII: "R00",
  XIX: "S00",
  XX: "V01",
  XXI: "Z00",
  XXII: "U00",
};

export function groupName(group: string): string {
  if (group === "rare") return "罕见病";
  if (group === "") return "未编码诊断";
  const start = chapterStarts[group];
  return (start === undefined ? undefined : chapterName(start)) ?? group;
}

const chapterName = (start: string): string | undefined =>
  icd10().chapters.find(({ from }) => from === start)?.name;
