import type { BookingKind } from "./booking-record.js";

/** How a connector reads its hospital's way of filling fields: data, changed on the connector's page. */
export interface ConnectorMapping {
  /** Type codes (HL7 CX-5, PLN-2, CER-10) or systems (FHIR) that mark each kind of number; compared without case and blanks. */
  readonly identifierTypes: {
    readonly licence: readonly string[];
    readonly qualification: readonly string[];
    readonly idNumber: readonly string[];
  };
  /** Fields that hold the department, the first that says something counts. */
  readonly departmentFrom: readonly string[];
  readonly titleFrom: readonly string[];
  /**
   * What holds the diseases a person treats: HL7 fields, or URLs of FHIR extensions of Practitioner or PractitionerRole. Neither
   * standard has a place for them, so none by default.
   */
  readonly diseasesFrom: readonly string[];
  /** The hospital's own codes → names. */
  readonly departmentNames: Readonly<Record<string, string>>;
  readonly titleNames: Readonly<Record<string, string>>;
  /** The hospital's codes of appointment types, rooms or services → what they take time for. */
  readonly bookingKinds: Readonly<Record<string, BookingKind>>;
  /** File drop: header → what the column holds; null leaves the column out. Headers not named are recognised. */
  readonly columns: Readonly<Record<string, string | null>>;
}

/** What holds where the connector says nothing else. */
export const defaultMapping: ConnectorMapping = {
  identifierTypes: {
    licence: [
      "执业证",
      "执业证书",
      "医师执业证书",
      "执业证书编号",
      "ZYZS",
      "LN",
      "LIC",
      "MD",
      "urn:oid:2.16.156.10011.1.8",
    ],
    qualification: ["资格证", "资格证书", "医师资格证书", "ZGZS", "QUAL"],
    idNumber: ["身份证", "居民身份证", "SFZ", "NI", "NNCHN", "NN", "urn:oid:2.16.156.10011.1.3"],
  },
  departmentFrom: ["ORG-2", "STF-8", "STF-9", "PRA-5"],
  titleFrom: ["STF-18", "STF-19", "PRA-3"],
  diseasesFrom: [],
  departmentNames: {},
  titleNames: {},
  bookingKinds: {},
  columns: {},
};

/** The connector's own entries over the defaults; lists given replace the default list. */
export const withDefaults = (given: Partial<ConnectorMapping>): ConnectorMapping => ({
  ...defaultMapping,
  ...given,
  identifierTypes: { ...defaultMapping.identifierTypes, ...given.identifierTypes },
});

const fold = (text: string): string => text.replace(/[\s_-]+/gu, "").toUpperCase();

/** Which number a type code or system marks; undefined for one nobody has named. */
export function identifierKind(
  mapping: ConnectorMapping,
  type: string,
): "licenceNumber" | "qualificationNumber" | "idNumber" | undefined {
  const key = fold(type);
  if (key === "") return undefined;
  const has = (list: readonly string[]): boolean => list.some((one) => fold(one) === key);
  if (has(mapping.identifierTypes.licence)) return "licenceNumber";
  if (has(mapping.identifierTypes.qualification)) return "qualificationNumber";
  return has(mapping.identifierTypes.idNumber) ? "idNumber" : undefined;
}
