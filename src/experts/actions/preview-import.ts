import { createHash, randomUUID } from "node:crypto";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { civilDate } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import type { Organization } from "../../organizations/index.js";
import type { Tx } from "../../platform/database/database.js";
import type { Table } from "../../platform/tabular/index.js";
import type { StoredMapping } from "../api.js";
import { cleanLine, foldForKey } from "../domain/import/clean-text.js";
import type { ColumnMapping } from "../domain/import/columns.js";
import { hospitalsByName } from "../domain/place-rows.js";
import { departmentsIn, listHospitals, loadTerms } from "../import-setting.js";
import type { ExpertTerms } from "../import-terms.js";
import { auditImport, type Importer } from "../importer.js";
import { compareRows } from "../land-rows.js";
import { type ComparedRow, describeList } from "../preview.js";
import {
  type ColumnChoices,
  type JudgedList,
  judgeList,
  type ListRefusal,
  mapColumns,
  openList,
} from "../read-list.js";
import { addRun, findRun, type ImportRun, savePreview } from "../store/import-runs.js";

/** Whose experts a list holds, as the importer says it. */
export interface ListOptions {
  /** A registered institution for rows that name none. */
  readonly defaultOrganizationId?: string | undefined;
  readonly createsInstitutions: boolean;
}

export type OptionRefusal = "institution_not_allowed" | "only_operator_registers" | "organization_not_found";

interface Defaults {
  readonly hospitals: readonly Organization[];
  readonly defaultOrganization: Organization | undefined;
  readonly now: Instant;
}

/** An institution imports for itself; the operator for whom he names, and may have new hospitals registered. */
export async function findDefaults(
  tx: Tx,
  importer: Pick<Importer, "isPlatform" | "institutionId">,
  options: ListOptions,
): Promise<Result<Defaults, OptionRefusal>> {
  const hospitals = await listHospitals(tx);
  const id = options.defaultOrganizationId ?? (importer.isPlatform ? undefined : importer.institutionId);
  if (!importer.isPlatform && id !== importer.institutionId) return refuse("institution_not_allowed");
  if (!importer.isPlatform && options.createsInstitutions) return refuse("only_operator_registers");
  const defaultOrganization = hospitals.find((hospital) => hospital.id === id);
  if (id !== undefined && defaultOrganization === undefined) return refuse("organization_not_found");
  return ok({ hospitals, defaultOrganization, now: tx.now });
}

export interface ReadList {
  readonly list: JudgedList;
  readonly terms: ExpertTerms;
  readonly defaultInstitution: string | undefined;
}

/** Judges the rows of an open table against what is registered and decided now. */
export async function judgeTable(
  importer: Importer,
  table: Table,
  mapping: ColumnMapping,
  options: ListOptions & { readonly defaultInstitution?: string | undefined },
  onStep?: (share: number) => void,
): Promise<Result<ReadList, OptionRefusal>> {
  const setting = await importer.database.withTx(importer.context, async (tx) => {
    const found = await findDefaults(tx, importer, options);
    if (!found.ok) return found;
    const { hospitals, defaultOrganization, now } = found.value;
    const defaultInstitution = defaultOrganization?.name ?? options.defaultInstitution;
    const terms = await loadTerms(tx, hospitals, {
      departments: departmentsIn(table, mapping, defaultInstitution),
      importerId: importer.institutionId,
    });
    return ok({ hospitals, defaultInstitution, terms, now });
  });
  if (!setting.ok) return setting;
  const { hospitals, terms, now } = setting.value;
  const known = hospitalsByName(hospitals).get(foldForKey(setting.value.defaultInstitution ?? ""));
  const defaultInstitution = known?.name ?? setting.value.defaultInstitution;
  const list = await judgeList(
    table,
    mapping,
    {
      hospitals,
      terms,
      defaultInstitution,
      today: civilDate(now),
      ownInstitutionId: importer.isPlatform ? null : importer.institutionId,
      createsInstitutions: options.createsInstitutions,
    },
    onStep,
  );
  return ok({ list, terms, defaultInstitution });
}

/** Rows compared in one transaction: others are served between. */
const rowsPerLook = 500;

/** What importing the list would do to what is stored now. */
export async function compareList(
  importer: Importer,
  mapping: ColumnMapping,
  list: JudgedList,
): Promise<ComparedRow[]> {
  const compared: ComparedRow[] = [];
  for (let from = 0; from < list.rows.length; from += rowsPerLook) {
    const slice = list.rows.slice(from, from + rowsPerLook);
    compared.push(
      ...(await importer.database.withTx(importer.context, (tx) =>
        compareRows(tx, slice, { cipher: importer.cipher, mapping }),
      )),
    );
  }
  return compared;
}

/** The stored form of a file's bytes: encrypted, because lists hold ID numbers. */
export const sealFile = (importer: Importer, bytes: Uint8Array): Uint8Array =>
  Buffer.from(importer.cipher.encrypt(Buffer.from(bytes).toString("base64")), "utf8");

/** The bytes of a run's file. Throws when the store has lost them. */
export async function readRunFile(importer: Importer, run: ImportRun): Promise<Uint8Array> {
  const stored = await importer.files.get(run.fileId);
  if (stored === undefined) throw new Error(`file ${run.fileId} is missing from the file store`);
  return Buffer.from(importer.cipher.decrypt(Buffer.from(stored).toString("utf8")), "base64");
}

const storedMapping = (mapping: ColumnMapping): StoredMapping => ({
  headerRowIndex: mapping.headerRowIndex,
  columns: [...mapping.columns],
  unmapped: [...mapping.unmapped],
  missing: [...mapping.missing],
});

export type PreviewRefusal = OptionRefusal | ListRefusal;

/**
 * Takes a list in as a preview: nothing of it is in the pool yet. Refuses a file that is no expert list with the
 * reader's own words, and options the importer may not use.
 */
export async function startImport(
  importer: Importer,
  file: { readonly name: string; readonly content: Uint8Array },
  options: ListOptions & { readonly choices?: ColumnChoices; readonly defaultInstitution?: string },
  onStep?: (share: number) => void,
): Promise<Result<ImportRun, PreviewRefusal>> {
  const table = await openList(file.content);
  if (!table.ok) return table;
  const defaults = await importer.database.withTx(importer.context, (tx) =>
    findDefaults(tx, importer, options),
  );
  if (!defaults.ok) return defaults;
  const defaultInstitution = defaults.value.defaultOrganization?.name ?? options.defaultInstitution;
  const mapping = mapColumns(table.value, options.choices ?? {}, defaultInstitution !== undefined);
  if (!mapping.ok) return mapping;
  const read = await judgeTable(importer, table.value, mapping.value, options, onStep);
  if (!read.ok) return read;
  const compared = await compareList(importer, mapping.value, read.value.list);
  const summary = describeList(table.value, mapping.value, read.value.list, compared);
  const id = randomUUID();
  const fileId = randomUUID();
  const name = cleanLine(file.name).slice(0, 200).toWellFormed();
  await importer.files.put(fileId, sealFile(importer, file.content));
  try {
    const started = await importer.database.withTx(importer.lastContext, async (tx) => {
      await addRun(
        tx,
        {
          id: fileId,
          institutionId: importer.institutionId,
          name,
          mediaType: "application/octet-stream",
          sizeBytes: file.content.length,
          sha256: createHash("sha256").update(file.content).digest("hex"),
          createdBy: importer.personId,
        },
        {
          id,
          institutionId: importer.institutionId,
          defaultOrganizationId: defaults.value.defaultOrganization?.id ?? null,
          createsInstitutions: options.createsInstitutions,
          fileName: name,
          mapping: storedMapping(mapping.value),
          summary,
        },
      );
      await auditImport(tx, importer, {
        outcome: "done",
        subjectId: id,
        details: { step: "preview", rows: summary.counts.rows, rejected: summary.counts.rejected },
      });
      const run = await findRun(tx, id);
      if (run === undefined) throw new Error("the import run vanished");
      return ok(run);
    });
    // A repeated request gets the first one's run; this copy of the file belongs to nobody.
    if (started.ok && started.value.id !== id) await importer.files.delete(fileId);
    return started;
  } catch (error) {
    await importer.files.delete(fileId);
    throw error;
  }
}

export type RunRefusal = "import_not_found" | "import_not_a_preview" | "import_discarded" | "columns_missing";

/** Reads the same file anew with other columns. Refuses a run that is no longer a preview. */
export async function remapImport(
  importer: Importer,
  importId: string,
  choices: ColumnChoices & { readonly headerRow?: number },
): Promise<Result<ImportRun, RunRefusal | PreviewRefusal>> {
  const run = await importer.database.withTx(importer.context, (tx) => findRun(tx, importId));
  if (run === undefined) return refuse("import_not_found");
  if (run.status !== "preview") return refuse("import_not_a_preview");
  const table = await openList(await readRunFile(importer, run));
  if (!table.ok) return table;
  const { headerRow } = choices;
  const asked = headerRow === undefined ? undefined : table.value.rowNumbers.indexOf(headerRow);
  const headerRowIndex = asked === undefined || asked < 0 ? run.mapping.headerRowIndex : asked;
  const options = runOptions(run);
  const hasDefault = options.defaultOrganizationId !== undefined;
  const mapping = mapColumns(
    table.value,
    { headerRowIndex, ...(choices.chosen && { chosen: choices.chosen }) },
    hasDefault,
  );
  if (!mapping.ok) return mapping;
  const read = await judgeTable(importer, table.value, mapping.value, options);
  if (!read.ok) return read;
  const compared = await compareList(importer, mapping.value, read.value.list);
  const summary = describeList(table.value, mapping.value, read.value.list, compared);
  return importer.database.withTx(importer.lastContext, async (tx) => {
    if (!(await savePreview(tx, importId, { mapping: storedMapping(mapping.value), summary })))
      return refuse("import_not_a_preview");
    const changed = await findRun(tx, importId);
    return changed === undefined ? refuse("import_not_found") : ok(changed);
  });
}

/** The options a run was started with. */
export const runOptions = (run: ImportRun): ListOptions => ({
  defaultOrganizationId: run.defaultOrganizationId ?? undefined,
  createsInstitutions: run.createsInstitutions,
});
