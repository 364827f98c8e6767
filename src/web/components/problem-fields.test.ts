import { expect, test } from "vitest";
import { OfflineError, ProblemError } from "../problem.js";
import { problemFields } from "./problem-fields.js";

test("field problems become form fields in the language of the page", () => {
  const error = new ProblemError({
    words: { zh: "有误", en: "Wrong" },
    code: "invalid_request",
    status: 400,
    fields: [
      { path: "diagnoses.0.code", zh: "不存在", en: "unknown" },
      { path: "diagnoses.0.code", zh: "太长", en: "too long" },
      { path: "", zh: "整体", en: "whole" },
    ],
  });
  expect(problemFields(error, "zh-CN")).toEqual([
    { name: ["diagnoses", 0, "code"], errors: ["不存在", "太长"] },
  ]);
  expect(problemFields(error, "en")[0]?.errors).toEqual(["unknown", "too long"]);
  expect(problemFields(new OfflineError(), "en")).toEqual([]);
});
