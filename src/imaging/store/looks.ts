import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { imagingTables } from "../tables.js";

/**
 * Notes that the person looks at the series. True: it is a new look, because the last one is older than `since`, and the
 * audit wants its line.
 */
export async function noteLook(tx: Tx, personId: string, seriesId: string, since: Instant): Promise<boolean> {
  const rows = await imagingTables(tx)
    .insertInto("imaging.look")
    .values({ person_id: personId, series_id: seriesId, looked_at: tx.now })
    .onConflict((conflict) =>
      conflict
        .columns(["person_id", "series_id"])
        .doUpdateSet({ looked_at: tx.now })
        .where("imaging.look.looked_at", "<", since),
    )
    .returning("person_id")
    .execute();
  return rows.length === 1;
}
