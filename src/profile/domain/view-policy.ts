/** Who looks at a profile. `public`: whoever is signed in and has no part in it, such as a colleague elsewhere. */
export const viewerClasses = ["public", "requester", "hospital", "operator", "expert"] as const;
export type ViewerClass = (typeof viewerClasses)[number];

export const profileParts = [
  "dimensions",
  "service",
  "subs",
  "contributions",
  "timeline",
  "skills",
  "hidden_skills",
  "documents",
  "peers",
  "objections",
] as const;
export type ProfilePart = (typeof profileParts)[number];

/** `summary`: a word or a number without what is behind it (see the parts in the README). */
export type Showing = "hide" | "summary" | "show";

const hide = "hide";
const sum = "summary";
const show = "show";
type Row = readonly [Showing, Showing, Showing, Showing, Showing];

/**
 * What each may see of a profile, one row a part, one column a viewer, in the order of `viewerClasses`. The expert sees
 * everything about himself. A requester chooses by ability and reliability, not by who rated whom; strangers see what the
 * directory already tells.
 * Source: 个人信息保护法 第6条 (least extent necessary), 第45条 (a person sees what is held about him).
 */
const table: Readonly<Record<ProfilePart, Row>> = {
  //               public requester hospital operator expert
  dimensions: [sum, show, show, show, show],
  service: [hide, show, show, show, show],
  subs: [hide, show, show, show, show],
  contributions: [hide, sum, show, show, show],
  timeline: [hide, hide, show, show, show],
  skills: [sum, show, show, show, show],
  hidden_skills: [hide, show, show, show, show],
  documents: [hide, sum, show, show, show],
  peers: [hide, hide, show, show, show],
  objections: [hide, hide, show, show, show],
};

export const showing = (part: ProfilePart, viewer: ViewerClass): Showing =>
  table[part][viewerClasses.indexOf(viewer)] ?? hide;

/** Everything the class sees, part by part. */
export const showingsOf = (viewer: ViewerClass): Readonly<Record<ProfilePart, Showing>> =>
  Object.fromEntries(profileParts.map((part) => [part, showing(part, viewer)])) as Record<
    ProfilePart,
    Showing
  >;

/** How a person stands to the expert. */
export interface Relation {
  readonly isSelf: boolean;
  /** Belongs to the platform's operator. */
  readonly isPlatform: boolean;
  /** Works for one of the expert's institutions in an office that answers for him (医务部, 质控). */
  readonly isOffice: boolean;
  readonly isRequester: boolean;
}

/** The class with the widest view that applies. */
export function viewerOf(relation: Relation): ViewerClass {
  if (relation.isSelf) return "expert";
  if (relation.isPlatform) return "operator";
  if (relation.isOffice) return "hospital";
  return relation.isRequester ? "requester" : "public";
}

/**
 * Whose eyes a person may borrow to see what others see: the expert all, the platform and his hospital those who see less.
 * Nobody borrows a wider view than his own.
 */
export function mayViewAs(own: ViewerClass, as: ViewerClass): boolean {
  if (own === as) return true;
  if (own === "expert") return as !== "operator";
  if (own === "operator") return as !== "expert";
  return own === "hospital" && (as === "public" || as === "requester");
}
