import { ok, type Result } from "../../kernel/result.js";
import { listTenants } from "../../identity/index.js";
import { type Database, systemContext } from "../../platform/database/database.js";
import type { FieldCipher } from "../../platform/field-cipher.js";
import type { FileStore } from "../../platform/files/file-store.js";
import { foldForKey } from "../domain/import/clean-text.js";
import { type ImportSummary, rejectedRow, summarise } from "../domain/import/summary.js";
import { hospitalsByName } from "../domain/place-rows.js";
import { listHospitals } from "../import-setting.js";
import type { Importer } from "../importer.js";
import { mapColumns, missingColumns, openList } from "../read-list.js";
import { countRows, listRowsWithProblems } from "../store/import-runs.js";
import { applyImport, registerHospitals } from "./apply-import.js";
import {
  compareList,
  judgeTable,
  type PreviewRefusal,
  type RunRefusal,
  startImport,
} from "./preview-import.js";

/** Where the command line works. */
export interface ImportHost {
  readonly database: Database;
  readonly files: FileStore;
  readonly cipher: FieldCipher;
}

export interface FileImport {
  readonly name: string;
  readonly content: Uint8Array;
  /** Hospital of rows that name none, by any of its names. */
  readonly institution: string | undefined;
  readonly createsInstitutions: boolean;
  readonly language: "zh" | "en";
  /** Judging is the first part of the work, landing the second; each from 0 to 1. */
  readonly onStep: (part: "judge" | "land", share: number) => void;
}

export type FileRefusal = PreviewRefusal | RunRefusal | "no_operator" | "institution_unknown";

/** The platform's own work in the name of its operator; undefined before the installation has one. */
async function systemImporter(host: ImportHost): Promise<Importer | undefined> {
  const tenants = await host.database.withTx(systemContext, listTenants);
  const operator = tenants.find((tenant) => tenant.kind === "operator");
  return operator && importerFor(host, operator.id);
}

const importerFor = (host: ImportHost, institutionId: string): Importer => ({
  ...host,
  context: systemContext,
  lastContext: systemContext,
  institutionId,
  personId: null,
  label: "consilium import",
  isPlatform: true,
});

/** Stands for the operator of an installation that has none: a rehearsal writes nothing in anybody's name. */
const nobody = "00000000-0000-0000-0000-000000000000";

/**
 * What importing the file would do, without doing any of it. Refuses a file that is no expert list, one without the
 * required columns, and a default hospital nobody knows (unless unknown ones are to be registered).
 */
export async function rehearseFile(
  host: ImportHost,
  file: FileImport,
): Promise<Result<ImportSummary, FileRefusal>> {
  const importer = (await systemImporter(host)) ?? importerFor(host, nobody);
  const institution = await findInstitution(importer, file);
  if (!institution.ok) return institution;
  const table = await openList(file.content);
  if (!table.ok) return table;
  const mapping = mapColumns(table.value, {}, file.institution !== undefined);
  if (!mapping.ok) return mapping;
  if (mapping.value.missing.length > 0) return missingColumns(mapping.value.missing);
  const options = {
    createsInstitutions: file.createsInstitutions,
    defaultOrganizationId: institution.value,
    defaultInstitution: file.institution,
  };
  const read = await judgeTable(importer, table.value, mapping.value, options, (share) =>
    file.onStep("judge", share),
  );
  if (!read.ok) return read;
  const compared = await compareList(importer, mapping.value, read.value.list);
  const landings = new Map(compared.map(({ row, compared: landing }) => [row, landing]));
  return ok(
    summarise(
      compared.map(({ row }) => row),
      (row) => landings.get(row) ?? "new",
      file.language,
    ),
  );
}

/** Imports the file in the operator's name: preview, then landing; see {@link startImport} and {@link applyImport}. */
export async function importFile(
  host: ImportHost,
  file: FileImport,
): Promise<Result<ImportSummary, FileRefusal>> {
  const importer = await systemImporter(host);
  if (importer === undefined) return { ok: false, error: "no_operator" };
  const institution = await findInstitution(importer, file);
  if (!institution.ok) return institution;
  const { institution: name } = file;
  const defaultOrganizationId =
    institution.value ??
    (name === undefined
      ? undefined
      : (await registerHospitals(importer, [name], null)).get(foldForKey(name)));
  const started = await startImport(
    importer,
    file,
    { createsInstitutions: file.createsInstitutions, defaultOrganizationId },
    (share) => file.onStep("judge", share),
  );
  if (!started.ok) return started;
  if (started.value.mapping.missing.length > 0) return missingColumns(started.value.mapping.missing);
  const run = await applyImport(importer, started.value.id, (done, all) =>
    file.onStep("land", all === 0 ? 1 : done / all),
  );
  if (!run.ok) return run;
  return importer.database.withTx(importer.context, async (tx) => {
    const counts = (await countRows(tx, [run.value.id])).get(run.value.id);
    const rejected = await listRowsWithProblems(tx, run.value.id, { results: ["rejected"], limit: 100_000 });
    return ok({
      rows: counts?.rows ?? 0,
      imported: counts?.imported ?? 0,
      unchanged: counts?.unchanged ?? 0,
      review: counts?.review ?? 0,
      rejected: rejected.map((row) => rejectedRow({ ...row, outcome: "rejected" }, file.language)),
    });
  });
}

/** The id of the default hospital; undefined when none is named, or when it is one to be registered. */
async function findInstitution(
  importer: Importer,
  file: FileImport,
): Promise<Result<string | undefined, "institution_unknown">> {
  const { institution } = file;
  if (institution === undefined) return ok(undefined);
  const hospitals = await importer.database.withTx(importer.context, listHospitals);
  const id = hospitalsByName(hospitals).get(foldForKey(institution))?.id;
  return id === undefined && !file.createsInstitutions ? { ok: false, error: "institution_unknown" } : ok(id);
}
