import type { Instant } from "../../../kernel/types.js";
import { type Fault, faultAt } from "../fault.js";
import { languageName } from "../hl7/staff-segments.js";
import { type ConnectorMapping, identifierKind } from "../mapping.js";
import type { PlacedText, StaffEntry, StaffField } from "../staff-record.js";
import { type BundleEntry, localReference } from "./bundle.js";
import { type JsonObject, objectAt, objectsAt, textAt, textsAt } from "./json.js";

export interface FhirSettings {
  readonly mapping: ConnectorMapping;
  /** Ids or identifiers of the Organization that is this institution; empty: everything the server answers is its own. */
  readonly organizations: readonly string[];
  /** Stands in for a missing `lastUpdated`. */
  readonly receivedAt: Instant;
}

/** Resources by `Type/id`. */
export type Resources = ReadonlyMap<string, BundleEntry>;

/** References of the roles among `entries` that are not there and must be read before {@link readPractitioners}. */
export function missingReferences(entries: readonly BundleEntry[], resources: Resources): string[] {
  const missing = new Set<string>();
  for (const { type, resource } of entries) {
    if (type !== "PractitionerRole" || resource === undefined) continue;
    for (const key of ["practitioner", "organization"]) {
      const reference = localReference(textAt(objectAt(resource, key), "reference"));
      if (reference !== "" && !resources.has(reference)) missing.add(reference);
    }
  }
  return [...missing];
}

/**
 * One entry for each PractitionerRole, with what its Practitioner says; a deleted or inactive one deactivates. The key is
 * the role's, so that one person with two posts is two entries of one person.
 * Source: FHIR R4 Practitioner, PractitionerRole.
 */
export function readPractitioners(
  entries: readonly BundleEntry[],
  resources: Resources,
  settings: FhirSettings,
  firstRow: number,
): StaffEntry[] {
  const read: StaffEntry[] = [];
  for (const entry of entries) {
    const rowNumber = firstRow + read.length;
    if (entry.type === "PractitionerRole") read.push(readRole(entry, resources, settings, rowNumber));
    else if (entry.type === "Practitioner" && entry.resource === undefined)
      read.push(leaving(entry, rowNumber, settings));
  }
  return read;
}

/** The newest of the written times, never later than the moment of asking. */
export const when = (settings: FhirSettings, ...written: string[]): Instant => {
  const times = written.map((text) => Date.parse(text)).filter((time) => !Number.isNaN(time));
  const latest = times.length === 0 ? Date.parse(settings.receivedAt) : Math.max(...times);
  // A server whose clock runs ahead must not shut out every later change.
  return new Date(Math.min(latest, Date.parse(settings.receivedAt))).toISOString() as Instant;
};

const leaving = (entry: BundleEntry, rowNumber: number, settings: FhirSettings): StaffEntry => ({
  rowNumber,
  place: entry.place,
  action: "deactivate",
  staffKey: `${entry.type}/${entry.id}`,
  personKey: `${entry.type}/${entry.id}`,
  isActive: false,
  effectiveAt: when(settings, entry.lastUpdated),
  values: new Map(),
  reason: "deleted",
  faults: [],
});

function readRole(
  entry: BundleEntry,
  resources: Resources,
  settings: FhirSettings,
  rowNumber: number,
): StaffEntry {
  const role = entry.resource;
  if (role === undefined) return leaving(entry, rowNumber, settings);
  const reference = localReference(textAt(objectAt(role, "practitioner"), "reference"));
  const person = resources.get(reference);
  const faults: Fault[] = [];
  if (person?.resource === undefined)
    faults.push(faultAt(`${entry.place}/practitioner/reference`, "reference_unresolved", reference));
  const organization = resources.get(localReference(textAt(objectAt(role, "organization"), "reference")));
  if (!isOurs(role, organization, settings))
    faults.push(faultAt(`${entry.place}/organization`, "other_organization"));
  const values = new Map<StaffField, PlacedText>();
  const put = (field: StaffField, text: string, place: string): void => {
    if (text !== "" && !values.has(field)) values.set(field, { text, place });
  };
  readPost(role, entry.place, organization, settings, put);
  readDiseases([entry, person], settings, put);
  if (person?.resource !== undefined) readPerson(person.resource, person.place, settings, put);
  const isActive = role.active !== false && person?.resource?.active !== false && !hasEnded(role, settings);
  return {
    rowNumber,
    place: entry.place,
    action: isActive ? "update" : "deactivate",
    staffKey: `PractitionerRole/${entry.id}`,
    personKey: reference === "" ? `PractitionerRole/${entry.id}` : reference,
    isActive,
    effectiveAt: when(settings, entry.lastUpdated, person?.lastUpdated ?? ""),
    values,
    reason: isActive ? "" : "active = false",
    faults,
  };
}

function hasEnded(role: JsonObject, { receivedAt }: FhirSettings): boolean {
  const end = textAt(objectAt(role, "period"), "end");
  return end !== "" && end < receivedAt.slice(0, end.length);
}

function isOurs(role: JsonObject, organization: BundleEntry | undefined, settings: FhirSettings): boolean {
  if (settings.organizations.length === 0) return true;
  const at = objectAt(role, "organization");
  const names = [
    localReference(textAt(at, "reference")),
    textAt(objectAt(at, "identifier"), "value"),
    ...objectsAt(organization?.resource, "identifier").map((one) => textAt(one, "value")),
    localReference(textAt(objectAt(organization?.resource, "partOf"), "reference")),
  ];
  const ours = new Set(settings.organizations);
  return names.some((name) => name !== "" && (ours.has(name) || ours.has(name.split("/")[1] ?? "")));
}

type Put = (field: StaffField, text: string, place: string) => void;

const han = /\p{Script=Han}/u;

function readPerson(person: JsonObject, place: string, settings: FhirSettings, put: Put): void {
  const names = objectsAt(person, "name").map((name, i) => ({
    text: nameOf(name),
    use: textAt(name, "use"),
    i,
  }));
  const current = names.filter(({ use, text }) => use !== "old" && text !== "");
  const name = current.find(({ text }) => han.test(text)) ?? current[0];
  if (name !== undefined) put("name", name.text, `${place}/name/${name.i}`);
  const gender = textAt(person, "gender");
  put("gender", gender === "male" ? "男" : gender === "female" ? "女" : "", `${place}/gender`);
  put("bornOn", textAt(person, "birthDate"), `${place}/birthDate`);
  objectsAt(person, "identifier").forEach((one, i) => {
    const kind = kindOf(one, settings);
    if (kind !== undefined) put(kind, textAt(one, "value"), `${place}/identifier/${i}/value`);
  });
  readTelecom(person, place, put);
  const titles: string[] = [];
  const degrees: string[] = [];
  objectsAt(person, "qualification").forEach((qualification, i) => {
    objectsAt(qualification, "identifier").forEach((one, j) => {
      const kind = kindOf(one, settings);
      if (kind !== undefined)
        put(kind, textAt(one, "value"), `${place}/qualification/${i}/identifier/${j}/value`);
    });
    const text = conceptText(objectAt(qualification, "code"), settings.mapping.titleNames);
    if (/博士|硕士|学士|本科|大专|degree|doctor of|bachelor|master of/iu.test(text)) {
      const issuer = textAt(objectAt(qualification, "issuer"), "display");
      degrees.push(
        [text, issuer, textAt(objectAt(qualification, "period"), "start").slice(0, 4)]
          .filter((part) => part !== "")
          .join(" "),
      );
    } else if (/医师|教授|技师|护师|药师|研究员/u.test(text) && !/证|资格/u.test(text)) titles.push(text);
  });
  put("education", joined(degrees), `${place}/qualification`);
  put("title", joined(titles), `${place}/qualification`);
  const spoken = objectsAt(person, "communication").map((one) => {
    const [coding] = objectsAt(one, "coding");
    return languageName(textAt(coding, "code"), textAt(one, "text") || textAt(coding, "display"));
  });
  put("languages", joined(spoken), `${place}/communication`);
}

function readTelecom(from: JsonObject, place: string, put: Put): void {
  const telecom = objectsAt(from, "telecom").map((one, i) => ({
    system: textAt(one, "system"),
    use: textAt(one, "use"),
    value: textAt(one, "value").replace(/^(?:tel|mailto):/iu, ""),
    i,
  }));
  const phones = telecom.filter(({ system }) => system === "phone" || system === "sms");
  const phone = phones.find(({ use }) => use === "mobile") ?? phones[0];
  if (phone !== undefined) put("mobile", phone.value, `${place}/telecom/${phone.i}/value`);
  const mail = telecom.find(({ system }) => system === "email");
  if (mail !== undefined) put("email", mail.value, `${place}/telecom/${mail.i}/value`);
}

function readPost(
  role: JsonObject,
  place: string,
  organization: BundleEntry | undefined,
  settings: FhirSettings,
  put: Put,
): void {
  const { departmentNames, titleNames } = settings.mapping;
  const specialties = objectsAt(role, "specialty").map((one) => conceptText(one, departmentNames));
  put("department", joined(specialties), `${place}/specialty`);
  const isDepartment = objectsAt(organization?.resource, "type").some((type) =>
    objectsAt(type, "coding").some((coding) => textAt(coding, "code") === "dept"),
  );
  if (isDepartment)
    put("department", textAt(organization?.resource, "name"), `${organization?.place ?? place}/name`);
  const codes = objectsAt(role, "code").map((one) => conceptText(one, titleNames));
  // "doctor" and its like say what everybody here is.
  put("title", joined(codes.filter((text) => han.test(text))), `${place}/code`);
  objectsAt(role, "identifier").forEach((one, i) => {
    const kind = kindOf(one, settings);
    if (kind !== undefined) put(kind, textAt(one, "value"), `${place}/identifier/${i}/value`);
    else put("staffNumber", textAt(one, "value"), `${place}/identifier/${i}/value`);
  });
  readTelecom(role, place, put);
}

/** The diseases a post or its person is said to treat, from extensions the connector names; FHIR has no element for them. */
function readDiseases(from: readonly (BundleEntry | undefined)[], { mapping }: FhirSettings, put: Put): void {
  for (const entry of from) {
    const texts = objectsAt(entry?.resource, "extension")
      .filter((one) => mapping.diseasesFrom.includes(textAt(one, "url")))
      .map((one) => textAt(one, "valueString") || conceptText(objectAt(one, "valueCodeableConcept"), {}));
    put("diseases", joined(texts), `${entry?.place ?? ""}/extension`);
  }
}

/** An identifier's kind by its system, else by the code of its type. */
function kindOf(identifier: JsonObject, { mapping }: FhirSettings) {
  const bySystem = identifierKind(mapping, textAt(identifier, "system"));
  if (bySystem !== undefined) return bySystem;
  for (const coding of objectsAt(objectAt(identifier, "type"), "coding")) {
    const kind = identifierKind(mapping, textAt(coding, "code"));
    if (kind !== undefined) return kind;
  }
  return undefined;
}

/** The hospital's name for the code where the connector has one, else text, display, code. */
function conceptText(concept: JsonObject | undefined, names: Readonly<Record<string, string>>): string {
  const codings = objectsAt(concept, "coding");
  for (const coding of codings) {
    const name = names[textAt(coding, "code")];
    if (name !== undefined) return name;
  }
  const [first] = codings;
  return textAt(concept, "text") || textAt(first, "display") || textAt(first, "code");
}

function nameOf(name: JsonObject): string {
  const family = textAt(name, "family");
  const given = textsAt(name, "given").map((part) => part.trim());
  const text = textAt(name, "text");
  if (family === "" && given.length === 0) return text;
  return han.test(family + given.join(""))
    ? family + given.join("")
    : text || [...given, family].join(" ").trim();
}

const joined = (texts: readonly string[]): string =>
  [...new Set(texts.filter((text) => text !== ""))].join("、");
