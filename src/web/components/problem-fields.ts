import type { FormInstance } from "antd";
import { currentLanguage, type Language } from "../i18n/index.js";
import { ProblemError } from "../problem.js";

/**
 * The server's field problems in the shape of antd's `form.setFields`; dotted paths become name paths, numbers in
 * them list positions. Empty for any other error. Several problems of one field are shown together.
 */
export function problemFields(
  error: unknown,
  language: Language,
): { name: (string | number)[]; errors: string[] }[] {
  if (!(error instanceof ProblemError)) return [];
  const found = new Map<string, string[]>();
  for (const { path, zh, en } of error.fields) {
    if (path === "") continue;
    found.set(path, [...(found.get(path) ?? []), language === "en" ? en : zh]);
  }
  return [...found].map(([path, errors]) => ({
    name: path.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
    errors,
  }));
}

/**
 * Shows the server's field problems at their fields; for `onError` of a form's mutation, with `showProblem` beside it
 * for everything that belongs to no field. True when at least one field was marked.
 */
export function markProblemFields<V>(form: FormInstance<V>, error: unknown): boolean {
  const fields = problemFields(error, currentLanguage());
  form.setFields(fields as unknown as Parameters<typeof form.setFields>[0]);
  return fields.length > 0;
}
