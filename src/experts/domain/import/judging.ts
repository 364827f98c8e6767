import type { FieldId } from "./fields.js";
import type { ProblemCode, TextValues } from "./problem-texts.js";

export type JudgeOptions = {
  /** Civil date against which dates are judged. */
  readonly today: string;
  /** Institution for rows that name none. */
  readonly defaultInstitution?: string;
};

/** Records a problem of the row being judged. */
export type Note = (field: FieldId, code: ProblemCode, values?: TextValues) => void;
