import type { z } from "zod";

const prefix = "consilium.";

/**
 * A setting this browser remembers: language, theme, table columns. Nothing about a patient or a case is ever kept
 * here. Unreadable or refused storage (private mode, locked-down desktop) answers the fallback.
 */
export function readPreference<T extends z.ZodType>(
  name: string,
  schema: T,
  fallback: z.output<T>,
): z.output<T> {
  try {
    const text = localStorage.getItem(prefix + name);
    if (text === null) return fallback;
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : fallback;
  } catch {
    return fallback;
  }
}

/** Remembers a setting; a browser that refuses storage simply forgets it. */
export function writePreference(name: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    return;
  }
}
