import { z } from "zod";

/** Whole fen. */
export const Fen = z.number().int();
export const Count = z.number().int().min(0);
export const CivilDate = z.iso.date("请填写日期，如 2026-12-01 Enter a date such as 2026-12-01");
/** A date somebody enters: from 2000 on, as the rules count their days. */
export const EnteredDate = CivilDate.refine(
  (date) => date >= "2000-01-01",
  "日期不早于 2000-01-01 Not before 2000-01-01",
);
export const Month = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/, "月份如 2026-11 A month such as 2026-11");
export const Reason = z.string().trim().min(2, "请写明理由 Give the reason").max(500);
export const Percent = z.int32().min(0).max(100);
