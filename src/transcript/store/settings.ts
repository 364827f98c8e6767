import { sql } from "kysely";
import { civilDate } from "../../kernel/time.js";
import type { Tx } from "../../platform/database/database.js";
import { saveSettingRow } from "../../platform/database/save-setting.js";
import type { ProviderName } from "../domain/provider-names.js";
import { transcriptTables } from "../tables.js";

/** How an institution has its calls written down. */
export interface Setting {
  readonly institutionId: string;
  readonly isEnabled: boolean;
  readonly provider: ProviderName;
  readonly url: string;
  readonly model: string;
  readonly language: string;
  readonly dialect: "openai" | "vllm";
  readonly sampleRate: number;
  readonly keyCipher: string | null;
  readonly hotWords: readonly string[];
  readonly dailyMinutes: number;
  readonly recordYears: number;
  readonly recordingYears: number;
  /** 0: never saved. */
  readonly version: number;
}

/** What holds until somebody saves something: off. */
export const unset = (institutionId: string): Setting => ({
  institutionId,
  isEnabled: false,
  provider: "funasr",
  url: "",
  model: "",
  language: "zh",
  dialect: "openai",
  sampleRate: 24_000,
  keyCipher: null,
  hotWords: [],
  dailyMinutes: 6000,
  recordYears: 30,
  recordingYears: 3,
  version: 0,
});

/** The institution's setting; what holds without one when it never saved any, or is out of sight. */
export async function findSetting(tx: Tx, institutionId: string): Promise<Setting> {
  const row = await transcriptTables(tx)
    .selectFrom("transcript.setting")
    .selectAll()
    .where("institution_id", "=", institutionId)
    .executeTakeFirst();
  if (!row) return unset(institutionId);
  return {
    institutionId,
    isEnabled: row.is_enabled,
    provider: row.provider,
    url: row.url,
    model: row.model,
    language: row.language,
    dialect: row.dialect,
    sampleRate: row.sample_rate,
    keyCipher: row.key_cipher,
    hotWords: row.hot_words,
    dailyMinutes: row.daily_minutes,
    recordYears: row.record_years,
    recordingYears: row.recording_years,
    version: row.version,
  };
}

/** Saves the setting if it still has the version it was made from. False: somebody changed it first. */
export async function saveSetting(tx: Tx, setting: Setting, by: string): Promise<boolean> {
  const { institutionId, version } = setting;
  return saveSettingRow(
    tx,
    "transcript.setting",
    { institutionId, version, by },
    {
      is_enabled: setting.isEnabled,
      provider: setting.provider,
      url: setting.url,
      model: setting.model,
      language: setting.language,
      dialect: setting.dialect,
      sample_rate: setting.sampleRate,
      key_cipher: setting.keyCipher,
      hot_words: [...setting.hotWords],
      daily_minutes: setting.dailyMinutes,
      record_years: setting.recordYears,
      recording_years: setting.recordingYears,
    },
  );
}

/** Takes seconds of speech from the day's budget, all or nothing. False: it does not suffice. */
export async function takeSeconds(
  tx: Tx,
  institutionId: string,
  seconds: number,
  dailyMinutes: number,
): Promise<boolean> {
  const db = transcriptTables(tx);
  const day = civilDate(tx.now);
  await db
    .insertInto("transcript.usage")
    .values({ institution_id: institutionId, day, seconds: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const rows = await db
    .updateTable("transcript.usage")
    .set((value) => ({ seconds: value("seconds", "+", seconds) }))
    .where("institution_id", "=", institutionId)
    .where("day", "=", day)
    .where(sql<boolean>`seconds + ${seconds} <= ${dailyMinutes * 60}`)
    .returning("seconds")
    .execute();
  return rows.length === 1;
}

/** Seconds of speech sent today. */
export async function secondsToday(tx: Tx, institutionId: string): Promise<number> {
  const row = await transcriptTables(tx)
    .selectFrom("transcript.usage")
    .select("seconds")
    .where("institution_id", "=", institutionId)
    .where("day", "=", civilDate(tx.now))
    .executeTakeFirst();
  return Number(String(row?.seconds ?? 0));
}
