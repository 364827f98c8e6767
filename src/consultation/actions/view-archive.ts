import { auditAct, cellsOf, type Ctx, inTx, type Resource } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Database, TxContext } from "../../platform/database/database.js";
import type { ArchiveItem, ArchiveRecordView } from "../api.js";
import { canonicalJson } from "../../kernel/canonical-json.js";
import { emptyOpinion } from "../domain/opinion.js";
import { printSealed } from "../paper/print-sealed.js";
import { sha256Hex } from "../../signing/index.js";
import { type Archive, findArchive, listArchive } from "../store/archive.js";
import { checkSigned, paperMembers, paperSignatures } from "./view-opinion.js";

/** Whose copy it is: the person on this side, and the institution that files it. Undefined: another institution's. */
export const loadArchive = (
  database: Database,
  context: TxContext,
  { archiveId }: { readonly archiveId: string },
): Promise<Resource | undefined> =>
  database.withTx(context, async (tx) => {
    const copy = await findArchive(tx, archiveId);
    return copy && { personIds: [copy.personId], institutionIds: [copy.institutionId] };
  });

/** Filed copies of the own institution, newest first: all of them for those who answer for it, else only one's own. */
export async function viewArchiveList(
  ctx: Ctx,
  page: { limit: number; offset: number },
): Promise<Result<{ items: ArchiveItem[]; total: number }, never>> {
  const seesAll = cellsOf("archive.read", ctx.actor.roles).has("institution");
  return inTx(ctx, async (tx) => {
    const list = await listArchive(
      tx,
      { institutionId: ctx.actor.institutionId, ...(!seesAll && { personId: ctx.actor.personId }) },
      page,
    );
    await auditAct(tx, ctx, {
      action: "archive.read",
      subjectKind: "archive",
      subjectId: null,
      outcome: "read",
      details: { as: "list", ...page, shown: list.items.length },
    });
    return ok(list);
  });
}

const readArchive = (ctx: Ctx, archiveId: string, as: "record" | "pdf"): Promise<Archive | undefined> =>
  inTx(ctx, async (tx) => {
    const copy = await findArchive(tx, archiveId);
    if (copy)
      await auditAct(tx, ctx, {
        action: "archive.read",
        subjectKind: "archive",
        subjectId: copy.id,
        caseId: copy.caseId,
        caseInstitutionId: copy.record.request.requester.institutionId,
        outcome: "read",
        details: { as, number: copy.number },
      });
    return copy;
  });

/** One filed copy whole, and whether it still has the hash it was filed with. */
export async function viewArchiveRecord(
  ctx: Ctx,
  archiveId: string,
): Promise<Result<ArchiveRecordView, "archive_not_found">> {
  const copy = await readArchive(ctx, archiveId, "record");
  if (!copy) return refuse("archive_not_found");
  return ok({
    id: copy.id,
    number: copy.number,
    side: copy.side,
    archivedAt: copy.archivedAt,
    retainUntilOn: copy.retainUntilOn,
    recordSha256: copy.recordSha256,
    isIntact: sha256Hex(canonicalJson(copy.record)) === copy.recordSha256,
    record: { ...copy.record },
  });
}

/** Prints the paper of a copy that was filed without one, its signatures checked now. */
async function printFromRecord(ctx: Ctx, { record, side, caseId }: Archive): Promise<Buffer | undefined> {
  const versions = record.opinionVersions.map(({ signedText, ...version }) => ({
    ...version,
    content: Buffer.from(signedText, "utf8"),
  }));
  const checked = await checkSigned(ctx, versions, caseId);
  const signatures = paperSignatures(checked);
  const stands = (record.panel?.stands ?? []).map(({ signedText, ...stand }) => ({
    ...stand,
    content: Buffer.from(signedText, "utf8"),
  }));
  const panel = await paperMembers(ctx, record.panel, stands, versions.at(-1)?.version ?? 0);
  return (
    signatures &&
    printSealed(ctx, {
      request: record.request,
      performer: record.performer,
      opinion: checked.at(-1)?.content?.opinion ?? emptyOpinion,
      panel,
      signatures,
      disposition: record.disposition,
      copyOf: side,
    })
  );
}

/**
 * The filed PDF, byte for byte as it was filed; a copy that was filed without one is printed from its record. Refuses a
 * file that is missing or has another hash, and a record that was changed.
 */
export async function viewArchivePdf(
  ctx: Ctx,
  archiveId: string,
): Promise<Result<{ fileName: string; pdf: Uint8Array }, "archive_not_found" | "archive_file_damaged">> {
  const copy = await readArchive(ctx, archiveId, "pdf");
  if (!copy) return refuse("archive_not_found");
  const isIntact = sha256Hex(canonicalJson(copy.record)) === copy.recordSha256;
  const pdf = copy.pdf
    ? await ctx.files.get(copy.pdf.fileId)
    : isIntact
      ? await printFromRecord(ctx, copy)
      : undefined;
  if (!pdf || (copy.pdf && sha256Hex(pdf) !== copy.pdf.sha256)) return refuse("archive_file_damaged");
  return ok({ fileName: `${copy.number}.pdf`, pdf });
}
