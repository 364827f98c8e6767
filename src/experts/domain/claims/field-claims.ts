import type { NewClaim } from "./record-claims.js";

/** What a registration says about the person; null: it says nothing. Dates are civil. */
export interface PersonFacts {
  readonly name: string;
  readonly gender: "male" | "female" | null;
  readonly birthOn: string | null;
  readonly licenceNumber: string | null;
  readonly practiceScope: { readonly code: string; readonly name: string } | null;
  readonly practiceCategory: string | null;
  readonly independentSinceOn: string | null;
  readonly supervisor: "doctoral" | "master" | null;
  /** The first nine digits of the number (year, province, category) and a keyed hash of all of it; the number itself is a secret. */
  readonly qualification: { readonly prefix: string; readonly numberIndex: string } | null;
}

/** What it says about one post. */
export interface PostFacts {
  readonly practitionerRoleId: string;
  readonly departmentName: string;
  readonly title: { readonly code: string; readonly name: string } | null;
  readonly teachingTitle: { readonly code: string; readonly name: string } | null;
  readonly post: string | null;
}

const genders = { male: "男", female: "女" } as const;
const supervisors = { doctoral: "博士生导师", master: "硕士生导师" } as const;

/** The person's fields as claims, in the canonical form of `claimRules`; nothing for what is not said. */
export function personClaims(facts: PersonFacts): NewClaim[] {
  const { gender, birthOn, licenceNumber, practiceScope, independentSinceOn, supervisor, qualification } =
    facts;
  return [
    ...(facts.name === "" ? [] : [claim("name", facts.name)]),
    ...(gender === null ? [] : [claim("gender", genders[gender], gender)]),
    ...(birthOn === null ? [] : [claim("birth_on", birthOn)]),
    ...(licenceNumber === null ? [] : [claim("licence", licenceNumber)]),
    ...(qualification === null
      ? []
      : [claim("qualification", `${qualification.prefix}…`, { ...qualification })]),
    ...(practiceScope === null ? [] : [claim("practice_scope", practiceScope.name, practiceScope.code)]),
    ...(facts.practiceCategory === null ? [] : [claim("practice_category", facts.practiceCategory)]),
    ...(independentSinceOn === null ? [] : [claim("independent_since", independentSinceOn)]),
    ...(supervisor === null ? [] : [claim("supervisor", supervisors[supervisor], supervisor)]),
  ];
}

/** A post's fields as claims. */
export function postClaims(facts: PostFacts): NewClaim[] {
  const { practitionerRoleId, title, teachingTitle, post } = facts;
  const fields = [
    ...(facts.departmentName === "" ? [] : [claim("department", facts.departmentName)]),
    ...(title === null ? [] : [claim("title", title.name, title.code)]),
    ...(teachingTitle === null ? [] : [claim("teaching_title", teachingTitle.name, teachingTitle.code)]),
    ...(post === null ? [] : [claim("post", post)]),
  ];
  return fields.map((one) => ({ ...one, practitionerRoleId }));
}

const longest = 500;

/** A value too long for a claim is a text of the profile, not a fact of its own. */
const claim = (
  kind: NewClaim["kind"],
  label: string,
  value: NonNullable<NewClaim["value"]> = label,
): NewClaim => ({
  kind,
  label: label.slice(0, longest),
  value: typeof value === "string" ? value.slice(0, longest) : value,
});

/**
 * The items of a written list (学会任职, 荣誉, 语言) as claims: split at line ends, semicolons and, for short words, at
 * commas. Items longer than 500 characters stay texts of the profile. In the order written, each once.
 */
export function listedClaims(kind: "society" | "award" | "language", text: string): NewClaim[] {
  const separator = kind === "language" ? /[\n;；,，、/]+/u : /[\n;；。]+/u;
  const items = text
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item.length > 1 && item.length <= longest);
  return [...new Set(items)].map((label) => ({ kind, label }));
}
