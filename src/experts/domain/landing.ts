import { foldForKey } from "./import/clean-text.js";

/** What an incoming row is recognised by. Numbers that identify a person come as keyed hashes. */
export interface Arrival {
  readonly name: string;
  readonly organizationId: string;
  readonly licenceNumber: string | null;
  readonly idNumberIndex: string | null;
  readonly personKey: string;
  readonly departmentName: string;
  readonly contentHash: string;
}

export interface KnownRole {
  readonly id: string;
  readonly organizationId: string;
  readonly departmentName: string;
  readonly personKey: string;
  readonly contentHash: string | null;
}

/** An expert who is stored already, or was planned by an earlier row of the same file. */
export interface KnownExpert {
  readonly id: string;
  readonly name: string;
  readonly licenceNumber: string | null;
  readonly idNumberIndex: string | null;
  readonly roles: readonly KnownRole[];
}

export type LandingConflict =
  | "numbers_of_two_people"
  | "number_of_another_name"
  | "other_licence_on_record"
  | "other_id_on_record"
  | "namesakes";

/**
 * unchanged: stored already, word for word · update: this role gets the row's content · add-role: a known expert at one
 * more place · add-expert: nobody we know · conflict: the row contradicts what is stored and comes back.
 */
export type Landing =
  | { readonly kind: "unchanged" | "update"; readonly expert: KnownExpert; readonly role: KnownRole }
  | { readonly kind: "add-role"; readonly expert: KnownExpert }
  | { readonly kind: "add-expert" }
  | { readonly kind: "conflict"; readonly conflict: LandingConflict };

/** The experts a batch of rows may mean, found by any of their keys. */
export class KnownExperts {
  readonly #byLicence = new Map<string, KnownExpert>();
  readonly #byIdNumber = new Map<string, KnownExpert>();
  readonly #byPersonKey = new Map<string, Map<string, KnownExpert>>();

  constructor(experts: Iterable<KnownExpert> = []) {
    for (const expert of experts) this.put(expert);
  }

  /** Adds the expert, or takes the newer state of one that is known: later rows of a batch see what earlier ones did. */
  put(expert: KnownExpert): void {
    if (expert.licenceNumber !== null) this.#byLicence.set(expert.licenceNumber, expert);
    if (expert.idNumberIndex !== null) this.#byIdNumber.set(expert.idNumberIndex, expert);
    for (const role of expert.roles) {
      const namesakes = this.#byPersonKey.get(role.personKey) ?? new Map<string, KnownExpert>();
      this.#byPersonKey.set(role.personKey, namesakes.set(expert.id, expert));
    }
  }

  byLicence(number: string | null): KnownExpert | undefined {
    return number === null ? undefined : this.#byLicence.get(number);
  }

  byIdNumber(index: string | null): KnownExpert | undefined {
    return index === null ? undefined : this.#byIdNumber.get(index);
  }

  byPersonKey(key: string): readonly KnownExpert[] {
    return [...(this.#byPersonKey.get(key)?.values() ?? [])];
  }
}

/**
 * Decides what a row means for the pool. A licence or ID number names a person for certain; without one, name,
 * institution and first department do, unless several stored namesakes fit. A number that is stored under another name,
 * or two numbers of two people, are never resolved by choosing one.
 */
export function planLanding(known: KnownExperts, arrival: Arrival): Landing {
  const byLicence = known.byLicence(arrival.licenceNumber);
  const byIdNumber = known.byIdNumber(arrival.idNumberIndex);
  if (byLicence !== undefined && byIdNumber !== undefined && byLicence.id !== byIdNumber.id)
    return conflict("numbers_of_two_people");
  const byNumber = byLicence ?? byIdNumber;
  if (byNumber !== undefined) {
    if (foldForKey(byNumber.name) !== foldForKey(arrival.name)) return conflict("number_of_another_name");
    if (differ(byNumber.licenceNumber, arrival.licenceNumber)) return conflict("other_licence_on_record");
    if (differ(byNumber.idNumberIndex, arrival.idNumberIndex)) return conflict("other_id_on_record");
    return atPlace(byNumber, arrival);
  }
  const namesakes = known
    .byPersonKey(arrival.personKey)
    .filter(
      (expert) =>
        !differ(expert.licenceNumber, arrival.licenceNumber) &&
        !differ(expert.idNumberIndex, arrival.idNumberIndex),
    );
  if (namesakes.length > 1) return conflict("namesakes");
  const [only] = namesakes;
  return only === undefined ? { kind: "add-expert" } : atPlace(only, arrival);
}

/** The same department first; else the one post there is at this institution: its department has a new name. */
function atPlace(expert: KnownExpert, arrival: Arrival): Landing {
  const here = expert.roles.filter((role) => role.organizationId === arrival.organizationId);
  const role =
    here.find((one) => one.departmentName === arrival.departmentName) ??
    here.find((one) => one.personKey === arrival.personKey) ??
    (here.length === 1 ? here[0] : undefined);
  if (role === undefined) return { kind: "add-role", expert };
  return { kind: role.contentHash === arrival.contentHash ? "unchanged" : "update", expert, role };
}

const conflict = (code: LandingConflict): Landing => ({ kind: "conflict", conflict: code });
const differ = (a: string | null, b: string | null): boolean => a !== null && b !== null && a !== b;
