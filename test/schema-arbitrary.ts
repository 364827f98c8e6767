import fc from "fast-check";
import type { z } from "zod";
import { hostileTexts, unstorableTexts } from "./hostile-texts.js";

/** Values worth trying for a field of this name: ids that exist, versions that are current. */
export type Hints = Readonly<Record<string, readonly unknown[]>>;

const numbers = [
  0,
  -0,
  1,
  2,
  3,
  -1,
  0.1,
  36.6,
  120,
  1000,
  32_767,
  32_768,
  65_536,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 32,
  2 ** 53 - 1,
  1e21,
  1e308,
  -1e308,
  5e-324,
];
const dates = ["2026-01-31", "0001-01-01", "9999-12-31", "2024-02-29", "1970-01-01", "0000-01-01"];

/** The text cut or drawn out to the length a schema allows, without halving a character. */
function fitted(text: string, minimum: number, maximum: number): string {
  let shorter = "";
  for (const character of text) {
    if (shorter.length + character.length > maximum) break;
    shorter += character;
  }
  return shorter.length >= minimum ? shorter : shorter + "字".repeat(minimum - shorter.length);
}

const passing = (schema: z.core.$ZodType, values: readonly unknown[]): unknown[] =>
  values.filter((value) => (schema as z.ZodType).safeParse(value).success);

interface Limits {
  readonly minimum: number;
  readonly maximum: number;
  readonly format: string | undefined;
  readonly pattern: RegExp | undefined;
}

/** Lengths, format and pattern from the schema's checks. */
function limitsOf(schema: z.core.$ZodType): Limits {
  const { def } = schema._zod;
  const limits = { minimum: 0, maximum: 3000, format: undefined, pattern: undefined };
  const checks = [def, ...(def.checks ?? []).map((check) => check._zod.def)];
  return checks.reduce<Limits>((known, check) => {
    const { minimum, maximum, format, pattern } = check as Partial<Limits>;
    return {
      minimum: Math.max(known.minimum, minimum ?? 0),
      maximum: Math.min(known.maximum, maximum ?? Infinity),
      format: format ?? known.format,
      pattern: pattern ?? known.pattern,
    };
  }, limits);
}

/** What the schema names as least and most of a number, and their neighbours. */
const edgesOf = (schema: z.core.$ZodType): number[] =>
  (schema._zod.def.checks ?? []).flatMap((check) => {
    const { value } = check._zod.def as { readonly value?: unknown };
    return typeof value === "number" ? [value - 1, value, value + 1] : [];
  });

function textFor(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const { minimum, maximum, format, pattern } = limitsOf(schema);
  if (format === "uuid") return fc.uuid({ version: 4 });
  if (format === "date") return fc.constantFrom(...dates);
  if (pattern) return fc.stringMatching(new RegExp(pattern.source, pattern.flags.replace(/[^u]/g, "")));
  return fc
    .oneof(
      { arbitrary: fc.constantFrom(...hostileTexts), weight: 8 },
      { arbitrary: fc.string({ unit: "binary" }), weight: 1 },
      { arbitrary: fc.constant("长".repeat(Math.min(maximum, 20_000))), weight: 1 },
    )
    .map((text) => fitted(text, minimum, maximum));
}

/** Values the schema mostly accepts, as hostile as it allows. */
export function fittingValue(schema: z.core.$ZodType, hints: Hints, name = ""): fc.Arbitrary<unknown> {
  const inner = (next: z.core.$ZodType) => fittingValue(next, hints, name);
  const hinted = passing(schema, hints[name] ?? []);
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const plain = (): fc.Arbitrary<unknown> => {
    switch (def.type) {
      case "string":
        return textFor(schema);
      case "number":
        return fc.constantFrom(...passing(schema, [...numbers, ...edgesOf(schema)]));
      case "boolean":
        return fc.boolean();
      case "enum":
        return fc.constantFrom(...Object.values(def.entries));
      case "literal":
        return fc.constantFrom(...def.values);
      case "array": {
        const { minimum, maximum } = limitsOf(schema);
        return fc.array(fittingValue(def.element, hints, name), {
          minLength: minimum,
          maxLength: Math.max(minimum, Math.min(maximum, 4)),
        });
      }
      case "object":
        return fc.record(
          Object.fromEntries(
            Object.entries(def.shape).map(([key, field]) => [key, fittingValue(field, hints, key)]),
          ),
          { requiredKeys: Object.entries(def.shape).flatMap(([key, f]) => (f._zod.optin ? [] : [key])) },
        );
      case "optional":
      case "default":
      case "prefault":
      case "nonoptional":
      case "readonly":
        return inner(def.innerType);
      case "nullable":
        return fc.option(inner(def.innerType), { freq: 4 });
      case "union":
        return fc.oneof(...def.options.map(inner));
      case "pipe":
        return inner(def.in);
      default:
        return fc.jsonValue();
    }
  };
  if (hinted.length === 0) return plain();
  return fc.oneof({ arbitrary: fc.constantFrom(...hinted), weight: 9 }, { arbitrary: plain(), weight: 1 });
}

const wild: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...hostileTexts, ...unstorableTexts),
  fc.constantFrom(...numbers, null, true, "", [], {}, [[[]]]),
  fc.constantFrom(
    "长".repeat(30_000),
    Array.from({ length: 5000 }, () => "x"),
    { constructor: { prototype: 1 } },
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A copy of the value with one place in it, chosen by `pick`, replaced. */
function replaced(value: unknown, pick: number, by: unknown): unknown {
  if (value === null || typeof value !== "object") return by;
  const keys = Object.keys(value);
  const at = pick % (keys.length + 2);
  const key = keys[at];
  if (key === undefined)
    return at === keys.length && !Array.isArray(value) ? { ...value, 意外的字段: by } : by;
  const next = Math.floor(pick / (keys.length + 2));
  const changed = replaced((value as Record<string, unknown>)[key], next, by);
  return Array.isArray(value)
    ? value.map((item: unknown, n) => (n === at ? changed : item))
    : { ...value, [key]: changed };
}

/** What a client may send for the schema: two thirds as it should be, one third with one place replaced by anything. */
export const sentValue = (schema: z.ZodType, hints: Hints): fc.Arbitrary<unknown> =>
  fc
    .tuple(fittingValue(schema, hints), fc.integer({ min: 0, max: 2 }), fc.nat(), wild)
    .map(([value, chance, pick, by]) => (chance === 0 ? replaced(value, pick, by) : value));
