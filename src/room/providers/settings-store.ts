import { json, type Tx } from "../../platform/database/database.js";
import { saveSettingRow } from "../../platform/database/save-setting.js";
import { ProviderForms, type SecretName } from "../api/providers.js";
import type { RtcProviderName } from "../provider.js";
import { providerTables } from "./tables.js";

/** Who carries an institution's calls. */
export interface ProviderSetting {
  readonly institutionId: string;
  readonly provider: RtcProviderName;
  readonly forms: ProviderForms;
  readonly secretCiphers: Readonly<Partial<Record<SecretName, string>>>;
  /** 0: never saved. */
  readonly version: number;
}

/** What holds until somebody saves something: the browsers themselves. */
export const unset = (institutionId: string): ProviderSetting => ({
  institutionId,
  provider: "embedded",
  forms: { livekit: null, janus: null, agora: null },
  secretCiphers: {},
  version: 0,
});

/** The institution's setting; undefined when it never saved one, or is out of sight. */
export async function findProviderSetting(
  tx: Tx,
  institutionId: string,
): Promise<ProviderSetting | undefined> {
  const row = await providerTables(tx)
    .selectFrom("room.provider_setting")
    .selectAll()
    .where("institution_id", "=", institutionId)
    .executeTakeFirst();
  return (
    row && {
      institutionId: row.institution_id,
      provider: row.provider,
      forms: ProviderForms.parse(row.settings),
      secretCiphers: row.secret_ciphers,
      version: row.version,
    }
  );
}

/** Saves the setting if it still has the version it was made from. False: somebody changed it first. */
export async function saveProviderSetting(tx: Tx, setting: ProviderSetting, by: string): Promise<boolean> {
  const { institutionId, version } = setting;
  return saveSettingRow(
    tx,
    "room.provider_setting",
    { institutionId, version, by },
    {
      provider: setting.provider,
      settings: json(setting.forms),
      secret_ciphers: json(setting.secretCiphers),
    },
  );
}
