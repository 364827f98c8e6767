import { createHash } from "node:crypto";
import { signedText } from "../src/consultation/domain/signed-content.js";
import { ed25519Provider } from "../src/signing/index.js";
import type { Database } from "../src/platform/database/database.js";
import type { FieldCipher } from "../src/platform/field-cipher.js";
import { type Alliance, institutionOf } from "./alliance.js";
import { titleNameOf } from "./experts.js";
import type { PlannedCase } from "./planned-case.js";

export const sha256 = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex");

/** A signed first version: the text, and what is noted beside it. */
export interface SignedOpinion {
  readonly text: string;
  readonly sha256: string;
  readonly provider: string;
  readonly algorithm: string;
  readonly publicKey: string;
  readonly signature: string;
}

/** 科室 and 职称, as they stand on the paper. */
export const postOf = ({
  departmentName,
  titleCode,
}: NonNullable<PlannedCase["search"]["accepted"]>["expert"]) => `${departmentName} ${titleNameOf(titleCode)}`;

export const opinionOf = ({ request }: PlannedCase) => ({
  answer: request.text.answer,
  conclusion: request.text.conclusion,
  advice: request.text.advice,
});

/**
 * Signs the opinions with the built-in provider, as their authors. Each signature opens transactions of its own, so never
 * call it inside one. By case id; cases without a signed opinion are left out.
 */
export async function signOpinions(
  database: Database,
  cipher: FieldCipher,
  alliance: Alliance,
  cases: readonly PlannedCase[],
  numberOf: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, SignedOpinion>> {
  const provider = ed25519Provider(database, cipher);
  const signed = new Map<string, SignedOpinion>();
  for (const planned of cases) {
    const { request, search, course } = planned;
    const expert = search.accepted?.expert;
    if (!expert?.personId || !course?.signedAt) continue;
    const text = signedText({
      caseId: request.id,
      caseNumber: numberOf.get(request.id) ?? "",
      question: request.text.question,
      opinion: opinionOf(planned),
      author: { personId: expert.personId, name: expert.name, post: postOf(expert) },
      institution: { id: alliance.idOf[expert.institution], name: institutionOf(expert.institution).name },
      version: 1,
      signedAt: course.signedAt,
      previousSha256: null,
    });
    const { publicKey, value } = await provider.sign(Buffer.from(text, "utf8"), {
      personId: expert.personId,
      name: expert.name,
    });
    signed.set(request.id, {
      text,
      sha256: sha256(text),
      provider: provider.name,
      algorithm: provider.algorithm,
      publicKey,
      signature: value,
    });
  }
  return signed;
}
