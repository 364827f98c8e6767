import { z } from "zod";
import type { Words } from "../problem.js";
import type { Schema } from "./schema-fields.js";

const AnySchema = z.record(z.string(), z.unknown()).transform((schema) => schema as Schema);
const Content = z.record(z.string(), z.object({ schema: AnySchema.optional() }));

const Operation = z.object({
  operationId: z.string().default(""),
  summary: z.string().default(""),
  description: z.string().default(""),
  tags: z.array(z.string()).default([]),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().default(false),
        schema: AnySchema.default({}),
      }),
    )
    .default([]),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(z.string(), z.object({ content: Content.optional() })).default({}),
  "x-idempotency-key": z.string().optional(),
  "x-refusals": z
    .array(z.object({ code: z.string(), status: z.number(), zh: z.string(), en: z.string() }))
    .default([]),
});

/** The document as this page reads it; what it does not show is left out. */
export const OpenApi = z.object({
  info: z.object({ title: z.string(), version: z.string() }),
  components: z.object({ schemas: z.record(z.string(), AnySchema).default({}) }).default({ schemas: {} }),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
});
export type OpenApi = z.infer<typeof OpenApi>;

export interface ApiOperation {
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly group: string;
  readonly summary: Words;
  /** The policy action it asks for; undefined: open to whoever is not signed in. */
  readonly action: string | undefined;
  readonly needsIdempotencyKey: boolean;
  readonly inputs: readonly {
    readonly where: string;
    readonly name: string;
    readonly isRequired: boolean;
    readonly schema: Schema;
  }[];
  readonly body: { readonly mediaType: string; readonly schema: Schema | undefined } | undefined;
  readonly reply: Schema | undefined;
  readonly refusals: readonly {
    readonly code: string;
    readonly status: number;
    readonly zh: string;
    readonly en: string;
  }[];
}

/** "查找专家 Find experts": the Chinese half ends where the first English word begins. */
export function splitSummary(summary: string): Words {
  const halves = /^(.*?)\s+([A-Z][\s\S]*)$/u.exec(summary);
  return { zh: halves?.[1] ?? summary, en: halves?.[2] ?? summary };
}

const methods = ["get", "post", "put", "patch", "delete"];

/** Every operation in the order of the document. */
export function operationsOf(document: OpenApi): ApiOperation[] {
  return Object.entries(document.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod)
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]): ApiOperation => {
        const [body] = Object.entries(operation.requestBody?.content ?? {});
        const reply = operation.responses["200"]?.content?.["application/json"]?.schema;
        return {
          key: `${method} ${path}`,
          method: method.toUpperCase(),
          path,
          group: operation.tags[0] ?? "api",
          summary: splitSummary(operation.summary),
          action: /`([^`]+)`/u.exec(operation.description)?.[1],
          needsIdempotencyKey: operation["x-idempotency-key"] === "required",
          inputs: operation.parameters.map((one) => ({
            where: one.in,
            name: one.name,
            isRequired: one.required,
            schema: one.schema,
          })),
          body: body && { mediaType: body[0], schema: body[1].schema },
          reply,
          refusals: operation["x-refusals"],
        };
      }),
  );
}
