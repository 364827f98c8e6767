import { z } from "zod";
import { vitalNames } from "../domain/vitals.js";
import { PreviewRequest } from "../api.js";

const text = (min: number, max: number) =>
  z
    .string()
    .trim()
    .min(min, `至少 ${min} 个字 At least ${min} characters`)
    .max(max, `最多 ${max} 个字 At most ${max} characters`);

const patterns = new Set([
  "@onset",
  "@weeks",
  "@file.image",
  ...Object.keys(vitalNames).map((v) => `@vital.${v}`),
]);

export const CompletenessItemForm = z.strictObject({
  zh: text(1, 40),
  en: text(1, 80),
  whyZh: text(0, 120),
  whyEn: text(0, 200),
  words: z
    .array(
      text(1, 40).refine(
        (word) => !word.startsWith("@") || patterns.has(word),
        `@ 开头的只能是 Words with @ can only be ${[...patterns].slice(0, 3).join(", ")}, @vital.…`,
      ),
    )
    .min(1, "至少写一个识别词 Give at least one word")
    .max(40),
});

/** What a group asks for; its id stands in the path. */
export const CompletenessContent = z.strictObject({
  zh: text(1, 40),
  en: text(1, 80),
  icd: z
    .array(
      z.string().regex(/^[A-Z]\d[0-9A-Z](-[A-Z]\d[0-9A-Z])?$/, "写成 I20 或 I20-I25 Write I20 or I20-I25"),
    )
    .max(20),
  complaints: z.array(z.string().max(60)).max(30),
  source: text(0, 200),
  items: z
    .array(CompletenessItemForm)
    .min(1, "至少一项 At least one item")
    .max(12, "最多 12 项 At most twelve items"),
});
export type CompletenessContent = z.infer<typeof CompletenessContent>;

export const GroupParams = z.strictObject({
  groupId: z
    .string()
    .regex(/^[a-z0-9-]{2,60}$/, "小写字母、数字和连字符 Lower-case letters, digits, hyphens"),
});

/** Where the list in force comes from: the program, the platform's office or this institution's. */
export const origins = ["built_in", "platform", "institution"] as const;

export const CompletenessGroupView = z.strictObject({
  id: z.string(),
  content: CompletenessContent,
  origin: z.enum(origins),
  /** Newest version this office has written; 0 when it wrote none. An edit names it. */
  ownVersion: z.number().int(),
  editedBy: z.string().nullable(),
  editedAt: z.iso.datetime().nullable(),
});
export type CompletenessGroupView = z.infer<typeof CompletenessGroupView>;
export const CompletenessGroups = z.strictObject({
  items: z.array(CompletenessGroupView),
  /** What complaints there are to choose from. */
  complaints: z.array(z.strictObject({ id: z.string(), zh: z.string(), en: z.string() })),
});

export const CompletenessVersionView = z.strictObject({
  version: z.number().int(),
  /** Null: gone back to what stands behind it. */
  content: CompletenessContent.nullable(),
  note: z.string(),
  personName: z.string(),
  madeAt: z.iso.datetime(),
});
/** Newest first. */
export const CompletenessHistory = z.strictObject({ items: z.array(CompletenessVersionView) });

export const EditGroup = z.strictObject({
  /** The version the editor saw: `ownVersion` of the view. */
  basedOn: z.number().int().min(0),
  /** Null: back to the default. */
  content: CompletenessContent.nullable(),
  note: text(2, 300),
});

/** The form as it is typed, with the titles of what is attached. */
export const CompletenessRequest = PreviewRequest.extend({
  attachments: z
    .array(z.strictObject({ title: z.string().max(300), mediaType: z.string().max(100) }))
    .max(100),
});
export type CompletenessRequest = z.infer<typeof CompletenessRequest>;

export const CompletenessView = z.strictObject({
  groups: z.array(
    z.strictObject({
      id: z.string(),
      zh: z.string(),
      en: z.string(),
      source: z.string(),
      items: z.array(
        z.strictObject({
          zh: z.string(),
          en: z.string(),
          whyZh: z.string(),
          whyEn: z.string(),
          isPresent: z.boolean(),
        }),
      ),
    }),
  ),
  present: z.number().int(),
  total: z.number().int(),
});
export type CompletenessView = z.infer<typeof CompletenessView>;
