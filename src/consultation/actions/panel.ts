import { addTimelineEntry, type CaseRecord, findCase, lockCase, specialtyName } from "../../cases/index.js";
import { auditAct, type Ctx, inTx, txContext } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { systemContext, type Tx } from "../../platform/database/database.js";
import { publish } from "../../platform/outbox.js";
import type { ArrangePanel, PanelView, TakeStand } from "../api.js";
import {
  type ArrangeRefusal,
  dissentText,
  mayArrange,
  mayTakeStand,
  quorumOf,
  readDissent,
  type StandRefusal,
} from "../domain/panel.js";
import {
  findPublicKeys,
  isSignatureOf,
  type SignBytesRefusal,
  signBytes,
  type SigningNode,
} from "../../signing/index.js";
import { findOpinion, handOver, listVersions, type Opinion } from "../store/opinion.js";
import { addStand, findPanel, listStands, type Panel, saveArrangement, type Stand } from "../store/panel.js";

export type PanelRefusal =
  | ArrangeRefusal
  | StandRefusal
  | SignBytesRefusal
  | "panel_not_found"
  | "panel_changed_meanwhile"
  | "dissent_empty";

interface Found {
  readonly found: CaseRecord;
  readonly panel: Panel;
  readonly opinion: Opinion;
  readonly stands: readonly Stand[];
}

async function read(tx: Tx, found: CaseRecord | undefined): Promise<Found | undefined> {
  const panel = found && (await findPanel(tx, found.id));
  const opinion = found && (await findOpinion(tx, found.id));
  return found && panel && opinion && { found, panel, opinion, stands: await listStands(tx, opinion.id) };
}

/** Who has spoken on the newest version, the lead by his signature; nobody before it is signed. */
export function standsOnNewest(
  opinion: Pick<Opinion, "signedVersion" | "authorPersonId">,
  stands: readonly Stand[],
): string[] {
  if (opinion.signedVersion === 0) return [];
  const on = stands.filter(({ version }) => version === opinion.signedVersion);
  return [opinion.authorPersonId, ...on.map(({ signerPersonId }) => signerPersonId)];
}

/** True when enough of the panel have taken a stand on the newest version, and for a case of one expert. */
export async function hasQuorum(tx: Tx, opinion: Opinion): Promise<boolean> {
  const panel = await findPanel(tx, opinion.caseId);
  if (!panel) return true;
  const stands = standsOnNewest(opinion, await listStands(tx, opinion.id));
  return stands.length >= quorumOf(panel.members.length);
}

/** The stands with their checks; a dissent with its text, empty when its bytes cannot be read. */
export async function checkedStands(ctx: Pick<Ctx, "database">, stands: readonly Stand[]) {
  const keys = await ctx.database.withTx(systemContext, (tx) =>
    findPublicKeys(
      tx,
      stands.map(({ signerPersonId }) => signerPersonId),
    ),
  );
  return stands.map((stand) => {
    const dissent =
      stand.stance === "dissent" ? readDissent(Buffer.from(stand.content).toString("utf8")) : undefined;
    const isOfIts =
      stand.stance === "agree" ||
      (dissent?.member.personId === stand.signerPersonId && dissent.version === stand.version);
    return {
      stand,
      dissent: dissent?.text ?? "",
      isValid: isOfIts && isSignatureOf(stand.content, stand, keys.get(stand.signerPersonId)),
    };
  });
}

async function view(ctx: Ctx, { found, panel, opinion, stands }: Found): Promise<PanelView> {
  const taken = standsOnNewest(opinion, stands);
  const checked = await checkedStands(ctx, stands);
  const me = ctx.actor.personId;
  const isOpen = ["accepted", "in_session", "opinion_signed"].includes(found.status);
  const isMember = panel.members.some(({ personId }) => personId === me);
  return {
    version: panel.version,
    leadPersonId: panel.leadPersonId,
    agenda: [...panel.agenda],
    opinionVersion: opinion.signedVersion,
    quorum: { needed: quorumOf(panel.members.length), have: taken.length },
    members: panel.members
      .toSorted((a, b) => a.speakingOrder - b.speakingOrder)
      .map((member) => {
        const own = checked.filter(({ stand }) => stand.signerPersonId === member.personId);
        const newest = own.find(({ stand }) => stand.version === opinion.signedVersion);
        return {
          personId: member.personId,
          seat: member.seat,
          name: member.name,
          post: member.post,
          institutionName: member.institutionName,
          specialtyName: specialtyName(member.specialtyCode),
          isLead: member.personId === panel.leadPersonId,
          isMe: member.personId === me,
          stance:
            newest?.stand.stance ??
            (member.personId === opinion.authorPersonId && opinion.signedVersion > 0
              ? ("signed" as const)
              : null),
          stands: own.map(({ stand, dissent, isValid }) => ({
            version: stand.version,
            stance: stand.stance,
            dissent,
            sha256: stand.sha256,
            signedAt: stand.signedAt,
            provider: stand.provider,
            isValid,
          })),
        };
      }),
    may: {
      arrange:
        isOpen && (found.requesterPersonId === me || me === panel.leadPersonId || ctx.actor.isPlatform),
      takeStand:
        isMember &&
        mayTakeStand(
          {
            members: panel.members,
            leadPersonId: panel.leadPersonId,
            newestVersion: opinion.signedVersion,
            standsTaken: taken,
            caseStatus: found.status,
          },
          me,
          opinion.signedVersion,
        ).ok,
    },
  };
}

/** The panel of an MDT: who sits, who leads, what is talked about, and who has signed what; null for one expert. */
export async function viewPanel(ctx: Ctx, caseId: string): Promise<Result<PanelView | null, never>> {
  const found = await inTx(ctx, async (tx) => {
    const one = await read(tx, await findCase(tx, caseId));
    if (one)
      await auditAct(tx, ctx, {
        action: "panel.read",
        subjectKind: "case",
        subjectId: caseId,
        caseId,
        caseInstitutionId: one.found.institutionId,
        outcome: "read",
      });
    return one;
  });
  return ok(found ? await view(ctx, found) : null);
}

/**
 * Sets lead, order of speaking and agenda. The inviter, the dispatcher and the lead may; another lead is given the unsigned
 * joint text as it stands.
 */
export async function arrangePanel(
  ctx: Ctx,
  caseId: string,
  wanted: ReturnType<(typeof ArrangePanel)["parse"]>,
): Promise<Result<PanelView, PanelRefusal>> {
  const done = await inTx(ctx, async (tx): Promise<Result<Found, PanelRefusal>> => {
    const before = await read(tx, await lockCase(tx, caseId));
    if (!before) return refuse("panel_not_found");
    const { found, panel, opinion } = before;
    const me = ctx.actor.personId;
    const mayAtAll = found.requesterPersonId === me || panel.leadPersonId === me || ctx.actor.isPlatform;
    if (!mayAtAll) return refuse("panel_not_found");
    if (!["accepted", "in_session", "opinion_signed"].includes(found.status))
      return refuse("opinion_not_open");
    const allowed = mayArrange(panel, opinion.signedVersion > 0, wanted);
    if (!allowed.ok) return allowed;
    if (!(await saveArrangement(tx, caseId, wanted))) return refuse("panel_changed_meanwhile");
    if (wanted.leadPersonId !== panel.leadPersonId) await nameLead(tx, ctx, before, wanted.leadPersonId);
    await auditAct(tx, ctx, {
      action: "panel.arrange",
      subjectKind: "case",
      subjectId: caseId,
      caseId,
      caseInstitutionId: found.institutionId,
      details: { leadPersonId: wanted.leadPersonId, items: wanted.agenda.length },
    });
    const after = await read(tx, found);
    return after ? ok(after) : refuse("panel_not_found");
  });
  return done.ok ? ok(await view(ctx, done.value)) : done;
}

async function nameLead(tx: Tx, ctx: Ctx, { found, panel }: Found, leadPersonId: string): Promise<void> {
  const lead = panel.members.find(({ personId }) => personId === leadPersonId);
  if (!lead) throw new Error("the lead was checked to be a member");
  const isHanded = await handOver(tx, found.id, {
    authorPersonId: lead.personId,
    authorName: lead.name,
    authorPost: lead.post,
    institutionId: lead.institutionId,
    institutionName: lead.institutionName,
  });
  if (!isHanded) throw new Error(`the opinion of case ${found.id} was signed while it was locked`);
  await addTimelineEntry(tx, found.id, {
    kind: "consultation.lead-named",
    actor: { personId: ctx.actor.personId, label: ctx.actor.name },
    details: { expertName: lead.name, institutionName: lead.institutionName },
  });
}

type Given = ReturnType<(typeof TakeStand)["parse"]>;

/**
 * 会签 or 不同意见: a member signs the very bytes the lead has signed, or a text of his own. As with the opinion, the signature
 * is made between two transactions and taken only if what it stands over is still the newest version.
 */
export async function takeStand(
  ctx: Ctx,
  node: SigningNode,
  caseId: string,
  given: Given,
): Promise<Result<PanelView, PanelRefusal>> {
  const proposed = await ctx.database.withTx(txContext(ctx.actor), async (tx) =>
    propose(tx, ctx, await read(tx, await findCase(tx, caseId)), given, tx.now),
  );
  // A repeated request that was carried out is answered below from what was kept, without a second signature.
  const made = proposed.ok ? await signBytes(ctx, node, proposed.value.bytes) : undefined;
  if (made && !made.ok) return made;
  const done = await inTx(ctx, async (tx): Promise<Result<{ isTaken: true }, PanelRefusal>> => {
    const now = await read(tx, await lockCase(tx, caseId));
    const signedAt = proposed.ok ? proposed.value.signedAt : tx.now;
    const final = await propose(tx, ctx, now, given, signedAt);
    if (!final.ok) return final;
    if (!now || !made || !proposed.ok || !final.value.bytes.equals(proposed.value.bytes))
      return refuse("panel_version_not_newest");
    const { found, panel, opinion, stands } = now;
    const isAdded = await addStand(tx, opinion.id, {
      ...made.value,
      version: given.version,
      stance: given.stance,
      content: final.value.bytes,
      signerPersonId: ctx.actor.personId,
      signerName: final.value.name,
      signedAt,
    });
    if (!isAdded) return refuse("panel_stand_taken");
    await addTimelineEntry(tx, caseId, {
      kind: given.stance === "agree" ? "consultation.co-signed" : "consultation.dissented",
      actor: { personId: ctx.actor.personId, label: ctx.actor.name },
      details: { version: given.version, expertName: final.value.name, sha256: made.value.sha256 },
    });
    if (standsOnNewest(opinion, stands).length + 1 === quorumOf(panel.members.length))
      await publish(tx, {
        topic: "consultation.quorum-reached",
        subjectId: caseId,
        payload: { version: given.version },
      });
    await auditAct(tx, ctx, {
      action: "panel.co-sign",
      subjectKind: "opinion",
      subjectId: opinion.id,
      caseId,
      caseInstitutionId: found.institutionId,
      details: { version: given.version, stance: given.stance, sha256: made.value.sha256 },
    });
    return ok({ isTaken: true });
  });
  if (!done.ok) return done;
  const after = await ctx.database.withTx(txContext(ctx.actor), async (tx) =>
    read(tx, await findCase(tx, caseId)),
  );
  return after ? ok(await view(ctx, after)) : refuse("panel_not_found");
}

/** What this member would sign at `signedAt`. */
async function propose(
  tx: Tx,
  ctx: Ctx,
  read: Found | undefined,
  given: Given,
  signedAt: Tx["now"],
): Promise<Result<{ bytes: Buffer; name: string; signedAt: Tx["now"] }, PanelRefusal>> {
  if (!read) return refuse("panel_not_found");
  const { found, panel, opinion, stands } = read;
  const allowed = mayTakeStand(
    {
      members: panel.members,
      leadPersonId: panel.leadPersonId,
      newestVersion: opinion.signedVersion,
      standsTaken: standsOnNewest(opinion, stands),
      caseStatus: found.status,
    },
    ctx.actor.personId,
    given.version,
  );
  if (!allowed.ok) return allowed;
  const member = panel.members.find(({ personId }) => personId === ctx.actor.personId);
  const signed = (await listVersions(tx, opinion.id)).at(-1);
  if (!member || signed?.version !== given.version) return refuse("panel_version_not_newest");
  if (given.stance === "agree")
    return ok({ bytes: Buffer.from(signed.content), name: member.name, signedAt });
  if (given.dissent.trim().length < 2) return refuse("dissent_empty");
  const text = dissentText({
    caseId: found.id,
    caseNumber: found.number ?? "",
    opinionSha256: signed.sha256,
    version: signed.version,
    member: { personId: member.personId, name: member.name, post: member.post },
    institutionName: member.institutionName,
    text: given.dissent,
    signedAt,
  });
  return ok({ bytes: Buffer.from(text, "utf8"), name: member.name, signedAt });
}
