import { z } from "zod";
import { outsideOf } from "./domain/scope.js";

export { type AskedWithin, outsideOf } from "./domain/scope.js";

/** Beginning of an ICD-10 code: a letter, a category, a code. */
export const diseasePattern = /^[A-Z]\d{0,2}(\.[0-9A-Z]{1,4})?$/;
const Line = z.strictObject({
  regionCode: z.string().regex(/^\d{6}$/, "请选择地区 Choose a region"),
  specialtyCode: z.string().max(12).nullable(),
  diseaseCode: z
    .string()
    .trim()
    .toUpperCase()
    .regex(
      diseasePattern,
      "请填写 ICD-10 编码或其开头，如 C34 Enter an ICD-10 code or its beginning, such as C34",
    )
    .nullable(),
});
const LineView = z.strictObject({
  regionCode: z.string(),
  specialtyCode: z.string().nullable(),
  diseaseCode: z.string().nullable(),
  /** 贵州省 · 呼吸内科专业 · C34, as people read it. */
  regionName: z.string(),
  specialtyName: z.string().nullable(),
  /** Of the ICD-10 category. */
  diseaseName: z.string().nullable(),
});
export type ScopeLineView = z.infer<typeof LineView>;
export const PilotScope = z.strictObject({
  /** Version; 0: nothing was ever decided. */
  number: z.number().int(),
  /** False: every request is taken. */
  isLimited: z.boolean(),
  lines: z.array(LineView),
  reason: z.string(),
  decidedAt: z.iso.datetime().nullable(),
});
export type PilotScope = z.infer<typeof PilotScope>;

export const SetPilotScope = z
  .strictObject({
    /** The version the change was made from. */
    basedOn: z.number().int().min(0),
    isLimited: z.boolean(),
    lines: z.array(Line).max(200, "最多 200 行 At most 200 lines").default([]),
    reason: z.string().trim().min(2, "请写明原因 Give a reason").max(500),
  })
  .refine(({ isLimited, lines }) => !isLimited || lines.length > 0, {
    path: ["lines"],
    message: "限定范围时至少要有一行 A limited scope needs at least one line",
  });
export type SetPilotScope = z.output<typeof SetPilotScope>;

/** A line in words, in the order 地区 · 科目 · 病种. */
export const lineWords = (line: ScopeLineView): string =>
  [
    line.regionName,
    line.specialtyName ?? line.specialtyCode,
    line.diseaseCode === null ? null : [line.diseaseCode, line.diseaseName].join(" ").trim(),
  ]
    .filter((part) => part !== null)
    .join(" · ");

/** Why a request is not taken now, for the field that would change it; undefined: it is taken. */
export function outsideWords(
  scope: Pick<PilotScope, "isLimited" | "lines">,
  asked: Parameters<typeof outsideOf>[1],
): { readonly field: string; readonly zh: string; readonly en: string } | undefined {
  if (!scope.isLimited) return undefined;
  const missed = outsideOf(scope.lines, asked);
  if (missed === undefined) return undefined;
  const within = scope.lines.map(lineWords).join("；");
  const remedy = {
    region: {
      field: "mode",
      zh: "本院所在地区暂不在内，请联系平台运营方",
      en: "Your hospital's region is not among them yet: ask the platform's operator",
    },
    specialty: {
      field: "wantedSpecialtyCode",
      zh: "请选择范围内的科室，或联系平台运营方",
      en: "Choose one of these specialties, or ask the platform's operator",
    },
    disease: {
      field: "diagnoses",
      zh: "请填写范围内的初步诊断，或联系平台运营方",
      en: "Enter a suspected diagnosis among them, or ask the platform's operator",
    },
  }[missed];
  return {
    field: remedy.field,
    zh: `平台试点期间只受理：${within}。${remedy.zh}；急危患者请按院内流程先救治、转诊`,
    en: `While on trial the platform takes only: ${within}. ${remedy.en}; treat or transfer emergencies by your hospital's own rules`,
  };
}
