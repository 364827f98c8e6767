declare const brand: unique symbol;

/** A string that was parsed as the identifier of one kind of thing; a raw string does not compile in its place. */
export type Id<Name extends string> = string & { readonly [brand]: Name };

/** UTC ISO-8601 with milliseconds and `Z`, so that string order is time order. */
export type Instant = Id<"Instant">;
export type Clock = () => Instant;

export type PersonId = Id<"Person">;
/** A hospital or the platform's operator: the tenant. */
export type OrganizationId = Id<"Organization">;
/** An expert as a person: one person, one calendar, many roles. */
export type PractitionerId = Id<"Practitioner">;
/** An expert's post in one department of one institution: what an offer is sent to. */
export type PractitionerRoleId = Id<"PractitionerRole">;
export type AgreementId = Id<"Agreement">;
/** A consult request 会诊申请. */
export type CaseId = Id<"Case">;
export type OfferId = Id<"Offer">;
export type OpinionId = Id<"Opinion">;
export type FileId = Id<"File">;
