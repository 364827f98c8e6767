import { readPortraits } from "../experts/index.js";
import { auditAct, type Ctx, inTx } from "../identity/index.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import { civilDate } from "../kernel/time.js";
import type { Tx } from "../platform/database/database.js";
import type { ComparisonView, ProfileView, SkillList } from "./api.js";
import { readGround, readKnown } from "./compute.js";
import { compareDimensions } from "./domain/compare.js";
import { evidenceOf } from "./domain/read-evidence.js";
import { quarterEnds, scoreHistory } from "./domain/history.js";
import {
  mayViewAs,
  showing,
  showingsOf,
  type ViewerClass,
  viewerClasses,
  viewerOf,
} from "./domain/view-policy.js";
import { printProfile } from "./paper.js";
import { findExplanation, findProfile, findSkills } from "./store.js";
import { bandsOf, profileView, type Seen, skillItems, timelineEvents } from "./views.js";

export type ProfileRefusal = "expert_not_found" | "view_not_yours";
export type CompareRefusal = "expert_not_found" | "same_expert";

const quartersShown = 12;

/** Who looks, and through whose eyes: undefined for an expert who is not there. */
async function seen(
  tx: Tx,
  ctx: Ctx,
  practitionerId: string,
  as: ViewerClass | undefined,
): Promise<Result<Seen, ProfileRefusal>> {
  const [portrait] = await readPortraits(tx, [practitionerId]);
  if (portrait === undefined) return refuse("expert_not_found");
  const { actor } = ctx;
  const own = viewerOf({
    isSelf: portrait.personId === actor.personId,
    isPlatform: actor.isPlatform,
    isOffice:
      portrait.posts.some((post) => post.organizationId === actor.institutionId) &&
      actor.roles.some((role) => role === "medical_affairs" || role === "quality"),
    isRequester: actor.roles.includes("requester"),
  });
  if (as !== undefined && !mayViewAs(own, as)) return refuse("view_not_yours");
  const viewer = as ?? own;
  return ok({
    practitionerId,
    name: portrait.name,
    viewer,
    mayViewAs: viewerClasses.filter((one) => mayViewAs(own, one)),
    showing: showingsOf(viewer),
  });
}

async function readView(tx: Tx, who: Seen): Promise<ProfileView> {
  const found = await findProfile(tx, who.practitionerId);
  const explanation = await findExplanation(tx, who.practitionerId);
  const view = profileView(who, found, explanation, civilDate(tx.now));
  if (found === undefined || showing("timeline", who.viewer) !== "show") return view;
  const [known] = await readKnown(tx, [who.practitionerId]);
  if (known === undefined) return view;
  const ground = await readGround(tx, [known.place]);
  const points = scoreHistory(
    (on) => evidenceOf(known.facts, on),
    known.place,
    quarterEnds(found.asOf, quartersShown),
    ground,
  );
  return {
    ...view,
    timeline: {
      points: points.map(({ asOf, scores }) => ({ asOf, scores: [...scores] })),
      events: timelineEvents(explanation),
    },
  };
}

/** 能力画像 as this person may see it. The expert sees everything about himself. */
export const viewProfile = (
  ctx: Ctx,
  practitionerId: string,
  as?: ViewerClass,
): Promise<Result<ProfileView, ProfileRefusal>> =>
  inTx(ctx, async (tx) => {
    const who = await seen(tx, ctx, practitionerId, as);
    return who.ok ? ok(await readView(tx, who.value)) : who;
  });

async function readSkills(tx: Tx, who: Seen): Promise<SkillList> {
  const skills = await findSkills(tx, who.practitionerId);
  const explanation = await findExplanation(tx, who.practitionerId);
  return {
    practitionerId: who.practitionerId,
    viewer: who.viewer,
    items: skillItems(skills, explanation, who),
  };
}

/** Skills by code with the documents behind them, as far as this person may see them. */
export const viewSkills = (
  ctx: Ctx,
  practitionerId: string,
  as?: ViewerClass,
): Promise<Result<SkillList, ProfileRefusal>> =>
  inTx(ctx, async (tx) => {
    const who = await seen(tx, ctx, practitionerId, as);
    return who.ok ? ok(await readSkills(tx, who.value)) : who;
  });

const mostSkillsCompared = 20;

/** Two experts side by side. A difference that the evidence does not bear out is called alike. */
export const compareExperts = (
  ctx: Ctx,
  firstId: string,
  secondId: string,
): Promise<Result<ComparisonView, CompareRefusal>> =>
  inTx(ctx, async (tx) => {
    if (firstId === secondId) return refuse("same_expert");
    const views: ProfileView[] = [];
    const strengths: Map<
      string,
      { kind: "disease" | "operation"; code: string; name: string; strength: number }
    >[] = [];
    for (const id of [firstId, secondId]) {
      const who = await seen(tx, ctx, id, undefined);
      if (!who.ok) return refuse("expert_not_found");
      views.push(await readView(tx, who.value));
      const { items } = await readSkills(tx, who.value);
      strengths.push(
        new Map(
          items.flatMap(({ kind, level, code, name, strength }) =>
            level === "category" && strength !== null
              ? [[`${kind} ${code}`, { kind, code, name, strength }]]
              : [],
          ),
        ),
      );
    }
    const [first, second] = views;
    const [ofFirst, ofSecond] = strengths;
    if (!first || !second || !ofFirst || !ofSecond) return refuse("expert_not_found");
    const keys = [...new Set([...ofFirst.keys(), ...ofSecond.keys()])];
    const skills = keys.flatMap((key) => {
      const one = ofFirst.get(key);
      const other = ofSecond.get(key);
      const named = one ?? other;
      return named === undefined
        ? []
        : [
            {
              kind: named.kind,
              code: named.code,
              name: named.name,
              first: one?.strength ?? null,
              second: other?.strength ?? null,
            },
          ];
    });
    const height = ({ first: a, second: b }: (typeof skills)[number]): number => Math.max(a ?? 0, b ?? 0);
    return ok({
      first,
      second,
      dimensions: compareDimensions(bandsOf(first), bandsOf(second)),
      skills: skills
        .sort((a, b) => height(b) - height(a) || (a.code < b.code ? -1 : 1))
        .slice(0, mostSkillsCompared),
    });
  });

/** The profile on paper, as this person may see it; the print is put on record. */
export async function printedProfile(
  ctx: Ctx,
  practitionerId: string,
  as?: ViewerClass,
): Promise<Result<Buffer, ProfileRefusal>> {
  const read = await inTx(ctx, async (tx) => {
    const who = await seen(tx, ctx, practitionerId, as);
    if (!who.ok) return who;
    await auditAct(tx, ctx, {
      action: "profile.print",
      subjectKind: "expert",
      subjectId: practitionerId,
      outcome: "read",
      details: { viewer: who.value.viewer },
    });
    return ok({ view: await readView(tx, who.value), skills: await readSkills(tx, who.value), at: tx.now });
  });
  return read.ok ? ok(await printProfile(read.value)) : read;
}
