import { listOrganizations } from "../organizations/index.js";
import type { Tx } from "../platform/database/database.js";
import { searchDiagnoses } from "./domain/diagnosis-search.js";
import { buildHospitalIndex, normaliseHospital } from "./domain/hospitals/normalise-hospital.js";
import { normaliseTerms } from "./domain/terms/normalise-terms.js";
import { diagnosisIndex, procedureList, regionIndex, termReader } from "./load.js";
import { findProcedures } from "./search-terms.js";
import type { StoredCandidate, TermKind } from "./tables.js";

const mostSuggested = 5;

/** The institutions a hospital's name may mean: every registered one but the operator's own. */
export const hospitalsToChooseFrom = async (tx: Tx) =>
  (await listOrganizations(tx)).filter((one) => one.kind === "hospital");

/** 1 for the first, a little less for each that follows: comparable within one name only. */
const ranked = (rows: readonly { readonly code: string; readonly name: string }[]): StoredCandidate[] =>
  rows
    .slice(0, mostSuggested)
    .map(({ code, name }, i) => ({ code, name, score: Math.round(90 - 10 * i) / 100 }));

/**
 * Candidates for names that were queued without any: they are looked for when somebody looks, not while a list of
 * thousands of disease names is imported. Best first.
 */
export async function suggester(
  tx: Tx,
  groups: readonly { readonly kind: TermKind }[],
): Promise<(kind: TermKind, name: string) => readonly StoredCandidate[]> {
  const hospitals = groups.some(({ kind }) => kind === "hospital")
    ? buildHospitalIndex(await hospitalsToChooseFrom(tx), regionIndex())
    : undefined;
  return (kind, name) => {
    if (kind === "diagnosis" || kind === "procedure") {
      const read = normaliseTerms(termReader(kind), name).terms.flatMap(({ candidates }) => candidates);
      if (read.length > 0) return read.slice(0, mostSuggested);
    }
    if (kind === "procedure") return ranked(findProcedures(procedureList(), name, mostSuggested));
    if (kind === "diagnosis" || kind === "symptom")
      return ranked(searchDiagnoses(diagnosisIndex(), name, mostSuggested));
    if (hospitals === undefined || kind !== "hospital") return [];
    return normaliseHospital(hospitals, name).candidates.map(({ id, name: full, score }) => ({
      code: id,
      name: full,
      score,
    }));
  };
}
