import { setImmediate as othersTurn } from "node:timers/promises";
import { inPieces } from "../kernel/pieces.js";
import { sql } from "kysely";
import { listPractitionerIds, type Portrait, readPortraits } from "../experts/index.js";
import { civilDate, instant } from "../kernel/time.js";
import type { Tx } from "../platform/database/database.js";
import { seniorityOf, titleIndex } from "../terminology/index.js";
import { caseMixOf, estimateCaseMix } from "./domain/case-mix.js";
import type { Evidence } from "./domain/evidence.js";
import { PROFILE_MODEL as model } from "./domain/model.js";
import { estimatingPeers, groupsOf, type PeerMember, type PeerPlace, peersOf } from "./domain/peers.js";
import {
  declaredOf,
  evidenceOf,
  type ExpertFacts,
  placeOf,
  type PostFact,
  type ServiceFact,
} from "./domain/read-evidence.js";
import { type ProfileGround, scoreProfile } from "./domain/score-profile.js";
import { skillsOf, type SkillVocabulary } from "./domain/skills.js";
import { type Colleague, estimateUsualSkills, usualIn } from "./domain/usual-skills.js";
import { type Total, totalsOf } from "./domain/totals.js";
import {
  type Computed,
  type FactRow,
  readCaseMix,
  readConsultFacts,
  readFacts,
  readPeerMeans,
  readUsualSkills,
  saveGround,
  saveProfiles,
} from "./store.js";
import { profileTables } from "./tables.js";
import { chapterOf, skillVocabulary, specialtyLineOf } from "./vocabulary.js";

/** Experts that are read and written together. */
export const chunkSize = 100;

/** What is known of an expert, and among whom he is placed. */
export interface Known {
  readonly practitionerId: string;
  readonly facts: ExpertFacts;
  readonly place: PeerPlace;
  readonly declared: readonly string[];
}

const rankOf = (code: string | null): number =>
  seniorityOf(code === null ? null : (titleIndex().byCode.get(code) ?? null));

const serviceFact = (row: FactRow): ServiceFact => ({
  kind: row.kind,
  id: row.id,
  outcome: row.outcome,
  reasonCode: row.reason_code,
  ring: row.ring,
  urgency: row.urgency_level,
  minutes: row.minutes,
  allowedMinutes: row.allowed_minutes,
  categories: row.categories,
  value: row.value,
  on: civilDate(instant(row.occurred_at)),
});

/** Facts of these experts in order of id, with a fixed number of queries; unknown ids are left out. */
export async function readKnown(tx: Tx, practitionerIds: readonly string[]): Promise<Known[]> {
  const portraits = await readPortraits(tx, practitionerIds);
  const facts = await readFacts(
    tx,
    portraits.flatMap(({ posts }) => posts.map(({ practitionerRoleId }) => practitionerRoleId)),
  );
  return portraits.map((portrait) => knownOf(portrait, facts));
}

function knownOf(portrait: Portrait, facts: ReadonlyMap<string, readonly FactRow[]>): Known {
  const posts = portrait.posts.map((post): PostFact => ({
    isRetired: post.status === "retired",
    titleRank: rankOf(post.titleCode),
    teachingRank: rankOf(post.teachingTitleCode),
    specialtyCodes: post.specialtyCodes,
  }));
  return {
    practitionerId: portrait.practitionerId,
    place: placeOf(posts, specialtyLineOf),
    declared: declaredOf(posts),
    facts: {
      independentSinceOn: portrait.independentSinceOn,
      posts,
      claims: portrait.claims.map((claim) => ({
        ...claim,
        verifiedOn: claim.verifiedAt === null ? null : civilDate(instant(claim.verifiedAt)),
      })),
      services: portrait.posts.flatMap(({ practitionerRoleId }) =>
        (facts.get(practitionerRoleId) ?? []).map(serviceFact),
      ),
      groupOf: chapterOf,
    },
  };
}

/** The pool's means as stored, as far as these places need them. */
export async function readGround(tx: Tx, places: readonly PeerPlace[]): Promise<ProfileGround> {
  const peers = peersOf(await readPeerMeans(tx, places.flatMap(groupsOf)));
  return { peers, mix: caseMixOf(await readCaseMix(tx), model), model };
}

/** Whoever computes and saves waits for the one who does: what was read later must not be overwritten by what was read earlier. */
async function lockProfiles(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('consilium.profile'))`.execute(profileTables(tx));
}

/** Computes and saves the profiles of these experts (at most {@link chunkSize}) against the stored means. */
export async function computeProfiles(tx: Tx, practitionerIds: readonly string[]): Promise<void> {
  await lockProfiles(tx);
  const asOf = civilDate(tx.now);
  const known = await readKnown(tx, practitionerIds);
  const ground = await readGround(
    tx,
    known.map(({ place }) => place),
  );
  const isUsualAmong = usualIn(
    await readUsualSkills(tx, [...new Set(known.flatMap(({ declared }) => declared))]),
  );
  await saveProfiles(
    tx,
    known.map((one) => computed(one, asOf, ground, { ...skillVocabulary, isUsualAmong })),
  );
}

function computed(known: Known, asOf: string, ground: ProfileGround, vocabulary: SkillVocabulary): Computed {
  const { practitionerId, facts, place, declared } = known;
  const evidence = evidenceOf(facts, asOf);
  return {
    practitionerId,
    place,
    profile: scoreProfile(evidence, place, asOf, ground),
    skills: skillsOf(evidence, declared, asOf, vocabulary, model),
  };
}

const withoutPieces = ({ units, well, badly, effective }: Total): Total => ({
  pieces: [],
  units,
  well,
  badly,
  effective,
});

/** Estimates the pool's means anew from everybody's evidence and stores them. Returns how many experts there are. */
export async function estimateGround(tx: Tx): Promise<number> {
  await lockProfiles(tx);
  const asOf = civilDate(tx.now);
  const cases: Evidence[] = [];
  for (const row of await readConsultFacts(tx))
    cases.push(
      ...evidenceOf(
        { independentSinceOn: null, claims: [], posts: [], services: [serviceFact(row)], groupOf: chapterOf },
        asOf,
      ),
    );
  const rates = estimateCaseMix(cases, asOf, model);
  const mix = caseMixOf(rates, model);
  const members: PeerMember[] = [];
  const colleagues: Colleague[] = [];
  for (let after = ""; ;) {
    const ids = await listPractitionerIds(tx, after, chunkSize);
    const last = ids.at(-1);
    if (last === undefined) break;
    after = last;
    for (const { facts, place, declared } of await readKnown(tx, ids)) {
      const evidence = evidenceOf(facts, asOf);
      const totals = totalsOf(evidence, asOf, mix, model);
      colleagues.push({
        specialty: place.specialtyLine[0],
        skills: skillsOf(
          evidence,
          declared,
          asOf,
          { ...skillVocabulary, isUsualAmong: () => false },
          model,
        ).map(({ kind, level, code }) => ({ kind, level, code })),
      });
      members.push({
        ...place,
        totals: new Map([...totals].map(([sub, total]) => [sub, withoutPieces(total)])),
      });
    }
  }
  const means = await inPieces(estimatingPeers(members, model), othersTurn);
  await saveGround(tx, asOf, means, rates, estimateUsualSkills(colleagues, model));
  return members.length;
}
