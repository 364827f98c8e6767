import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { seed } from "../../seed/seed.js";
import { readConfig } from "../../src/platform/config.js";
import { newWorld } from "../world.js";

/** What the demonstration tells of people and cases. */
async function seeded() {
  const folder = mkdtempSync(join(tmpdir(), "consilium-seed-"));
  const world = await newWorld();
  try {
    await seed(world.database, readConfig({ DATA_DIR: folder }));
    return await world.query(sql<Record<string, unknown>>`
      select 'person' as kind, p.id, p.name, '' as text from identity.person p
      union all select 'expert', r.practitioner_id, p.name, r.skills_text
        from experts.practitioner_role r join experts.practitioner p on p.id = r.practitioner_id where r.content_hash is null
      union all select 'case', c.id, c.patient_name, c.question || c.summary from cases.consult_request c
      order by 1, 2`);
  } finally {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

test("another database gets the same people and the same cases", async () => {
  const first = await seeded();
  expect(first.length).toBeGreaterThan(700);
  expect(await seeded()).toEqual(first);
});
