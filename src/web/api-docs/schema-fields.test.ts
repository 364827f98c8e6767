import { expect, test } from "vitest";
import { fieldLines } from "./schema-fields.js";

const brief = (schema: Parameters<typeof fieldLines>[0], schemas = {}) =>
  fieldLines(schema, schemas).map(({ path, type, isRequired, isNullable, limits }) =>
    [path, type, isRequired ? "!" : "?", isNullable ? "null" : "", limits].join(" ").trim(),
  );

test("an object's fields come in order with type, need and limits", () => {
  expect(
    brief({
      type: "object",
      required: ["id", "cap"],
      properties: {
        id: { type: "string", format: "uuid", pattern: "^long$" },
        cap: { type: "integer", minimum: 0, maximum: 100 },
        total: { type: "integer", minimum: -9007199254740991, maximum: 9007199254740991 },
        mode: { type: "string", enum: ["written", "video"], default: "written" },
        note: { type: ["string", "null"], maxLength: 5 },
      },
    }),
  ).toEqual([
    "id uuid !",
    "cap integer !  0–100",
    "total integer ?",
    'mode string ?  written | video; = "written"',
    "note string ? null ≤ 5 字 chars",
  ]);
});

test("lists, records, choices and references are followed", () => {
  const schema = {
    type: "object",
    required: ["items"],
    properties: {
      items: { type: "array", maxItems: 3, items: { $ref: "#/components/schemas/Line" } },
      details: { type: "object", additionalProperties: { type: "string" } },
      search: {
        anyOf: [{ type: "object", properties: { ring: { type: "string" } } }, { type: "null" }],
      },
    },
  };
  expect(brief(schema, { Line: { type: "object", properties: { code: { type: "string" } } } })).toEqual([
    "items any[] !  ≤ 3 项 items",
    "items[].code string ?",
    "details { [key]: string } ?",
    "search object ? null",
    "search.ring string ?",
  ]);
});

test("a bare value is one line; a shape that holds itself ends", () => {
  expect(brief({ type: "null" })).toEqual(["any ! null"]);
  const node = { type: "object", properties: { child: { $ref: "#/components/schemas/Node" } } };
  expect(brief(node, { Node: node }).length).toBeLessThan(10);
});
