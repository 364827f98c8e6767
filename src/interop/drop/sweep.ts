import { mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Result } from "../../kernel/result.js";
import type { Instant } from "../../kernel/types.js";
import { readStaffList } from "../../experts/index.js";
import { landEntries } from "../actions/land-entries.js";
import { connectorContext } from "../actions/land-in-chunks.js";
import { givenMapping } from "../actions/given-mapping.js";
import type { FileDropSettings } from "../api.js";
import { type Fault, faultAt, quote } from "../domain/fault.js";
import type { PlacedText, StaffEntry, StaffField } from "../domain/staff-record.js";
import type { InteropHost } from "../host.js";
import type { Connector } from "../store/connectors.js";
import { type Failure, keepRun, type Run } from "../store/runs.js";

/** A file younger than this, or one that grows while it is looked at, is still being written. */
export const settledMs = 5000;
const mostBytes = 20 * 1_048_576;
const mostFiles = 100;
const suffix = /\.(?:csv|txt|xlsx|xlsm)$/iu;

export interface DropFolders {
  readonly incoming: string;
  readonly processed: string;
  readonly failed: string;
}

export const dropFolders = (
  host: Pick<InteropHost, "dropDirectory">,
  settings: FileDropSettings,
): DropFolders => {
  const base = join(host.dropDirectory, settings.folder);
  return {
    incoming: join(base, "incoming"),
    processed: join(base, "processed"),
    failed: join(base, "failed"),
  };
};

/** Makes the folders where they are missing. Throws when the server may not write there. */
export async function makeFolders(folders: DropFolders): Promise<void> {
  for (const folder of Object.values(folders) as string[])
    await mkdir(folder, { recursive: true, mode: 0o750 });
}

/** Puts a file into the folder in one step, so that no sweep sees half of it. The name is made safe. */
export async function placeFile(
  folders: DropFolders,
  name: string,
  content: Uint8Array,
  stamp: string,
): Promise<string> {
  await makeFolders(folders);
  const safe =
    name
      .replace(/[^\p{L}\p{N}._-]+/gu, "_")
      .replace(/^\.+/u, "")
      .slice(-100) || "list.csv";
  const placed = `${stamp}-${safe}`;
  const part = join(folders.incoming, `.${placed}.part`);
  await writeFile(part, content, { mode: 0o640 });
  await rename(part, join(folders.incoming, placed));
  return placed;
}

interface Waiting {
  readonly name: string;
  readonly path: string;
}

/** Files that lie there whole, the oldest first. Hidden ones and `.part`, `.tmp`, `~` are somebody's unfinished work. */
export async function settledFiles(folders: DropFolders, nowMs: number): Promise<Waiting[]> {
  const names = (await readdir(folders.incoming))
    .filter((name) => suffix.test(name) && !/^[.~]/u.test(name))
    .sort();
  const found: (Waiting & { readonly at: number })[] = [];
  for (const name of names.slice(0, mostFiles)) {
    const path = join(folders.incoming, name);
    const facts = await stat(path).catch(() => undefined);
    if (facts?.isFile() !== true || nowMs - facts.mtimeMs < settledMs) continue;
    found.push({ name, path, at: facts.mtimeMs });
  }
  return found.sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
}

const folderFailure = (folder: string): Failure => ({
  code: "folder_unusable",
  zh: `读写不了文件夹 ${folder}，请检查目录权限`,
  en: `The folder ${folder} cannot be read or written; check its permissions`,
});

interface Cursor {
  /** The file at work, its first row number, and files done. */
  readonly file?: string;
  readonly rows?: number;
}

/**
 * Lands every whole file of the folder, the oldest first, with the connector's mapping. A file that was read goes to
 * `processed`, whatever became of its rows (the log says it row by row); one that is no list goes to `failed`. An
 * interrupted sweep finishes its file first and lands no row twice. A dry run moves nothing.
 */
export async function sweepFolder(
  host: InteropHost,
  connector: Connector,
  run: Run,
  settings: FileDropSettings,
  now: Instant,
  clock: () => number = Date.now,
): Promise<Result<readonly Fault[], Failure>> {
  const folders = dropFolders(host, settings);
  const cursor = run.cursor as Cursor;
  let files: Waiting[];
  try {
    await makeFolders(folders);
    files = await settledFiles(folders, clock());
  } catch {
    return { ok: false, error: folderFailure(settings.folder) };
  }
  const faults: Fault[] = [];
  let rows = cursor.rows ?? 0;
  if (cursor.file !== undefined)
    files.sort((a, b) => Number(b.name === cursor.file) - Number(a.name === cursor.file));
  for (const file of files) {
    const isOurs = await host.database.withTx(connectorContext(connector), (tx) =>
      keepRun(tx, run.id, { file: file.name, rows }),
    );
    if (!isOurs) break;
    const before = await stat(file.path).catch(() => undefined);
    if (before === undefined) continue;
    if (before.size > mostBytes) {
      faults.push(faultAt(quote(file.name), "too_large"));
      await move(file, folders.failed, run.isDryRun);
      continue;
    }
    const content = await readFile(file.path);
    const after = await stat(file.path).catch(() => undefined);
    // Somebody writes to it after all: the next sweep takes it whole.
    if (after === undefined || after.mtimeMs !== before.mtimeMs || content.length !== after.size) continue;
    const read = await readStaffList(content, givenMapping(connector.mapping).columns ?? {});
    if (!read.ok) {
      const { code, zh, en } = read.error;
      faults.push({
        place: quote(file.name),
        code,
        severity: "error",
        value: "",
        zh,
        en,
        remedyZh: "请修改后重新放入 incoming 文件夹",
        remedyEn: "Mend it and put it into the incoming folder again",
      });
      await move(file, folders.failed, run.isDryRun);
      continue;
    }
    const entries = read.value.map((row, i): StaffEntry => ({
      rowNumber: rows + i + 1,
      place: `${quote(file.name)} ${row.rowNumber}`,
      action: "update",
      staffKey: row.staffKey,
      personKey: row.staffKey,
      effectiveAt: new Date(Math.min(before.mtimeMs, Date.parse(now))).toISOString() as Instant,
      values: new Map(
        [...row.values].map(([field, { text, column }]): [StaffField, PlacedText] => [
          field as StaffField,
          { text, place: `${quote(file.name)} ${row.rowNumber} ${column}` },
        ]),
      ),
      isActive: null,
      reason: "",
      faults: row.faults.map((fault) => ({
        ...fault,
        place: `${quote(file.name)} ${row.rowNumber} ${fault.place}`,
      })),
    }));
    await landEntries(host, connector, run, entries);
    rows += entries.length;
    // Before the file is moved: whatever happens then, the next file's rows get numbers of their own.
    await host.database.withTx(connectorContext(connector), (tx) => keepRun(tx, run.id, { rows }));
    await move(file, folders.processed, run.isDryRun);
  }
  return { ok: true, value: faults };
}

async function move(file: Waiting, folder: string, isDryRun: boolean): Promise<void> {
  if (isDryRun) return;
  const stamp = new Date().toISOString().replace(/[-:T]/gu, "").slice(0, 14);
  await rename(file.path, join(folder, `${stamp}-${file.name}`));
}
