import type { Tx } from "../../platform/database/database.js";
import { saveSettingRow } from "../../platform/database/save-setting.js";
import { assistantTables } from "../tables.js";

/** How an institution uses a language model. */
export interface Setting {
  readonly institutionId: string;
  readonly isEnabled: boolean;
  /** Null: the endpoint of the server's configuration. */
  readonly baseUrl: string | null;
  readonly model: string;
  readonly answerFormat: "json_schema" | "json_object";
  readonly keyCipher: string | null;
  readonly dailyCalls: number;
  readonly dailyTokens: number;
  readonly leastConfidence: number;
  /** 0: never saved. */
  readonly version: number;
}

/** What holds until somebody saves something: off. */
export const unset = (institutionId: string): Setting => ({
  institutionId,
  isEnabled: false,
  baseUrl: null,
  model: "",
  answerFormat: "json_schema",
  keyCipher: null,
  dailyCalls: 500,
  dailyTokens: 1_000_000,
  leastConfidence: 0.7,
  version: 0,
});

/** The institutions that use a model. System scope. */
export async function listEnabled(tx: Tx): Promise<ReadonlySet<string>> {
  const rows = await assistantTables(tx)
    .selectFrom("assistant.setting")
    .select("institution_id")
    .where("is_enabled", "=", true)
    .execute();
  return new Set(rows.map((row) => row.institution_id));
}

/** The institution's setting; undefined when it never saved one, or is out of sight. */
export async function findSetting(tx: Tx, institutionId: string): Promise<Setting | undefined> {
  const row = await assistantTables(tx)
    .selectFrom("assistant.setting")
    .selectAll()
    .where("institution_id", "=", institutionId)
    .executeTakeFirst();
  return (
    row && {
      institutionId: row.institution_id,
      isEnabled: row.is_enabled,
      baseUrl: row.base_url,
      model: row.model,
      answerFormat: row.answer_format,
      keyCipher: row.key_cipher,
      dailyCalls: row.daily_calls,
      dailyTokens: row.daily_tokens,
      leastConfidence: row.least_confidence,
      version: row.version,
    }
  );
}

/** Saves the setting if it still has the version it was made from. False: somebody changed it first. */
export async function saveSetting(tx: Tx, setting: Setting, by: string): Promise<boolean> {
  const { institutionId, version } = setting;
  return saveSettingRow(
    tx,
    "assistant.setting",
    { institutionId, version, by },
    {
      is_enabled: setting.isEnabled,
      base_url: setting.baseUrl,
      model: setting.model,
      answer_format: setting.answerFormat,
      key_cipher: setting.keyCipher,
      daily_calls: setting.dailyCalls,
      daily_tokens: setting.dailyTokens,
      least_confidence: setting.leastConfidence,
    },
  );
}
