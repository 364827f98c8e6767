import type { Ctx } from "../identity/index.js";
import type { Instant } from "../kernel/types.js";
import type { Tx } from "../platform/database/database.js";
import { type LoadedOpinion, checkSigned, loadOpinion, printLoaded } from "./actions/view-opinion.js";
import { checkedStands } from "./actions/panel.js";
import type { ConsultFacts, DispositionFacts, Party } from "./domain/archive-record.js";
import { emptyOpinion, type OpinionContent } from "./domain/opinion.js";
import type { Stance } from "./domain/panel.js";
import { consultFacts, performerOf } from "./facts.js";

/** The newest signed version of an opinion with everything a document for another system says of it. */
export interface OpinionDocument {
  readonly opinionId: string;
  readonly request: ConsultFacts;
  /** The author: for a panel its lead. `post`: 科室 and 职称. */
  readonly performer: Party & { readonly post: string };
  readonly version: number;
  readonly opinion: OpinionContent;
  readonly signedAt: Instant;
  readonly sha256: string;
  readonly signature: {
    readonly provider: string;
    readonly algorithm: string;
    /** SPKI DER, base64. */
    readonly publicKey: string;
    /** Base64. */
    readonly value: string;
    readonly trustedAt: Instant | null;
    readonly isValid: boolean;
  };
  /** The exact bytes under the signature. */
  readonly signedBytes: Uint8Array;
  /** In order of speaking; empty for one expert. */
  readonly members: readonly {
    readonly personId: string;
    readonly name: string;
    readonly post: string;
    readonly institutionId: string;
    readonly institutionName: string;
    readonly isLead: boolean;
    readonly stance: Stance | null;
    readonly dissent: string;
    readonly signedAt: Instant | null;
  }[];
  readonly disposition: DispositionFacts | null;
  /** 远程会诊意见书, sealed. */
  readonly pdf: Buffer;
}

/**
 * Reads and checks what the documents are written from. `read` runs the one transaction, so that whoever asks reads within
 * his own scope; printing comes after it. Undefined: nothing is signed, or it is out of sight.
 */
export async function loadOpinionDocument(
  host: Pick<Ctx, "database" | "fieldCipher">,
  read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  caseId: string,
): Promise<OpinionDocument | undefined> {
  const loaded = await read((tx) => loadOpinion(tx, caseId));
  return loaded && documentOf(host, loaded);
}

async function documentOf(
  host: Pick<Ctx, "database" | "fieldCipher">,
  loaded: LoadedOpinion,
): Promise<OpinionDocument | undefined> {
  const { found, opinion, panel, disposition } = loaded;
  const newest = (await checkSigned(host, loaded.versions, found.id)).at(-1);
  const printed = await printLoaded(host, loaded);
  if (!newest || !printed) return undefined;
  const { stored, isValid, content, trustedTime } = newest;
  const stands = (await checkedStands(host, loaded.stands)).filter(
    ({ stand }) => stand.version === stored.version,
  );
  return {
    opinionId: opinion.id,
    request: consultFacts(found, loaded.diagnoses),
    performer: performerOf(opinion),
    version: stored.version,
    opinion: content?.opinion ?? emptyOpinion,
    signedAt: stored.signedAt as Instant,
    sha256: stored.sha256,
    signature: {
      provider: stored.provider,
      algorithm: stored.algorithm,
      publicKey: stored.publicKey,
      value: stored.signature,
      trustedAt: trustedTime?.at ?? null,
      isValid,
    },
    signedBytes: stored.content,
    members: (panel?.members ?? [])
      .toSorted((a, b) => a.speakingOrder - b.speakingOrder)
      .map((member) => {
        const own = stands.find(({ stand }) => stand.signerPersonId === member.personId);
        return {
          personId: member.personId,
          name: member.name,
          post: member.post,
          institutionId: member.institutionId,
          institutionName: member.institutionName,
          isLead: member.personId === panel?.leadPersonId,
          stance: own?.stand.stance ?? null,
          dissent: own?.dissent ?? "",
          signedAt: (own?.stand.signedAt as Instant | undefined) ?? null,
        };
      }),
    disposition: disposition && {
      decision: disposition.decision,
      reason: disposition.reason,
      decidedBy: { personId: found.requesterPersonId, name: disposition.decidedByName },
      decidedAt: disposition.decidedAt as Instant,
    },
    pdf: printed.pdf,
  };
}

/** The institutions that keep this consultation: the inviter's and every invited one. Undefined: no opinion, or out of sight. */
export async function caseParties(
  tx: Tx,
  caseId: string,
): Promise<{ readonly caseNumber: string; readonly institutionIds: string[] } | undefined> {
  const loaded = await loadOpinion(tx, caseId);
  if (loaded?.found.number == null) return undefined;
  const { found, opinion, panel } = loaded;
  const invited = panel?.members.map(({ institutionId }) => institutionId) ?? [];
  return {
    caseNumber: found.number ?? "",
    institutionIds: [...new Set([found.institutionId, opinion.institutionId, ...invited])],
  };
}
