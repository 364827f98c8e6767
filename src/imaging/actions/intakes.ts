import { createHash, randomUUID } from "node:crypto";
import type { z } from "zod";
import { findCase, isOpenFor, lockCase } from "../../cases/index.js";
import { type Ctx, inTx, type UploadedFile } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Tx } from "../../platform/database/database.js";
import type { BeginIntake, IntakeDetail, IntakeView } from "../api.js";
import { limits } from "../domain/limits.js";
import { shownFileName } from "../judge.js";
import { type FileFault, fileFaults } from "../refused-files.js";
import * as store from "../store/intakes.js";

const none: store.Outcomes = { kept: 0, attached: 0, duplicate: 0, refused: 0 };

export const toIntakeView = (intake: store.Intake, outcomes: store.Outcomes = none): IntakeView => ({
  id: intake.id,
  source: intake.source,
  status: intake.status,
  total: intake.total,
  outcomes: { ...outcomes },
  failure: intake.failure,
  createdAt: intake.createdAt,
});

/** What is wrong with a file, in words; a code of an older version says at least that. */
export const wordsOf = (code: string): { code: string; zh: string; en: string } => ({
  code,
  ...(code in fileFaults ? fileFaults[code as FileFault] : { zh: "未收入", en: "Not taken" }),
});

async function detailOf(tx: Tx, intake: store.Intake): Promise<IntakeDetail> {
  const outcomes = (await store.countItems(tx, [intake.id])).get(intake.id);
  const isReceiving = intake.status === "receiving";
  const files = isReceiving ? await store.listFiles(tx, intake.id) : [];
  return {
    ...toIntakeView(intake, outcomes),
    files: files.map(({ id, name, sizeBytes, fingerprint, receivedBytes }) => ({
      id,
      name,
      sizeBytes,
      fingerprint,
      receivedBytes,
    })),
    refused: (await store.listRefused(tx, intake.id)).map(({ name, reason }) => ({
      name,
      ...wordsOf(reason),
    })),
  };
}

export type IntakeRefusal =
  | "too_many_uploads"
  | "case_not_found"
  | "images_closed"
  | "intake_not_found"
  | "intake_closed"
  | "part_out_of_place";

/** Announces files; their bytes follow in parts. Idempotent by its key: a repeated call answers the same intake. */
export async function beginIntake(
  ctx: Ctx,
  caseId: string,
  { files }: z.infer<typeof BeginIntake>,
): Promise<Result<IntakeDetail, IntakeRefusal>> {
  const { actor } = ctx;
  const begun = await inTx(ctx, async (tx): Promise<Result<{ id: string }, IntakeRefusal>> => {
    const record = await lockCase(tx, caseId);
    if (!record) return refuse("case_not_found");
    if (!isOpenFor("attach", record.status)) return refuse("images_closed");
    const open = (await store.listIntakes(tx, caseId, 50)).filter(({ status }) => status === "receiving");
    if (open.length >= limits.openIntakes) return refuse("too_many_uploads");
    const id = randomUUID();
    await store.addIntake(tx, {
      id,
      caseId,
      institutionId: record.institutionId,
      source: "upload",
      pacsId: null,
      studyInstanceUid: null,
      status: "receiving",
      total: files.length,
      createdBy: actor.personId,
      createdByName: actor.name,
    });
    await store.addFiles(
      tx,
      { id, caseId },
      files.map((file, n) => ({
        id: randomUUID(),
        position: n + 1,
        name: shownFileName(file.name),
        sizeBytes: file.sizeBytes,
        fingerprint: file.fingerprint,
      })),
    );
    return ok({ id });
  });
  // Names of files may name the patient: they are read anew and not kept with the answer.
  return begun.ok ? viewIntake(ctx, caseId, begun.value.id) : begun;
}

/** How far an intake has come. */
export const viewIntake = (
  ctx: Ctx,
  caseId: string,
  intakeId: string,
): Promise<Result<IntakeDetail, "intake_not_found">> =>
  inTx({ ...ctx, idempotency: undefined }, async (tx) => {
    const intake = await store.findIntake(tx, caseId, intakeId);
    return intake ? ok(await detailOf(tx, intake)) : refuse("intake_not_found");
  });

export type PartRefusal = IntakeRefusal | "part_damaged" | "part_fields_wrong" | "part_too_large";

/**
 * Takes one part of a file: at the offset where the last one ended, with the SHA-256 of its own bytes. The same part sent
 * again, because its answer was lost, is answered as before; any other offset is `part_out_of_place`.
 */
export async function takePart(
  ctx: Ctx,
  params: { readonly caseId: string; readonly intakeId: string; readonly fileId: string },
  part: UploadedFile,
): Promise<Result<{ receivedBytes: number }, PartRefusal>> {
  const { offset = "", sha256 = "" } = part.fields;
  if (!/^\d{1,10}$/u.test(offset) || !/^[0-9a-f]{64}$/u.test(sha256)) return refuse("part_fields_wrong");
  const size = part.content.length;
  if (size > limits.partBytes) return refuse("part_too_large");
  if (size === 0) return refuse("part_fields_wrong");
  if (createHash("sha256").update(part.content).digest("hex") !== sha256) return refuse("part_damaged");
  const offsetBytes = Number(offset);
  const blobId = randomUUID();
  await ctx.files.put(blobId, part.content);
  let isKept = false;
  try {
    const taken = await inTx(
      { ...ctx, idempotency: undefined },
      async (tx): Promise<Result<{ receivedBytes: number; isNew: boolean }, PartRefusal>> => {
        const record = await findCase(tx, params.caseId);
        if (!record) return refuse("case_not_found");
        if (!isOpenFor("attach", record.status)) return refuse("images_closed");
        const intake = await store.findIntake(tx, params.caseId, params.intakeId, "lock");
        const file = intake && (await store.findFile(tx, intake.id, params.fileId));
        if (!file) return refuse("intake_not_found");
        if (intake.status !== "receiving") return refuse("intake_closed");
        const isAdded = await store.addPart(
          tx,
          { id: file.id, caseId: params.caseId },
          { offsetBytes, sizeBytes: size, sha256, blobId },
        );
        if (isAdded) return ok({ receivedBytes: offsetBytes + size, isNew: true });
        const known = (await store.listParts(tx, file.id)).find((one) => one.offsetBytes === offsetBytes);
        return known?.sha256 === sha256 && known.sizeBytes === size
          ? ok({ receivedBytes: file.receivedBytes, isNew: false })
          : refuse("part_out_of_place");
      },
    );
    isKept = taken.ok && taken.value.isNew;
    return taken.ok ? ok({ receivedBytes: taken.value.receivedBytes }) : taken;
  } finally {
    // A commit whose answer was lost may have succeeded: the sweep of the intake deletes the part then.
    if (!isKept) await dropUnlessNamed(ctx, params.fileId, blobId);
  }
}

async function dropUnlessNamed(ctx: Ctx, fileId: string, blobId: string): Promise<void> {
  const parts = await inTx({ ...ctx, idempotency: undefined }, (tx) => store.listParts(tx, fileId));
  if (!parts.some((part) => part.blobId === blobId)) await ctx.files.delete(blobId);
}

/** All has been sent: a node looks at the files. What did not arrive whole is answered as such, file by file. */
export async function finishIntake(
  ctx: Ctx,
  caseId: string,
  intakeId: string,
): Promise<Result<IntakeDetail, IntakeRefusal>> {
  const moved = await inTx(ctx, async (tx): Promise<Result<null, IntakeRefusal>> => {
    const intake = await store.findIntake(tx, caseId, intakeId, "lock");
    if (!intake) return refuse("intake_not_found");
    if (!(await store.moveIntake(tx, intakeId, "receiving", "waiting"))) return refuse("intake_closed");
    await store.wakeImaging(tx);
    return ok(null);
  });
  return moved.ok ? viewIntake(ctx, caseId, intakeId) : moved;
}

/** Gives up an upload that is still arriving; its bytes are freed. */
export async function abandonIntake(
  ctx: Ctx,
  caseId: string,
  intakeId: string,
): Promise<Result<null, IntakeRefusal>> {
  const done = await inTx(ctx, async (tx): Promise<Result<string[], IntakeRefusal>> => {
    const intake = await store.findIntake(tx, caseId, intakeId, "lock");
    if (!intake) return refuse("intake_not_found");
    if (!(await store.moveIntake(tx, intakeId, "receiving", "abandoned"))) return refuse("intake_closed");
    return ok(await store.dropParts(tx, intakeId));
  });
  if (!done.ok) return done;
  for (const blob of done.value) await ctx.files.delete(blob);
  return ok(null);
}
