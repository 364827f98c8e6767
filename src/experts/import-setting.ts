import { civilDate } from "../kernel/time.js";
import { listOrganizations, type Organization } from "../organizations/index.js";
import type { Tx } from "../platform/database/database.js";
import type { Table } from "../platform/tabular/index.js";
import { readAliases } from "../terminology/index.js";
import { foldForKey } from "./domain/import/clean-text.js";
import type { ColumnMapping } from "./domain/import/columns.js";
import { hospitalsByName } from "./domain/place-rows.js";
import { expertTerms, type ExpertTerms } from "./import-terms.js";
import { findDepartments } from "./store/recode.js";

/** The hospitals rows can belong to: every registered institution but the operator's own. */
export const listHospitals = async (tx: Tx): Promise<Organization[]> =>
  (await listOrganizations(tx)).filter((one) => one.kind === "hospital");

/** Names of departments by the hospital cell they stand beside, in a list; an empty hospital cell repeats the one above. */
export function departmentsIn(
  table: Table,
  mapping: ColumnMapping,
  defaultInstitution: string | undefined,
): ReadonlyMap<string, ReadonlySet<string>> {
  const columnOf = (field: string): number | undefined =>
    mapping.columns.find((column) => column.field === field)?.columnIndex;
  const [hospital, department] = [columnOf("institution"), columnOf("department")];
  const found = new Map<string, Set<string>>();
  if (department === undefined) return found;
  let last = defaultInstitution ?? "";
  for (const row of table.rows.slice(mapping.headerRowIndex + 1)) {
    const cell = hospital === undefined ? "" : (row[hospital] ?? "").trim();
    if (cell !== "") last = cell;
    const names = found.get(last) ?? new Set<string>();
    for (const name of (row[department] ?? "").split(/[、，,;；/]/u))
      if (name.trim() !== "") names.add(name.trim());
    found.set(last, names);
  }
  return found;
}

/**
 * The code systems with the names that people have decided and the departments these hospitals are known to have.
 * @param hospitals those whose names and departments are read.
 * @param list what a list says besides: its departments, by hospital cell, and who brings it (null: everybody).
 */
export async function loadTerms(
  tx: Tx,
  hospitals: readonly Organization[],
  list: {
    readonly departments?: ReadonlyMap<string, ReadonlySet<string>>;
    readonly importerId?: string | null;
  } = {},
): Promise<ExpertTerms> {
  const byName = hospitalsByName(hospitals);
  const departments = new Map<string, Set<string>>();
  const add = (hospital: string, names: Iterable<string>): void => {
    const known = departments.get(hospital) ?? new Set<string>();
    for (const name of names) known.add(name);
    departments.set(hospital, known);
  };
  const nameOf = new Map<string, string>(hospitals.map(({ id, name }) => [id, name]));
  for (const { organizationId, departmentKey } of await findDepartments(tx, [...nameOf.keys()]))
    add(nameOf.get(organizationId) ?? "", [departmentKey]);
  for (const [cell, names] of list.departments ?? []) add(byName.get(foldForKey(cell))?.name ?? cell, names);
  return expertTerms({
    today: civilDate(tx.now),
    hospitals: new Map(hospitals.map((hospital) => [hospital.name, hospital])),
    aliases: await readAliases(tx),
    importerId: list.importerId ?? null,
    departments,
  });
}
