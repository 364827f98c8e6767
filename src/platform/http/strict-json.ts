import { RefusedError } from "./problem.js";

const maxDepth = 32;

const invalid = (zh: string, en: string) => new RefusedError("invalid_json", { status: 400, zh, en });

/** Keys that would reach an object's prototype, and text PostgreSQL cannot hold, are refused before any schema sees them. */
function inspect(value: unknown, depth: number): void {
  if (depth > maxDepth)
    throw invalid("数据嵌套过深（最多 32 层）", "The data is nested deeper than 32 levels");
  if (typeof value === "string") {
    if (value.includes("\u0000") || !value.isWellFormed())
      throw invalid(
        "文本含有无法保存的字符",
        "A text holds characters that cannot be stored (NUL or broken Unicode)",
      );
  } else if (Array.isArray(value)) for (const item of value) inspect(item, depth + 1);
  else if (value !== null && typeof value === "object")
    for (const [key, item] of Object.entries(value)) {
      if (key === "__proto__" || key === "constructor" || key === "prototype")
        throw invalid("含有不允许的字段名", "A field name is not allowed");
      inspect(key, depth + 1);
      inspect(item, depth + 1);
    }
}

/** Parses a request body. Throws a RefusedError (400) that says what is wrong; an empty body is undefined. */
export function parseStrictJson(text: string): unknown {
  if (text === "") return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid("请求内容不是有效的 JSON", "The request body is not valid JSON");
  }
  inspect(value, 0);
  return value;
}
