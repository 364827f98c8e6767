import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addTimelineEntry, caseAudience, findCase, isOpenFor } from "../cases/index.js";
import { addMinutes } from "../kernel/time.js";
import { audit } from "../platform/audit.js";
import { systemContext, type Tx } from "../platform/database/database.js";
import { startLanes } from "../platform/lanes.js";
import { announce } from "../platform/live.js";
import { limits } from "./domain/limits.js";
import { drawNext } from "./draw-next.js";
import { contextOf, type ImagingHost } from "./host.js";
import { judgeFile, type Judgment } from "./judge.js";
import { refuseFile } from "./keep.js";
import { fetchStudy } from "./pacs/fetch-study.js";
import { sendNext } from "./pacs/send-study.js";
import * as intakes from "./store/intakes.js";
import { countInstances } from "./store/instances.js";
import { queueThumbnails } from "./store/thumbnails.js";
import type { Failure } from "./tables.js";

/** Tries of one lot; what fails so often is not the network. */
const mostAttempts = 5;

const failures = {
  case_ended: {
    zh: "会诊已结束或意见已签发，文件没有收入",
    en: "The case has ended or its opinion is signed; the files were not taken",
  },
  failed_repeatedly: {
    zh: "多次处理失败，已收入的保留；请重新上传其余文件，或联系管理员",
    en: "It failed several times; what was taken stays. Send the rest again, or ask the administrator",
  },
} as const;
const failureOf = (code: keyof typeof failures): Failure => ({ code, ...failures[code] });

/** Ends an intake: the case's timeline and audit say what came, and open pages look again. */
export async function endIntake(tx: Tx, intake: intakes.Intake, failure: Failure | null): Promise<void> {
  if (!(await intakes.moveIntake(tx, intake.id, "working", failure ? "failed" : "done", failure))) return;
  const counts = (await intakes.countItems(tx, [intake.id])).get(intake.id);
  const record = await findCase(tx, intake.caseId);
  if (!record) return;
  if ((counts?.kept ?? 0) > 0) await queueThumbnails(tx, intake.id);
  if (record.number !== null && (counts?.kept ?? 0) > 0)
    await addTimelineEntry(tx, intake.caseId, {
      kind: "imaging.images-added",
      actor: { personId: intake.createdBy, label: intake.createdByName },
      details: { images: counts?.kept ?? 0, source: intake.source },
    });
  await announce(tx, { topic: "case", id: intake.caseId, audience: await caseAudience(tx, intake.caseId) });
  await audit(tx, {
    institutionId: intake.institutionId,
    actor: { kind: "person", id: intake.createdBy, label: intake.createdByName },
    action: "imaging.add",
    subjectKind: "imaging_intake",
    subjectId: intake.id,
    caseId: intake.caseId,
    caseInstitutionId: record.institutionId,
    outcome: "done",
    details: { source: intake.source, ...counts, ...(failure && { failure: failure.code }) },
  });
}

/** The bytes of an upload in one file again, each part checked against what was noted when it arrived. */
async function assemble(host: ImagingHost, parts: readonly intakes.Part[], path: string): Promise<boolean> {
  const file = await open(path, "wx", 0o600);
  try {
    for (const part of parts) {
      const bytes = await host.files.get(part.blobId);
      if (!bytes || createHash("sha256").update(bytes).digest("hex") !== part.sha256) return false;
      await file.write(bytes);
    }
    return true;
  } finally {
    await file.close();
  }
}

async function judgeUpload(work: Judgment): Promise<void> {
  const { host, intake, folder } = work;
  const context = contextOf(intake);
  const files = await host.database.withTx(context, (tx) => intakes.listFiles(tx, intake.id));
  for (const file of files) {
    const place = String(file.position);
    const parts = await host.database.withTx(context, (tx) => intakes.listParts(tx, file.id));
    if (!work.judged.has(place)) {
      const path = join(folder, randomUUID());
      const one = { place, name: file.name, path };
      const isWhole = file.receivedBytes === file.sizeBytes && (await assemble(host, parts, path));
      if (isWhole) await judgeFile(work, one);
      // Of an archive that was judged before the node fell silent the parts are gone, and its members are there.
      else if (parts.length > 0 || file.receivedBytes < file.sizeBytes)
        await refuseFile(host, intake, { place, name: file.name }, "file_incomplete");
      await rm(path, { force: true });
    }
    const blobs = await host.database.withTx(context, (tx) => intakes.dropParts(tx, intake.id, file.id));
    for (const blob of blobs) await host.files.delete(blob);
    await work.onStep(0);
  }
}

/** Judges all files of one intake, in a folder of its own that is removed at the end. */
export async function workThrough(
  host: ImagingHost,
  intake: intakes.Intake,
  work: (judgment: Judgment) => Promise<Failure | null>,
): Promise<Failure | null> {
  const folder = await mkdtemp(join(tmpdir(), "consilium-imaging-"));
  const context = contextOf(intake);
  try {
    const { judged, have } = await host.database.withTx(context, async (tx) => ({
      judged: await intakes.judgedPlaces(tx, intake.id),
      have: await countInstances(tx, intake.caseId),
    }));
    let total = intake.total;
    let lastSignAt = 0;
    return await work({
      host,
      intake,
      folder,
      judged,
      room: limits.instancesPerCase - have,
      studyInstanceUid: intake.studyInstanceUid,
      async onStep(moreFound) {
        total += moreFound;
        if (Date.now() - lastSignAt < 2_000) return;
        lastSignAt = Date.now();
        await host.database.withTx(context, (tx) => intakes.keepIntake(tx, intake.id, total));
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function workIntake(host: ImagingHost, intake: intakes.Intake): Promise<void> {
  const context = contextOf(intake);
  const isOpen = await host.database.withTx(context, async (tx) => {
    const record = await findCase(tx, intake.caseId);
    return record !== undefined && isOpenFor("attach", record.status);
  });
  let failure: Failure | null;
  if (!isOpen) failure = failureOf("case_ended");
  else if (intake.attempts > mostAttempts) failure = failureOf("failed_repeatedly");
  else
    failure = await workThrough(host, intake, async (work) => {
      if (intake.source === "pacs") return fetchStudy(work);
      await judgeUpload(work);
      return null;
    });
  const blobs = await host.database.withTx(context, async (tx) => {
    await endIntake(tx, intake, failure);
    return intakes.dropParts(tx, intake.id);
  });
  for (const blob of blobs) await host.files.delete(blob);
}

/** Gives up an upload that stopped in the middle long ago, and frees its bytes. */
async function giveUpStale(host: ImagingHost): Promise<boolean> {
  const blobs = await host.database.withTx(systemContext, async (tx) => {
    const stale = await intakes.claimStale(tx, addMinutes(tx.now, -limits.receivingHours * 60));
    if (!stale) return undefined;
    await intakes.moveIntake(tx, stale.id, "receiving", "abandoned");
    return intakes.dropParts(tx, stale.id);
  });
  for (const blob of blobs ?? []) await host.files.delete(blob);
  return blobs !== undefined;
}

/** Does one piece of waiting work to its end: judge, fetch, send, draw, or clear away. False: none waits. */
export async function imagingNext(host: ImagingHost): Promise<boolean> {
  const intake = await host.database.withTx(systemContext, intakes.claimIntake);
  if (intake) {
    await workIntake(host, intake);
    return true;
  }
  return (await sendNext(host)) || (await drawNext(host)) || (await giveUpStale(host));
}

/** Does waiting work until stopped. Any number of nodes may have one; a lot is one node's at a time. */
export async function startImaging(
  host: ImagingHost,
  report: (error: unknown) => void,
  pollMs = 5_000,
): Promise<{ stop(): Promise<void> }> {
  const lanes = await startLanes({
    database: host.database,
    channel: "consilium_imaging",
    lanes: 2,
    pollMs,
    next: () => imagingNext(host),
    report,
  });
  return {
    async stop() {
      await lanes.stop();
      await host.vetter.close();
    },
  };
}
