/** Kinds of names that are read, and asked when they cannot be. A hospital's code is the id of a registered institution. */
export type TermKind = "specialty" | "title" | "diagnosis" | "procedure" | "symptom" | "hospital";
