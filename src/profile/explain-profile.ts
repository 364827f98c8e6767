import { readPortraits } from "../experts/index.js";
import { civilDate } from "../kernel/time.js";
import type { Tx } from "../platform/database/database.js";
import type { ProfileView, SkillList } from "./api.js";
import { showingsOf } from "./domain/view-policy.js";
import { findExplanation, findProfile, findSkills } from "./store.js";
import { profileView, type Seen, skillItems } from "./views.js";

/** A profile with everything that is known of it, for whoever holds the server. */
export interface Explanation {
  readonly profile: ProfileView;
  readonly skills: SkillList;
}

/** Undefined: no such expert. */
export async function explainProfile(tx: Tx, practitionerId: string): Promise<Explanation | undefined> {
  const [portrait] = await readPortraits(tx, [practitionerId]);
  if (portrait === undefined) return undefined;
  const who: Seen = {
    practitionerId,
    name: portrait.name,
    viewer: "operator",
    mayViewAs: [],
    showing: showingsOf("operator"),
  };
  const explanation = await findExplanation(tx, practitionerId);
  return {
    profile: profileView(who, await findProfile(tx, practitionerId), explanation, civilDate(tx.now)),
    skills: {
      practitionerId,
      viewer: who.viewer,
      items: skillItems(await findSkills(tx, practitionerId), explanation, who),
    },
  };
}
