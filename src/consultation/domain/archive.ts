import type { Instant } from "../../kernel/types.js";
import { civilDate } from "./civil-time.js";

/** 邀请方 · 受邀方: each files its own copy. Source: 国卫医发〔2018〕25号 附件3 (双方分别归档保存). */
export type ArchiveSide = "requester" | "performer";

/**
 * Years a copy is kept at least. An outpatient record is kept 15 years from the last visit, an inpatient record 30 from
 * discharge; a request does not say which the patient is, so the platform keeps its copy for the shorter of the two and
 * the hospital's own record office for the longer.
 * Source: 医疗机构病历管理规定(2013年版) 第二十九条.
 */
export const retentionYears = 15;

/** Last civil day on which the copy must still exist. 29 February becomes 1 March: never a day too short. */
export function retainUntil(closedAt: Instant): string {
  const closedOn = civilDate(closedAt);
  const year = String(Number(closedOn.slice(0, 4)) + retentionYears);
  const isLeapYear = new Date(`${year}-02-29T00:00:00Z`).getUTCMonth() === 1;
  return closedOn.endsWith("-02-29") && !isLeapYear ? `${year}-03-01` : `${year}${closedOn.slice(4)}`;
}

/** The year whose counter a copy takes its number from. */
export const archiveYear = (closedAt: Instant): number => Number(civilDate(closedAt).slice(0, 4));

/** 档案号: counted per institution and year, `HZ-2026-000001` (HZ 会诊). Past 999,999 it grows a digit. */
export const archiveNumber = (year: number, sequence: number): string =>
  `HZ-${year}-${String(sequence).padStart(6, "0")}`;
