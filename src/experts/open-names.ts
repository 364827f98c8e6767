import type { TermKind } from "../terminology/index.js";
import type { ExpertRecord } from "./domain/import/record.js";
import type { ExpertTerms } from "./import-terms.js";

/** A name that landed without a code and is to be asked. */
export interface OpenName {
  readonly kind: TermKind;
  readonly organizationId: string;
  readonly label: string;
  /** Where it stood, without names of people. */
  readonly context: string;
  readonly reason: "ambiguous" | "unknown";
  readonly candidates: readonly { readonly code: string; readonly name: string; readonly score: number }[];
}

/** Where a name stood: what is not blank, in one line. */
export const contextOf = (parts: readonly string[]): string =>
  parts.filter((part) => part !== "").join(" · ");

/** A title cell nobody can read and diseases that are not on the list: they land as written and are asked. */
export function otherOpenNames(record: ExpertRecord, organizationId: string, terms: ExpertTerms): OpenName[] {
  const { titleCode, teachingTitleCode } = terms.titlesOf(record.titleText, record.institutionName);
  const isTitleRead = record.titleText === "" || titleCode !== null || teachingTitleCode !== null;
  return [
    ...(isTitleRead || record.supervisor !== null
      ? []
      : [unknownName("title", record.titleText, organizationId, record.departments[0]?.label ?? "")]),
    ...openDiseases(record, organizationId, terms),
  ];
}

/** Diseases of the record that have no code, each with the department and the number of patients it stood with. */
export const openDiseases = (record: ExpertRecord, organizationId: string, terms: ExpertTerms): OpenName[] =>
  record.diseases
    .filter(({ label }) => terms.diagnosisCodeOf(label, record.institutionName) === null)
    .map(({ label, count }) =>
      unknownName(
        "diagnosis",
        label,
        organizationId,
        contextOf([record.departments[0]?.label ?? "", count === null ? "" : `${String(count)} 例`]),
      ),
    );

const unknownName = (kind: TermKind, label: string, organizationId: string, context: string): OpenName => ({
  kind,
  organizationId,
  label,
  reason: "unknown",
  // Looked for when somebody looks: a list names thousands of diseases.
  candidates: [],
  context,
});
