import { z } from "zod";
import { decisions } from "../domain/disposition.js";

const Party = z.looseObject({ name: z.string(), institutionName: z.string() });

/**
 * What the page shows of a filed record. Records outlive the program, so only what is shown is asked for; one that does
 * not have it (another format) is offered as data.
 */
export const ArchivedRecord = z.looseObject({
  format: z.enum(["consilium.archive/1", "consilium.archive/2"]),
  request: z.looseObject({
    caseNumber: z.string(),
    submittedAt: z.string().nullable(),
    requester: Party,
    patient: z.looseObject({
      name: z.string(),
      sex: z.enum(["male", "female", "unknown"]),
      ageYears: z.number().nullable(),
    }),
    question: z.string(),
    summary: z.string(),
    diagnoses: z.array(z.looseObject({ code: z.string().nullable(), name: z.string() })),
  }),
  performer: Party.extend({ post: z.string() }),
  /** Oldest first; `signedText` are the exact bytes that were signed. */
  opinionVersions: z.array(
    z.looseObject({
      version: z.number(),
      signedText: z.string(),
      sha256: z.string(),
      signerName: z.string(),
      signedAt: z.string(),
    }),
  ),
  /** Of an MDT; version 1 of the format has none. */
  panel: z
    .looseObject({
      leadPersonId: z.string(),
      members: z.array(Party.extend({ personId: z.string(), post: z.string() })),
      stands: z.array(
        z.looseObject({
          version: z.number(),
          stance: z.enum(["agree", "dissent"]),
          signerPersonId: z.string(),
          signedText: z.string(),
        }),
      ),
    })
    .nullish(),
  conversation: z
    .array(
      z.looseObject({
        kind: z.enum(["question", "answer"]),
        authorName: z.string(),
        institutionName: z.string(),
        body: z.string(),
        at: z.string(),
      }),
    )
    .optional(),
  disposition: z.looseObject({
    decision: z.enum(decisions),
    reason: z.string(),
    decidedBy: z.looseObject({ name: z.string() }),
    decidedAt: z.string(),
  }),
  timeline: z.array(z.unknown()),
});
export type ArchivedRecord = z.infer<typeof ArchivedRecord>;
