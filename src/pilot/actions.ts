import { auditAct, type Ctx, inTx } from "../identity/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import { findOrganization } from "../organizations/index.js";
import { type Tx, violates } from "../platform/database/database.js";
import { icd10, regionIndex, regionPath, specialtyTree } from "../terminology/index.js";
import { outsideWords, type PilotScope, type SetPilotScope } from "./api.js";
import type { refusals } from "./refusals.js";
import { addScope, findScope, type Scope } from "./store.js";

/** The scope that holds, with names. */
export const scopeView = async (tx: Tx): Promise<PilotScope> => namedScope(await findScope(tx));

const namedScope = ({ number, isLimited, reason, decidedAt, lines }: Scope): PilotScope => ({
  number,
  isLimited,
  reason,
  decidedAt,
  lines: lines.map((line) => ({
    ...line,
    regionName: regionPath(regionIndex(), line.regionCode).join(""),
    specialtyName:
      line.specialtyCode === null ? null : (specialtyTree().byCode.get(line.specialtyCode)?.name ?? null),
    diseaseName: icd10().categories.get(line.diseaseCode?.slice(0, 3) ?? "") ?? null,
  })),
});

/** What the platform takes now, for everybody who may ask. */
export const viewScope = (ctx: Ctx): Promise<Result<PilotScope, never>> =>
  inTx(ctx, async (tx) => ok(await scopeView(tx)));

/** Decides what is taken from now on. Requests that were sent before go on as they are. */
export async function setScope(
  ctx: Ctx,
  to: SetPilotScope,
): Promise<Result<PilotScope, keyof typeof refusals>> {
  if (to.lines.some((line) => !regionIndex().byCode.has(line.regionCode))) return refuse("region_unknown");
  if (to.lines.some(({ specialtyCode: code }) => code !== null && !specialtyTree().byCode.has(code)))
    return refuse("specialty_unknown");
  try {
    return await inTx(ctx, async (tx) => {
      const { number } = await findScope(tx);
      if (number !== to.basedOn) return refuse("scope_changed");
      await addScope(tx, { ...to, number: number + 1, decidedBy: ctx.actor.personId });
      await auditAct(tx, ctx, {
        action: "pilot.change",
        subjectKind: "pilot",
        subjectId: null,
        details: {
          number: String(number + 1),
          isLimited: String(to.isLimited),
          lines: String(to.lines.length),
        },
      });
      return ok(await scopeView(tx));
    });
  } catch (error) {
    if (violates(error, "scope_pkey")) return refuse("scope_changed");
    throw error;
  }
}

/** Why a request of that hospital is not taken by the scope that holds, in words for its form; undefined: it is taken. */
export async function outsidePilot(
  tx: Tx,
  asked: {
    readonly institutionId: string;
    readonly specialtyCodes: readonly string[];
    readonly diagnosisCodes: readonly string[];
  },
  holds: Scope,
): Promise<ReturnType<typeof outsideWords>> {
  if (!holds.isLimited) return undefined;
  const scope = namedScope(holds);
  const hospital = await findOrganization(tx, asked.institutionId);
  return outsideWords(scope, { ...asked, regionCode: hospital?.regionCode ?? "" });
}
