import { sql } from "kysely";
import { expect, test } from "vitest";
import { isPostgresRun } from "../../test/database.js";
import { newWorld } from "../../test/world.js";
import { addExpert, poolVersion, readPoolChanges } from "./index.js";
import { bumpPool } from "./pool.js";
import { expertsTables } from "./tables.js";

test("what a transaction changes after it has read the pool is news to whoever asks since that reading", async () => {
  const world = await newWorld();
  try {
    const organizationId = await world.institution("甲市第一医院");
    const { practitionerId } = await world.system((tx) =>
      addExpert(tx, {
        name: "王一",
        gender: "male",
        licenceNumber: "110110000000001",
        practiceScopeCode: "11",
        independentSinceOn: "2001-07-01",
        roles: [
          {
            organizationId,
            departmentName: "心血管内科",
            titleCode: "232",
            specialties: [{ code: "03.04" }],
          },
        ],
        claims: [],
      }),
    );
    const snapshot = await world.system(async (tx) => {
      await sql`select pg_current_xact_id()`.execute(expertsTables(tx));
      // A later transaction that has ended: PostgreSQL's own snapshot would now count the first as past.
      if (isPostgresRun()) await world.superuser("select pg_current_xact_id()");
      const seen = await poolVersion(tx);
      await expertsTables(tx)
        .updateTable("experts.practitioner")
        .set({ freshness: 0.5 })
        .where("id", "=", practitionerId)
        .execute();
      await bumpPool(tx);
      return seen.snapshot;
    });
    const changes = await world.system((tx) => readPoolChanges(tx, snapshot, 10));
    expect(changes?.practitionerIds).toEqual([practitionerId]);
  } finally {
    await world.close();
  }
});
