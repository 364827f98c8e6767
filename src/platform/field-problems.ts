import type { z } from "zod";
import { en, zhCN } from "zod/locales";

/** One wrong field: `path` as the client sent it (`vitals.spo2Percent`), and how to mend it. */
export interface FieldProblem {
  readonly path: string;
  readonly zh: string;
  readonly en: string;
}

type LocaleError = (issue: unknown) => string | { message?: string } | null | undefined;
const localeOf = (locale: { localeError: unknown }) => locale.localeError as LocaleError;
const chinese = localeOf(zhCN());
const english = localeOf(en());
const textOf = (locale: LocaleError, issue: z.core.$ZodIssue): string => {
  const text = locale(issue);
  return (typeof text === "string" ? text : text?.message) ?? issue.message;
};

/** Too long, too short, too many: said in the words of a form. Undefined: the general text will do. */
function sizeText(issue: z.core.$ZodIssue): { zh: string; en: string } | undefined {
  if (issue.code !== "too_big" && issue.code !== "too_small") return undefined;
  const isMost = issue.code === "too_big";
  const bound = String(isMost ? issue.maximum : issue.minimum);
  if (issue.origin === "string" && !isMost && bound === "1")
    return { zh: "不能为空", en: "This must not be empty" };
  const [zh, en] = isMost ? ["最多", "At most"] : ["至少", "At least"];
  if (issue.origin === "string") return { zh: `${zh} ${bound} 个字符`, en: `${en} ${bound} characters` };
  if (issue.origin === "array") return { zh: `${zh} ${bound} 项`, en: `${en} ${bound} items` };
  return undefined;
}

/** What is wrong with each field, in both languages. A message written into the schema itself ("中文 English") is shown as it is. */
export function fieldProblems(error: z.core.$ZodError): FieldProblem[] {
  return error.issues.slice(0, 50).map((issue) => {
    const generic = textOf(english, issue);
    const isCustom = issue.message !== generic;
    const texts = isCustom
      ? { zh: issue.message, en: issue.message }
      : (sizeText(issue) ?? { zh: textOf(chinese, issue), en: generic });
    return { path: issue.path.map(String).join("."), ...texts };
  });
}

/** A line a problem: `PORT: 数值过大… Too big…`. */
export const problemLines = (error: z.core.$ZodError): string[] =>
  fieldProblems(error).map(
    ({ path, zh, en: words }) => `${path === "" ? "" : `${path}: `}${zh}${zh === words ? "" : ` ${words}`}`,
  );
