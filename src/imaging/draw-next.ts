import { createHash, randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { caseAudience } from "../cases/index.js";
import { systemContext } from "../platform/database/database.js";
import { announce } from "../platform/live.js";
import { inReadingOrder } from "./domain/slice-order.js";
import type { ImagingHost } from "./host.js";
import { findInstance, listInstances } from "./store/instances.js";
import * as thumbnails from "./store/thumbnails.js";

const mostAttempts = 3;
/** A larger file (an angiography of some minutes) is not brought into memory for a glance. */
const mostBytes = 128 * 1_048_576;

/**
 * Draws the picture of one series that waits for it: the middle image, the middle frame of it. Open pages of the case look again when
 * its last one is there. False: none waits.
 */
export async function drawNext(host: ImagingHost): Promise<boolean> {
  const { database, files, vetter } = host;
  const wanted = await database.withTx(systemContext, thumbnails.claimThumbnail);
  if (!wanted) return false;
  const { caseId, seriesId } = wanted;
  const found = await database.withTx(systemContext, async (tx) => {
    const inOrder = inReadingOrder(await listInstances(tx, caseId, { seriesId }));
    const middle = inOrder[Math.floor(inOrder.length / 2)];
    return middle && (await findInstance(tx, caseId, middle.id));
  });
  const draw = async () => {
    if (found && found.sizeBytes > mostBytes) return { fault: "too_large" };
    const content = found && (await files.get(found.fileId));
    if (!content || createHash("sha256").update(content).digest("hex") !== found.sha256)
      return { fault: "unreadable" };
    const path = join(tmpdir(), `consilium-drawing-${randomUUID()}`);
    try {
      await writeFile(path, content, { mode: 0o600, flag: "wx" });
      const drawn = await vetter.draw(path);
      return drawn.ok
        ? { instanceId: found.id, frame: Math.ceil(found.frames / 2), picture: drawn.png }
        : { fault: drawn.error };
    } finally {
      await rm(path, { force: true });
    }
  };
  // A node that died over it twice does not try a third time.
  const drawn = wanted.attempts > mostAttempts ? { fault: "too_complex" } : await draw();
  await database.withTx(systemContext, async (tx) => {
    await thumbnails.saveThumbnail(tx, wanted, drawn);
    if (!(await thumbnails.hasWaiting(tx, caseId)))
      await announce(tx, { topic: "images", id: caseId, audience: await caseAudience(tx, caseId) });
  });
  return true;
}
