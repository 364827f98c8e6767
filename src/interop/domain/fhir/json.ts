/** Narrow looks into JSON that somebody else wrote: a wrong shape reads as nothing, never as an exception. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const objectAt = (from: unknown, key: string): JsonObject | undefined => {
  const value = isObject(from) ? from[key] : undefined;
  return isObject(value) ? value : undefined;
};

/** Elements that are objects, at most `most`; FHIR lists hold nothing else that is read here. */
export const objectsAt = (from: unknown, key: string, most = 100): JsonObject[] => {
  const value: unknown = isObject(from) ? from[key] : undefined;
  return Array.isArray(value) ? value.slice(0, most).filter(isObject) : [];
};

export const textAt = (from: unknown, key: string): string => {
  const value = isObject(from) ? from[key] : undefined;
  return typeof value === "string" ? value.trim() : "";
};

export const textsAt = (from: unknown, key: string): string[] => {
  const value: unknown = isObject(from) ? from[key] : undefined;
  return Array.isArray(value)
    ? value.filter((one): one is string => typeof one === "string").slice(0, 20)
    : [];
};
