import type { RequestForm } from "./request-form.js";

/** What every part of the form is given: the form as it stands, a way to change it, and what is wrong where. */
export interface FieldsProps {
  readonly form: RequestForm;
  readonly change: (part: Partial<RequestForm>) => void;
  /** The problem of the field at this path, in the reader's language. */
  readonly problemOf: (path: string) => string | undefined;
}
