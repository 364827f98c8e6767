import type { FieldProblem } from "../platform/field-problems.js";
import { codeSystems, lookup, procedureList } from "../terminology/index.js";
import type { OpinionParts } from "./domain/opinion.js";

const isProcedure = (code: string): boolean => procedureList().byCode.has(code);
const isDiagnosis = (code: string): boolean =>
  lookup(codeSystems(), "diagnosis", code) !== undefined ||
  lookup(codeSystems(), "icd10", code) !== undefined;

/** Codes that the terminology does not have, by field; empty: none. */
export const codeFaults = ({ diagnoses, orders }: OpinionParts): FieldProblem[] => [
  ...diagnoses.flatMap(({ code }, i) =>
    code === null || isDiagnosis(code)
      ? []
      : [
          {
            path: `diagnoses.${i}.code`,
            zh: `没有诊断编码 ${code}，请重新选择`,
            en: `There is no diagnosis code ${code}; choose again`,
          },
        ],
  ),
  ...orders.flatMap(({ code }, i) =>
    code === null || isProcedure(code)
      ? []
      : [
          {
            path: `orders.${i}.code`,
            zh: `没有操作编码 ${code}，请重新选择`,
            en: `There is no procedure code ${code}; choose again`,
          },
        ],
  ),
];
