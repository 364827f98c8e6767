/** As much of JSON Schema 2020-12 as OpenAPI 3.1 gives us; unknown keys are ignored. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
  readonly description?: string;
  readonly $ref?: string;
}

/** One line of a request's or reply's shape. */
export interface FieldLine {
  /** `parties[].side`: the whole path, so that a line can be read alone. */
  readonly path: string;
  readonly depth: number;
  readonly type: string;
  readonly isRequired: boolean;
  readonly isNullable: boolean;
  /** Allowed values and limits, such as `1–100` or `active | paused`. */
  readonly limits: string;
  readonly description: string;
}

const safeInteger = Number.MAX_SAFE_INTEGER;
const deepest = 6;

/** The lines of a schema in order of declaration; a value that is no object is one line without a path. */
export function fieldLines(
  schema: Schema,
  schemas: Readonly<Record<string, Schema>> = {},
): readonly FieldLine[] {
  const lines: FieldLine[] = [];
  const root = resolve(schema, schemas);
  if (root.core.properties === undefined && root.core.items === undefined) return [lineOf("", 0, root, true)];
  walk(root, "", 0, schemas, lines);
  return lines;
}

interface Resolved {
  readonly core: Schema;
  readonly isNullable: boolean;
  /** More than one shape besides null. */
  readonly others: readonly Schema[];
}

/** Follows a reference and takes `null` out of a choice. */
function resolve(schema: Schema, schemas: Readonly<Record<string, Schema>>): Resolved {
  if (schema.$ref !== undefined) {
    const target = schemas[schema.$ref.split("/").at(-1) ?? ""];
    return target === undefined ? { core: {}, isNullable: false, others: [] } : resolve(target, schemas);
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    const real = choices.filter(({ type }) => type !== "null");
    const [first, ...others] = real;
    const inner = resolve(first ?? {}, schemas);
    return {
      core: { ...inner.core, ...described(schema) },
      isNullable: inner.isNullable || real.length < choices.length,
      others,
    };
  }
  if (schema.allOf !== undefined) {
    const parts = schema.allOf.map((part) => resolve(part, schemas).core);
    const properties: Record<string, Schema> = {};
    for (const part of parts) Object.assign(properties, part.properties);
    return {
      core: {
        ...parts.reduce<Schema>((all, part) => ({ ...all, ...part }), {}),
        properties,
        required: parts.flatMap(({ required }) => required ?? []),
      },
      isNullable: false,
      others: [],
    };
  }
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  return { core: schema, isNullable: types.includes("null"), others: [] };
}

const described = ({ description, default: standard }: Schema): Schema => ({
  ...(description !== undefined && { description }),
  ...(standard !== undefined && { default: standard }),
});

function walk(
  { core }: Resolved,
  path: string,
  depth: number,
  schemas: Readonly<Record<string, Schema>>,
  lines: FieldLine[],
): void {
  if (depth > deepest) return;
  if (core.items !== undefined) {
    const item = resolve(core.items, schemas);
    const below = `${path}[]`;
    if (item.core.properties === undefined && path === "") lines.push(lineOf(below, depth, item, true));
    walk(item, below, depth, schemas, lines);
    return;
  }
  for (const [name, property] of Object.entries(core.properties ?? {})) {
    const resolved = resolve(property, schemas);
    const below = path === "" ? name : `${path}.${name}`;
    lines.push(lineOf(below, depth, resolved, core.required?.includes(name) === true));
    walk(resolved, below, depth + 1, schemas, lines);
  }
  if (typeof core.additionalProperties === "object") {
    const value = resolve(core.additionalProperties, schemas);
    const below = `${path}{}`;
    if (value.core.properties !== undefined || value.core.items !== undefined)
      walk(value, below, depth + 1, schemas, lines);
  }
}

function lineOf(path: string, depth: number, resolved: Resolved, isRequired: boolean): FieldLine {
  const { core, isNullable, others } = resolved;
  const types = [core, ...others].map(typeWords);
  return {
    path,
    depth,
    type: [...new Set(types)].join(" | "),
    isRequired,
    isNullable,
    limits: limitWords(core),
    description: core.description ?? "",
  };
}

function typeWords(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const types = (typeof schema.type === "string" ? [schema.type] : (schema.type ?? [])).filter(
    (type) => type !== "null",
  );
  const [type = "any"] = types;
  if (type === "array") {
    const items = schema.items === undefined ? "any" : typeWords(schema.items);
    return `${items}[]`;
  }
  if (schema.format !== undefined) return schema.format;
  if (type === "object" && typeof schema.additionalProperties === "object")
    return `{ [key]: ${typeWords(schema.additionalProperties)} }`;
  return types.length === 0 && schema.properties !== undefined ? "object" : types.join(" | ") || type;
}

/** Formats say it already: the pattern of a uuid or a date is noise. */
function limitWords(schema: Schema): string {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  const range = (least: number | undefined, most: number | undefined, unit: string): string[] => {
    const low = least === undefined || least <= -safeInteger ? undefined : least;
    const high = most === undefined || most >= safeInteger ? undefined : most;
    if (low === undefined && high === undefined) return [];
    const text = low === undefined ? `≤ ${high ?? ""}` : high === undefined ? `≥ ${low}` : `${low}–${high}`;
    return [`${text}${unit}`];
  };
  return [
    ...(schema.enum === undefined ? [] : [schema.enum.map(String).join(" | ")]),
    ...range(minimum, maximum, ""),
    ...range(minLength, maxLength, " 字 chars"),
    ...range(minItems, maxItems, " 项 items"),
    ...(schema.pattern === undefined || schema.format !== undefined ? [] : [schema.pattern]),
    ...(schema.default === undefined ? [] : [`= ${JSON.stringify(schema.default)}`]),
  ].join("; ");
}
