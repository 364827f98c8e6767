import { randomUUID } from "node:crypto";
import type { OrganizationId } from "../../kernel/types.js";
import type { Tx, TxContext } from "../../platform/database/database.js";
import { announce } from "../../platform/live.js";
import type { InteropHost } from "../host.js";
import type { Connector } from "../store/connectors.js";
import { addQuarantine } from "../store/inbox.js";
import { addRunRows, findRun, recordedRows, type Run, type RunRow } from "../store/runs.js";

/** Entries a transaction: nobody waits long for the pool. */
const entriesPerChunk = 100;

/** What a run does for its connector; row-level security shows it that institution alone. */
export const connectorContext = (connector: Connector): TxContext => ({
  scope: "institution",
  institutionId: connector.institutionId as OrganizationId,
});

/** Ends a transaction whose effects nobody wants, with what it found. */
class Rehearsed extends Error {
  override name = "Rehearsed";
  readonly rows: readonly RunRow[];
  constructor(rows: readonly RunRow[]) {
    super("rehearsed");
    this.rows = rows;
  }
}

/** Deals with some entries in the transaction it is given; says of each what became of it. */
export type TakesEntries<Entry> = (
  tx: Tx,
  host: InteropHost,
  connector: Connector,
  run: Run,
  entries: readonly Entry[],
) => Promise<readonly RunRow[]>;

/**
 * Lands entries in chunks, each in one transaction with the record of what became of it, so that an interrupted run goes on
 * where it stopped and never lands an entry twice. A dry run does the very same and undoes it, chunk by chunk; only its
 * record stays.
 * @param contentOf what is kept sealed of an entry that is not taken; undefined: nothing, and it counts as rejected.
 */
export async function landInChunks<Entry extends { readonly rowNumber: number }>(
  host: InteropHost,
  connector: Connector,
  run: Run,
  entries: readonly Entry[],
  desk: TakesEntries<Entry>,
  contentOf: (entry: Entry) => string | undefined = () => undefined,
): Promise<void> {
  const context = connectorContext(connector);
  for (let from = 0; from < entries.length; from += entriesPerChunk) {
    const chunk = entries.slice(from, from + entriesPerChunk);
    if (!run.isDryRun) {
      await host.database.withTx(context, async (tx) => {
        await landChunk(tx, host, connector, run, chunk, desk, contentOf);
      });
      continue;
    }
    const rows = await host.database
      .withTx(context, async (tx): Promise<readonly RunRow[]> => {
        throw new Rehearsed(await landChunk(tx, host, connector, run, chunk, desk, () => undefined));
      })
      .catch((error: unknown) => {
        if (error instanceof Rehearsed) return error.rows;
        throw error;
      });
    await host.database.withTx(context, async (tx) => {
      const recorded = await recordedRows(
        tx,
        run.id,
        rows.map((row) => row.rowNumber),
      );
      await addRunRows(
        tx,
        run.id,
        rows.filter((row) => !recorded.has(row.rowNumber)),
      );
    });
  }
}

async function landChunk<Entry extends { readonly rowNumber: number }>(
  tx: Tx,
  host: InteropHost,
  connector: Connector,
  run: Run,
  chunk: readonly Entry[],
  desk: TakesEntries<Entry>,
  contentOf: (entry: Entry) => string | undefined,
): Promise<RunRow[]> {
  // Two nodes with the same message wait here for each other.
  if ((await findRun(tx, run.id, "lock"))?.status !== "running") return [];
  const recorded = await recordedRows(
    tx,
    run.id,
    chunk.map(({ rowNumber }) => rowNumber),
  );
  const entries = chunk.filter(({ rowNumber }) => !recorded.has(rowNumber));
  const taken = await desk(tx, host, connector, run, entries);
  const rows = [...taken].sort((a, b) => a.rowNumber - b.rowNumber);
  const kept: RunRow[] = [];
  for (const row of rows) {
    const entry = entries.find(({ rowNumber }) => rowNumber === row.rowNumber);
    const content = row.result === "rejected" && entry !== undefined ? contentOf(entry) : undefined;
    if (content === undefined) kept.push(row);
    else {
      await addQuarantine(tx, connector, {
        id: randomUUID(),
        runId: run.id,
        rowNumber: row.rowNumber,
        reference: row.place,
        faults: row.faults,
        contentCipher: host.cipher.encrypt(content),
      });
      kept.push({ ...row, result: "quarantined" });
    }
  }
  await addRunRows(tx, run.id, kept);
  if (kept.some(({ result }) => result !== "unchanged"))
    await announce(tx, {
      topic: "experts",
      id: run.id,
      audience: { institutions: [connector.institutionId], platform: true },
    });
  return kept;
}
