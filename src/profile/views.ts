import { groupBy } from "../kernel/collections.js";
import type {
  ContributionView,
  DimensionView,
  ProfileView,
  SkillView,
  SubView,
  TimelineView,
} from "./api.js";
import type { Banded } from "./domain/compare.js";
import type { EvidenceSource } from "./domain/evidence.js";
import { type Dimension, PROFILE_MODEL, type SubScore } from "./domain/model.js";
import type { ProfilePart, Showing, ViewerClass } from "./domain/view-policy.js";
import type { Score } from "./domain/sub-score.js";
import { evidenceWords, levelOf } from "./domain/words.js";
import type { FoundProfile } from "./store.js";
import type { StoredContribution, StoredSub } from "./stored.js";
import type { ProfileTables } from "./tables.js";
import { skillName, specialtyName } from "./vocabulary.js";
import type { z } from "zod";

/** An expert, and through whose eyes he is seen. */
export interface Seen {
  readonly practitionerId: string;
  readonly name: string;
  readonly viewer: ViewerClass;
  readonly mayViewAs: readonly ViewerClass[];
  readonly showing: Readonly<Record<ProfilePart, Showing>>;
}

type Explanation = ProfileTables["profile.explanation"];

const contributionView = (one: StoredContribution): ContributionView => ({
  evidenceId: one.evidenceId,
  kind: one.kind,
  label: one.label,
  code: one.code,
  source: one.source,
  verification: one.verification,
  observedOn: one.observedOn,
  verifiedOn: one.verifiedOn,
  trust: one.trust,
  freshness: one.freshness,
  points: one.points,
  words: evidenceWords(one),
});

const sourcesOf = (counts: StoredSub["sources"]) =>
  Object.entries(counts)
    .map(([source, pieces]) => ({ source: source as EvidenceSource, pieces: pieces }))
    .sort((a, b) => b.pieces - a.pieces || (a.source < b.source ? -1 : 1));

/** Numbers for who is shown them; else where it stands in a word. */
const scoreView = (one: Score, how: Showing) => {
  const isShown = how === "show";
  return {
    score: isShown ? one.score : null,
    low: isShown ? one.low : null,
    high: isShown ? one.high : null,
    level: levelOf(one.score),
    effective: isShown ? one.effective : null,
    confidence: one.confidence,
    newestOn: one.newestOn,
  };
};

/** What is stored, cut to what the viewer may see. `today` dates a profile that is not computed yet. */
export function profileView(
  who: Seen,
  found: FoundProfile | undefined,
  explanation: Explanation | undefined,
  today: string,
): ProfileView {
  const { showing } = who;
  const ownShowing = (dimension: Dimension): Showing =>
    dimension === "service" || dimension === "peer"
      ? showing.service === "hide"
        ? "hide"
        : showing.dimensions
      : showing.dimensions;
  const [narrowest] = found?.place.specialtyLine ?? [];
  return {
    practitionerId: who.practitionerId,
    name: who.name,
    state: found === undefined ? "pending" : found.subs.length === 0 ? "insufficient" : "computed",
    viewer: who.viewer,
    mayViewAs: [...who.mayViewAs],
    showing: { ...showing },
    modelVersion: found?.modelVersion ?? PROFILE_MODEL.version,
    asOf: found?.asOf ?? today,
    peerGroup: {
      specialtyName: narrowest === undefined ? null : specialtyName(narrowest),
      titleRank: found?.place.titleRank ?? 0,
    },
    dimensions: (found?.dimensions ?? []).flatMap((one): DimensionView[] => {
      const how = ownShowing(one.dimension);
      if (how === "hide") return [];
      return [
        {
          dimension: one.dimension,
          ...scoreView(one, how),
          parts: showing.subs === "show" ? one.parts.map((part) => ({ ...part })) : [],
        },
      ];
    }),
    subs: showing.subs === "hide" ? [] : (found?.subs ?? []).map((sub) => subView(sub, who, explanation)),
    timeline: null,
  };
}

function subView(sub: StoredSub, who: Seen, explanation: Explanation | undefined): SubView {
  const pieces = explanation?.contributions[sub.sub] ?? [];
  const isShown = who.showing.contributions === "show" && explanation !== undefined;
  return {
    sub: sub.sub,
    dimension: PROFILE_MODEL.subs[sub.sub].dimension,
    ...scoreView(sub, who.showing.subs),
    peers:
      sub.peers === null || who.showing.peers !== "show"
        ? null
        : {
            specialtyName: sub.peers.specialty === "*" ? null : specialtyName(sub.peers.specialty),
            titleRank: sub.peers.titleRank,
            members: sub.peers.members,
            points: sub.peers.points,
          },
    contributions: isShown ? pieces.map(contributionView) : null,
    sources: who.showing.contributions === "hide" ? [] : sourcesOf(sub.sources),
  };
}

const mostSkillsOfSummary = 12;

/** Skills cut to what the viewer may see, strongest first. Hidden ones are left out for whom they are hidden. */
export function skillItems(
  skills: readonly ProfileTables["profile.skill"][],
  explanation: Explanation | undefined,
  { showing }: Seen,
): SkillView[] {
  if (showing.skills === "hide") return [];
  const isWhole = showing.skills === "show";
  const documents = new Map(
    (explanation?.documents ?? []).map((one) => [`${one.kind} ${one.level} ${one.code}`, one.documents]),
  );
  const shown = skills.filter(
    (skill) =>
      (isWhole || skill.level === "category") && (!skill.is_hidden || showing.hidden_skills === "show"),
  );
  return (isWhole ? shown : shown.slice(0, mostSkillsOfSummary)).map((skill) => {
    const behind = documents.get(`${skill.kind} ${skill.level} ${skill.code}`);
    return {
      kind: skill.kind,
      level: skill.level,
      code: skill.code,
      name: skillName(skill.kind, skill.code),
      strength: isWhole ? skill.strength : null,
      word: skill.word,
      effective: isWhole ? skill.effective : null,
      newestOn: skill.newest_on,
      isHidden: skill.is_hidden,
      usualSpecialties: skill.usual_specialties.map((code) => ({ code, name: specialtyName(code) })),
      sources: showing.documents === "hide" ? [] : sourcesOf(skill.sources),
      documents: showing.documents === "show" && behind !== undefined ? behind.map(contributionView) : null,
    };
  });
}

/** The bands of the dimensions whose numbers are shown. */
export const bandsOf = ({ dimensions }: ProfileView): ReadonlyMap<Dimension, Banded> =>
  new Map(
    dimensions.flatMap(({ dimension, score, low, high }) =>
      score === null || low === null || high === null ? [] : [[dimension, { score, low, high }]],
    ),
  );

const eventsShown = 24;
const monthOf = (date: string): string => date.slice(0, 7);

/**
 * What moved the scores when: the pieces of one month and sub-score together, with their points today, newest first. The
 * words are of the weightiest piece.
 */
export function timelineEvents(explanation: Explanation | undefined): z.infer<typeof TimelineView>["events"] {
  const all = Object.entries(explanation?.contributions ?? {}).flatMap(([sub, pieces]) =>
    pieces.map((piece) => ({ sub: sub as SubScore, piece })),
  );
  return [...groupBy(all, ({ sub, piece }) => `${monthOf(piece.observedOn)} ${sub}`).values()]
    .flatMap((group) => {
      const weightiest = group.toSorted((a, b) => Math.abs(b.piece.points) - Math.abs(a.piece.points))[0];
      if (weightiest === undefined) return [];
      return [
        {
          on: weightiest.piece.observedOn,
          sub: weightiest.sub,
          pieces: group.length,
          points: Math.round(group.reduce((sum, { piece }) => sum + piece.points * 100, 0)) / 100,
          words: evidenceWords(weightiest.piece),
        },
      ];
    })
    .filter(({ points }) => points !== 0)
    .sort((a, b) => (a.on === b.on ? (a.sub < b.sub ? -1 : 1) : a.on > b.on ? -1 : 1))
    .slice(0, eventsShown);
}
