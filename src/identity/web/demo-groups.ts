import { type DemoPerson, type Role, roleNames, roles } from "../api.js";

export interface DemoGroup {
  readonly role: Role;
  readonly people: readonly DemoPerson[];
}

/**
 * Demo people under their first role, in the order of the roles; people keep the order the server gave.
 * @param search words that must all occur in name, institution, hint or a role name; case does not matter
 */
export function groupDemoPeople(people: readonly DemoPerson[], search: string): DemoGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (person: DemoPerson) => {
    const names = person.roles.flatMap((role) => [roleNames[role].zh, roleNames[role].en]);
    const text = [person.name, person.institutionName, person.hint, ...names].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const found = people.filter(matches);
  return roles
    .map((role) => ({ role, people: found.filter((person) => person.roles[0] === role) }))
    .filter((group) => group.people.length > 0);
}
