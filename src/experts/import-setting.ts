import { civilDate } from "../kernel/time.js";
import { listOrganizations, type Organization } from "../organizations/index.js";
import type { Tx } from "../platform/database/database.js";
import type { Table } from "../platform/tabular/index.js";
import { customAliases } from "../terminology/index.js";
import { foldForKey } from "./domain/import/clean-text.js";
import type { ColumnMapping } from "./domain/import/columns.js";
import { type Hospital, hospitalsByName } from "./domain/place-rows.js";
import { expertTerms, type ExpertTerms } from "./import-terms.js";

/** No institution has it: with it, only what holds for every institution is found. */
const nobody = "00000000-0000-0000-0000-000000000000";

/** The hospitals rows can belong to: every registered institution but the operator's own. */
export const listHospitals = async (tx: Tx): Promise<Organization[]> =>
  (await listOrganizations(tx)).filter((one) => one.kind === "hospital");

/** The hospitals that a list names, and the one that stands in where it names none. */
export function hospitalsIn(
  table: Table,
  mapping: ColumnMapping,
  hospitals: readonly Organization[],
  defaultInstitution: string | undefined,
): Organization[] {
  const column = mapping.columns.find(({ field }) => field === "institution")?.columnIndex;
  const names = new Set(
    column === undefined ? [] : table.rows.slice(mapping.headerRowIndex + 1).map((row) => row[column] ?? ""),
  );
  if (defaultInstitution !== undefined) names.add(defaultInstitution);
  const byName = hospitalsByName(hospitals);
  const ids = new Set([...names].flatMap((name) => byName.get(foldForKey(name))?.id ?? []));
  return hospitals.filter((hospital) => ids.has(hospital.id));
}

/** The code systems with the names that these hospitals, and everyone, have decided. One query a hospital. */
export async function loadTerms(
  tx: Tx,
  hospitals: readonly (Hospital & { classCode: string })[],
): Promise<ExpertTerms> {
  const known = new Map<string, { classCode: string; custom: ReadonlyMap<string, string> }>();
  for (const { id, name, classCode } of hospitals)
    known.set(name, { classCode, custom: await customAliases(tx, id) });
  return expertTerms({
    today: civilDate(tx.now),
    hospitals: known,
    custom: await customAliases(tx, nobody),
  });
}
