import { z } from "zod";
import { OpinionText } from "./opinion.js";

const fields = OpinionText.pick({ answer: true, conclusion: true, advice: true });
export const TemplateForm = z.strictObject({
  name: z.string().trim().min(1, "请填写名称 Name it").max(60),
  /** 诊疗科目; null: for every specialty. */
  specialtyCode: z.string().max(10).nullable(),
  body: fields,
});
export const ChangeTemplate = TemplateForm.extend({ version: z.int32().min(1) });
export const TemplateParams = z.strictObject({ templateId: z.uuid() });
export const RetireTemplate = z.strictObject({ version: z.int32().min(1) });
export const TemplateView = z.strictObject({
  id: z.string(),
  name: z.string(),
  specialtyCode: z.string().nullable(),
  specialtyName: z.string().nullable(),
  body: fields,
  /** 0: came with the platform. */
  version: z.number().int(),
  isOwn: z.boolean(),
});
export type TemplateView = z.infer<typeof TemplateView>;
export const TemplateList = z.strictObject({ items: z.array(TemplateView) });
export type TemplateList = z.infer<typeof TemplateList>;
