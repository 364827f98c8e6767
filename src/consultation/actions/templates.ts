import { specialtyName } from "../../cases/index.js";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { type Tx, violates } from "../../platform/database/database.js";
import type { TemplateForm, TemplateList } from "../api.js";
import * as store from "../store/templates.js";
import { builtInTemplates } from "../templates.js";

export type TemplateRefusal = "template_not_found" | "template_name_taken" | "template_specialty_unknown";

async function list(tx: Tx, institutionId: string): Promise<TemplateList> {
  const own = await store.listTemplates(tx, institutionId);
  const isOwnName = new Set(own.map(({ name }) => name));
  return {
    items: [
      ...own.map((one) => ({ ...one, isOwn: true, specialtyName: specialtyName(one.specialtyCode) })),
      // An own template of the same name stands in for the one that came with the platform.
      ...builtInTemplates()
        .filter(({ name }) => !isOwnName.has(name))
        .map((one) => ({
          ...one,
          version: 0,
          isOwn: false,
          specialtyName: specialtyName(one.specialtyCode),
        })),
    ],
  };
}

/** The own institution's templates, then those of the platform. */
export const viewTemplates = (ctx: Ctx): Promise<Result<TemplateList, never>> =>
  inTx(ctx, async (tx) => ok(await list(tx, ctx.actor.institutionId)));

type Form = ReturnType<(typeof TemplateForm)["parse"]>;

async function change(
  ctx: Ctx,
  step: "added" | "changed" | "retired",
  id: string | null,
  work: (tx: Tx) => Promise<boolean>,
): Promise<Result<TemplateList, TemplateRefusal>> {
  try {
    return await inTx(ctx, async (tx): Promise<Result<TemplateList, TemplateRefusal>> => {
      if (!(await work(tx))) return refuse("template_not_found");
      await auditAct(tx, ctx, {
        action: "template.manage",
        subjectKind: "opinion_template",
        subjectId: id,
        details: { step },
      });
      return ok(await list(tx, ctx.actor.institutionId));
    });
  } catch (error) {
    if (violates(error, "template_name")) return refuse("template_name_taken");
    throw error;
  }
}

const isKnown = (code: string | null): boolean => code === null || specialtyName(code) !== null;

export async function addTemplate(ctx: Ctx, form: Form): Promise<Result<TemplateList, TemplateRefusal>> {
  if (!isKnown(form.specialtyCode)) return refuse("template_specialty_unknown");
  const { institutionId, personId } = ctx.actor;
  return change(ctx, "added", null, async (tx) => {
    await store.addTemplate(tx, institutionId, personId, form);
    return true;
  });
}

/** Refuses `template_not_found` also when somebody changed it first: the page shows it anew. */
export async function changeTemplate(
  ctx: Ctx,
  id: string,
  form: Form & { readonly version: number },
): Promise<Result<TemplateList, TemplateRefusal>> {
  if (!isKnown(form.specialtyCode)) return refuse("template_specialty_unknown");
  const { institutionId, personId } = ctx.actor;
  return change(ctx, "changed", id, (tx) => store.saveTemplate(tx, institutionId, personId, id, form));
}

export async function retireTemplate(
  ctx: Ctx,
  id: string,
  version: number,
): Promise<Result<TemplateList, TemplateRefusal>> {
  const { institutionId, personId } = ctx.actor;
  return change(ctx, "retired", id, (tx) =>
    store.saveTemplate(tx, institutionId, personId, id, { version, isRetired: true }),
  );
}
