import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { civilDate } from "../../kernel/time.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { findOrganization } from "../../organizations/index.js";
import { writeXlsx } from "../../platform/tabular/index.js";
import type { z } from "zod";
import type { AccreditedBodyView, CreditList, CreditView } from "../api.js";
import { creditCells, creditHeader } from "./credit-sheet.js";
import { type Exported, xlsxType } from "./export-settlement.js";
import {
  type AccreditedBody,
  isAccredited,
  listAccredited,
  listCredits,
  putAccredited,
} from "../store/credits.js";

export const creditPageSize = 50;

/** An accredited body's people see every proposal, the operator's too; an expert his own. */
const seesAllCredits = ({ actor: { roles } }: Ctx): boolean =>
  roles.includes("medical_affairs") || roles.includes("operator");

/** A page of {@link seesAllCredits}, newest first. */
export const viewCredits = (
  ctx: Ctx,
  query: { readonly status?: CreditView["status"] | undefined; readonly offset: number },
): Promise<Result<z.output<typeof CreditList>, never>> =>
  inTx(ctx, async (tx) => {
    const { actor } = ctx;
    const accredited = await isAccredited(tx, actor.institutionId, civilDate(tx.now));
    const seesAll = seesAllCredits(ctx);
    const rows = await listCredits(tx, {
      ...(seesAll ? {} : { personId: actor.personId }),
      status: query.status,
      limit: creditPageSize,
      offset: query.offset,
    });
    if (seesAll)
      await auditAct(tx, ctx, {
        action: "credit.read",
        subjectKind: "credit",
        subjectId: null,
        outcome: "read",
      });
    return ok({
      items: rows.map((row) => ({
        id: row.id,
        personName: row.person_name,
        year: row.year,
        class: row.class,
        minutes: row.minutes,
        uncappedCents: row.uncapped_cents,
        creditCents: row.credit_cents,
        status: row.status,
        ruleTitle: row.rule_title,
        ruleVersion: row.rule_version,
        evidence: row.evidence as CreditView["evidence"],
        certificateNumber: row.certificate_number,
        reason: row.reason,
        decidedAt: row.decided_at,
      })),
      total: Number(rows[0]?.total ?? 0),
      isAccredited: accredited && actor.roles.includes("medical_affairs"),
    });
  });

/** More lines than this are no file for a person; the year then goes by status. */
const mostInPack = 20_000;

/** 学分证据包: every proposal of a year that this person may see, with what proves it, as a workbook for the accredited body. */
export async function exportCredits(
  ctx: Ctx,
  query: { readonly year: number; readonly status?: CreditView["status"] | undefined },
): Promise<Result<Exported, never>> {
  const rows = await inTx(ctx, async (tx) => {
    await auditAct(tx, ctx, {
      action: "credit.export",
      subjectKind: "credit",
      subjectId: null,
      outcome: "read",
      details: { year: String(query.year) },
    });
    return listCredits(tx, {
      ...(seesAllCredits(ctx) ? {} : { personId: ctx.actor.personId }),
      ...query,
      limit: mostInPack,
      offset: 0,
    });
  });
  const bytes = await writeXlsx({
    sheetName: `学分证据 ${query.year}`,
    header: creditHeader,
    rows: rows.map(creditCells),
  });
  return ok({ fileName: `credit-evidence-${query.year}.xlsx`, mediaType: xlsxType, bytes });
}

export const viewAccredited = (ctx: Ctx): Promise<Result<{ items: AccreditedBodyView[] }, never>> =>
  inTx(ctx, async (tx) => ok({ items: await listAccredited(tx) }));

/** Puts on record which institution may confirm credits, by which document and until when. */
export const recordAccredited = (
  ctx: Ctx,
  body: AccreditedBody,
): Promise<Result<AccreditedBodyView, "institution_unknown">> =>
  inTx(ctx, async (tx) => {
    if (!(await findOrganization(tx, body.institutionId))) return refuse("institution_unknown");
    await putAccredited(tx, body, ctx.actor.personId);
    await auditAct(tx, ctx, {
      action: "accreditation.manage",
      subjectKind: "institution",
      subjectId: body.institutionId,
      details: { documentNumber: body.documentNumber, validTo: body.validTo },
    });
    return ok(body);
  });
