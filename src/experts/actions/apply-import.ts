import { randomUUID } from "node:crypto";
import { groupBy } from "../../kernel/collections.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { addOrganization } from "../../organizations/index.js";
import type { Tx } from "../../platform/database/database.js";
import { announce } from "../../platform/live.js";
import {
  institutionKindOf,
  queueReview,
  readAliases,
  regionIndex,
  specialtyKey,
} from "../../terminology/index.js";
import { hospitalsByName, type PlacedRow } from "../domain/place-rows.js";
import { foldForKey } from "../domain/import/clean-text.js";
import { type NamedRegion, regionOfName } from "../domain/region-of-name.js";
import { listHospitals } from "../import-setting.js";
import type { ExpertTerms } from "../import-terms.js";
import { auditImport, type Importer } from "../importer.js";
import { landRows } from "../land-rows.js";
import type { OpenName } from "../open-names.js";
import { bumpPool, lockPool } from "../pool.js";
import { openList } from "../read-list.js";
import { recode } from "../recode.js";
import { addRows, countRows, findRun, type ImportRun, moveRun, recordedRows } from "../store/import-runs.js";
import {
  judgeTable,
  type PreviewRefusal,
  readRunFile,
  runOptions,
  type RunRefusal,
} from "./preview-import.js";

/** Rows a transaction: short enough that nobody waits long for the pool, long enough to be fast. */
const rowsPerChunk = 500;

/**
 * Lands the previewed list: good rows and rows with an open question enter the pool, rejected rows are kept with their
 * reasons. Runs in chunks, each recorded with what it changed, so that calling it again after a crash goes on where it
 * stopped and never lands a row twice; for a run that has ended it answers with what it did.
 * @param onRows called with the number of rows dealt with so far and of all rows.
 */
export async function applyImport(
  importer: Importer,
  importId: string,
  onRows: (done: number, all: number) => void = () => undefined,
): Promise<Result<ImportRun, RunRefusal | PreviewRefusal>> {
  const started = await importer.database.withTx(importer.context, (tx) => beginApplying(tx, importId));
  if (!started.ok) return started;
  const run = started.value;
  if (run.status === "applied") return ok(run);
  const table = await openList(await readRunFile(importer, run));
  if (!table.ok) return table;
  const read = await judgeTable(importer, table.value, run.mapping, runOptions(run));
  if (!read.ok) return read;
  const { list, terms } = read.value;
  const rows =
    list.toRegister.length === 0 ? list.rows : await placeAtNew(importer, run, list.rows, list.toRegister);
  for (let from = 0; from < rows.length; from += rowsPerChunk) {
    const chunk = rows.slice(from, from + rowsPerChunk);
    await importer.database.withTx(importer.context, (tx) => applyChunk(tx, importer, run, chunk, terms));
    onRows(Math.min(rows.length, from + rowsPerChunk), rows.length);
  }
  return importer.database.withTx(importer.lastContext, async (tx) => {
    const counts = (await countRows(tx, [importId])).get(importId);
    // False: another call of the same import was faster; the outcome is the same.
    if (await moveRun(tx, importId, "applying", "applied"))
      await auditImport(tx, importer, {
        outcome: "done",
        subjectId: importId,
        details: { step: "applied", ...counts },
      });
    const applied = await findRun(tx, importId);
    return applied === undefined ? refuse("import_not_found") : ok(applied);
  });
}

async function beginApplying(tx: Tx, importId: string): Promise<Result<ImportRun, RunRefusal>> {
  const run = await findRun(tx, importId, "lock");
  if (run === undefined) return refuse("import_not_found");
  if (run.status === "discarded") return refuse("import_discarded");
  if (run.mapping.missing.length > 0) return refuse("columns_missing");
  if (run.status === "preview") await moveRun(tx, importId, "preview", "applying");
  return ok(run);
}

/** The rows with their hospitals, those that nobody knew registered first. */
async function placeAtNew(
  importer: Importer,
  run: ImportRun,
  rows: readonly PlacedRow[],
  names: readonly string[],
): Promise<readonly PlacedRow[]> {
  const ids = await registerHospitals(importer, names, run.id);
  return rows.map((row) =>
    row.record === null || row.organizationId !== null
      ? row
      : { ...row, organizationId: ids.get(foldForKey(row.record.institutionName)) ?? null },
  );
}

/**
 * Registers the hospitals of these names that nobody knows, with the region their names begin with. Looks again under
 * the pool's lock first, so that a repeated call registers nothing twice.
 * @returns ids by folded name, of known ones too.
 */
export async function registerHospitals(
  importer: Importer,
  names: readonly string[],
  importId: string | null,
): Promise<ReadonlyMap<string, string>> {
  const regions: NamedRegion[] = [...regionIndex().byCode.values()].filter(({ level }) => level !== "county");
  return importer.database.withTx(importer.context, async (tx) => {
    await lockPool(tx);
    const known = hospitalsByName(await listHospitals(tx));
    const found = new Map<string, string>();
    const added: string[] = [];
    for (const name of names) {
      const key = foldForKey(name);
      const id = known.get(key)?.id ?? found.get(key) ?? randomUUID();
      if (!known.has(key) && !found.has(key)) {
        added.push(id);
        await addOrganization(tx, {
          id,
          name,
          shortName: name,
          regionCode: regionOfName(regions, name),
          classCode: classOf[institutionKindOf(undefined, name)],
        });
      }
      found.set(key, id);
    }
    if (added.length > 0)
      await auditImport(tx, importer, {
        outcome: "done",
        subjectId: importId,
        details: { step: "institutions-registered", institutions: added },
      });
    return found;
  });
}

/** WS 218 classes: 综合医院, 中医（综合）医院, 儿童医院. */
const classOf = { general: "A100", tcm: "A210", children: "A519" } as const;

/** Institutions one live message can address besides the run's own. */
const mostAddressed = 100;

async function applyChunk(
  tx: Tx,
  importer: Importer,
  run: ImportRun,
  chunk: readonly PlacedRow[],
  terms: ExpertTerms,
): Promise<void> {
  await lockPool(tx);
  const recorded = await recordedRows(
    tx,
    run.id,
    chunk.map((row) => row.rowNumber),
  );
  const rows = chunk.filter((row) => !recorded.has(row.rowNumber));
  if (rows.length === 0) return;
  const { landed, openNames } = await landRows(tx, rows, {
    cipher: importer.cipher,
    terms,
    mapping: run.mapping,
    overwritesShared: importer.isPlatform,
    runId: run.id,
  });
  await addRows(tx, run.id, landed);
  await askNames(tx, openNames);
  if (importer.isPlatform) await askHospitals(tx, importer, rows);
  if (!landed.some(({ result }) => result === "imported" || result === "review")) return;
  await bumpPool(tx);
  const institutions = new Set(rows.flatMap((row) => row.organizationId ?? []));
  await announce(tx, {
    topic: "experts",
    id: run.id,
    audience: {
      institutions: [...new Set([run.institutionId, ...institutions])].slice(0, mostAddressed),
      platform: true,
    },
  });
}

/**
 * Asks each hospital about its own names. A name that was decided after the rows were judged is coded instead: whoever
 * decided it has coded the posts and claims of that moment only.
 */
export async function askNames(tx: Tx, openNames: readonly OpenName[]): Promise<void> {
  if (openNames.length === 0) return;
  const aliases = await readAliases(tx);
  const byQueue = groupBy(openNames, (open) => `${open.organizationId} ${open.kind}`);
  for (const [, open] of [...byQueue].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [first] = open;
    if (first === undefined) continue;
    const { kind, organizationId: institutionId } = first;
    const decided = aliases.of(kind, institutionId);
    const keys = new Set(open.map(({ label }) => specialtyKey(label)));
    for (const key of keys) if (decided.has(key)) await recode(tx, kind, key, institutionId);
    const names = open.filter(({ label }) => !decided.has(specialtyKey(label)));
    await queueReview(tx, {
      institutionId,
      kind,
      names: names.map(({ label, reason, candidates, context }) => ({
        name: label,
        reason,
        candidates,
        context,
      })),
    });
  }
}

/** Hospitals that sent rows back because nobody is registered under their name are asked of whoever brought the list. */
async function askHospitals(tx: Tx, importer: Importer, rows: readonly PlacedRow[]): Promise<void> {
  const names = rows.flatMap(({ problems, rowNumber }) =>
    problems
      .filter(({ code }) => code === "institution_unregistered")
      .map(({ value }) => ({
        name: value,
        reason: "unknown" as const,
        candidates: [],
        context: `#${String(rowNumber)}`,
      })),
  );
  await queueReview(tx, { institutionId: importer.institutionId, kind: "hospital", names });
}
