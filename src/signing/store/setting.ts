import type { Instant } from "../../kernel/types.js";
import type { Tx } from "../../platform/database/database.js";
import { signingTables } from "../tables.js";

export const signingProviders = ["ed25519", "sm2", "ca"] as const;
export type SigningProvider = (typeof signingProviders)[number];

/** How an institution's physicians sign. */
export interface SigningSetting {
  readonly provider: SigningProvider;
  readonly caUrl: string | null;
  readonly caTokenCipher: string | null;
  readonly caIssuer: string | null;
  readonly tsaUrl: string | null;
  readonly tsaCertificate: string | null;
  /** 0: nobody has set anything, these are the defaults. */
  readonly version: number;
}

const defaults: SigningSetting = {
  provider: "ed25519",
  caUrl: null,
  caTokenCipher: null,
  caIssuer: null,
  tsaUrl: null,
  tsaCertificate: null,
  version: 0,
};

export async function findSigningSetting(tx: Tx, institutionId: string): Promise<SigningSetting> {
  const row = await signingTables(tx)
    .selectFrom("signing.setting")
    .selectAll()
    .where("institution_id", "=", institutionId)
    .executeTakeFirst();
  return row
    ? {
        provider: row.provider,
        caUrl: row.ca_url,
        caTokenCipher: row.ca_token_cipher,
        caIssuer: row.ca_issuer,
        tsaUrl: row.tsa_url,
        tsaCertificate: row.tsa_certificate,
        version: row.version,
      }
    : defaults;
}

/** Saves over `version` (0: the first time). False: somebody else changed it first. */
export async function saveSigningSetting(
  tx: Tx,
  institutionId: string,
  personId: string,
  setting: SigningSetting,
): Promise<boolean> {
  const values = {
    provider: setting.provider,
    ca_url: setting.caUrl,
    ca_token_cipher: setting.caTokenCipher,
    ca_issuer: setting.caIssuer,
    tsa_url: setting.tsaUrl,
    tsa_certificate: setting.tsaCertificate,
    version: setting.version + 1,
    updated_by: personId,
    updated_at: tx.now,
  };
  const db = signingTables(tx);
  if (setting.tsaCertificate !== null)
    await db
      .insertInto("signing.time_authority")
      .values({ certificate: setting.tsaCertificate, trusted_at: tx.now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  const rows =
    setting.version === 0
      ? await db
          .insertInto("signing.setting")
          .values({ institution_id: institutionId, ...values })
          .onConflict((conflict) => conflict.doNothing())
          .returning("version")
          .execute()
      : await db
          .updateTable("signing.setting")
          .set(values)
          .where("institution_id", "=", institutionId)
          .where("version", "=", setting.version)
          .returning("version")
          .execute();
  return rows.length === 1;
}

/** Notes that the person proved in this session who he is. */
export async function noteUnlock(tx: Tx, sessionHash: string, personId: string): Promise<void> {
  await signingTables(tx)
    .insertInto("signing.unlock")
    .values({ session_hash: sessionHash, person_id: personId, unlocked_at: tx.now })
    .onConflict((conflict) => conflict.column("session_hash").doUpdateSet({ unlocked_at: tx.now }))
    .execute();
}

/** When the person last proved in this session who he is; undefined: never. */
export async function findUnlock(
  tx: Tx,
  sessionHash: string,
  personId: string,
): Promise<Instant | undefined> {
  const row = await signingTables(tx)
    .selectFrom("signing.unlock")
    .select("unlocked_at")
    .where("session_hash", "=", sessionHash)
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return row?.unlocked_at as Instant | undefined;
}

/** Certificates of every time authority that an institution here has ever trusted. In system scope only. */
export async function findTimeCertificates(tx: Tx): Promise<string[]> {
  const rows = await signingTables(tx)
    .selectFrom("signing.time_authority")
    .select("certificate")
    .orderBy("trusted_at", "desc")
    .execute();
  return rows.map(({ certificate }) => certificate);
}
