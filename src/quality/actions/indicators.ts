import { auditAct, type Ctx, inTx, txContext } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import type { Tx } from "../../platform/database/database.js";
import { writeCsv, writeXlsx } from "../../platform/tabular/index.js";
import { regionIndex, regionOf, specialtyTree } from "../../terminology/index.js";
import type {
  DrillView,
  IndicatorList,
  ServiceLevelList,
  SetServiceLevel,
  StrataView,
} from "../api/indicators.js";
import { indicators } from "../data/indicators.js";
import { adjustRates } from "../domain/adjust.js";
import { type IndicatorValue, leastShown, type StratifierKey, suppressSmall } from "../domain/indicator.js";
import { readMix } from "../store/adoption.js";
import { type CaseChoice, firstMonth } from "../store/case-choice.js";
import { caseNumbers } from "../store/case-numbers.js";
import { type CaseSet, readIndicatorCases } from "../store/indicator-cases.js";
import { emptyValue, readIndicators, readStrata } from "../store/indicators.js";
import { addServiceLevel, agreementNames, listServiceLevels, tenantNames } from "../store/service-levels.js";

export type IndicatorRefusal = "indicator_unknown" | "agreement_unknown";

/** All indicators over what this person may see, each with its definition, denominator and what is not completed. */
export const viewIndicators = (ctx: Ctx, months: number): Promise<Result<IndicatorList, never>> =>
  inTx(ctx, async (tx) => {
    const { cases, values } = await readIndicators(tx, await firstMonth(tx, months));
    return ok({
      months,
      cases,
      items: indicators.map((one) => ({
        code: one.code,
        group: one.group,
        type: one.type,
        direction: one.direction,
        name: one.name,
        numerator: one.numerator,
        denominator: one.denominator,
        exclusions: one.exclusions,
        source: one.source,
        value: suppressSmall(values.get(one.code) ?? emptyValue),
      })),
    });
  });

const services: Readonly<Record<string, string>> = {
  written: "书面会诊",
  video: "视频会诊",
  mdt: "多学科会诊",
};

export async function labelsOf(
  tx: Tx,
  by: StratifierKey,
  keys: readonly string[],
): Promise<(key: string) => string> {
  if (by === "institution" || by === "performer") {
    const names = await tenantNames(
      tx,
      keys.filter((key) => key !== ""),
    );
    return (key) => (key === "" ? "尚未接诊" : (names.get(key) ?? key));
  }
  if (by === "specialty") {
    const { byCode } = specialtyTree();
    return (key) => (key === "" ? "未指定" : (byCode.get(key)?.label ?? key));
  }
  if (by === "region") return (key) => regionOf(regionIndex(), key)?.name ?? "未知地区";
  if (by === "service") return (key) => services[key] ?? key;
  return (key) => (key === "" ? "未分级" : key);
}

/** One indicator by hospital, specialty, level, month or kind of consultation; small numbers are not shown. */
export const viewStrata = (
  ctx: Ctx,
  code: string,
  query: { readonly months: number; readonly by: StratifierKey },
): Promise<Result<StrataView, IndicatorRefusal>> =>
  inTx(ctx, async (tx) => {
    const { months, by } = query;
    if (!indicators.some((one) => one.code === code)) return refuse("indicator_unknown");
    const from = await firstMonth(tx, months);
    const rows = (await readStrata(tx, code, by, from)).filter(({ value }) => value.of + value.pending > 0);
    const label = await labelsOf(
      tx,
      by,
      rows.map(({ key }) => key),
    );
    const isAdjusted = code === "adopted" && (by === "performer" || by === "institution");
    const rates = isAdjusted
      ? new Map(adjustRates(await readMix(tx, by, from)).map(({ group, adjusted }) => [group, adjusted]))
      : undefined;
    return ok({
      by,
      items: rows.map(({ key, value }) => ({
        key,
        label: label(key),
        value: suppressSmall(value),
        adjusted: value.of < leastShown ? null : (rates?.get(key) ?? null),
      })),
    });
  });

interface Wanted {
  readonly code: string;
  readonly set: CaseSet;
  readonly choice: CaseChoice;
  readonly by?: StratifierKey | undefined;
  readonly key?: string | undefined;
}

/** The cases behind a figure, at most 200, newest first, with who looked on record. */
export async function drillInto(tx: Tx, ctx: Ctx, wanted: Wanted): Promise<DrillView> {
  const rows = await readIndicatorCases(tx, { by: undefined, key: undefined, ...wanted, limit: 200 });
  const numbers = new Map(
    (
      await caseNumbers(
        tx,
        ctx.actor,
        rows.map((row) => row.case_id),
      )
    ).map((one) => [one.caseId, one]),
  );
  const names = await tenantNames(
    tx,
    rows.flatMap((row) => [row.institution_id, row.performer_institution_id ?? ""]).filter(Boolean),
  );
  await auditAct(tx, ctx, {
    action: "indicator.drill",
    subjectKind: "indicator",
    subjectId: null,
    outcome: "read",
    details: { code: wanted.code, set: wanted.set, cases: rows.length },
  });
  return {
    items: rows.map((row) => ({
      caseId: row.case_id,
      // The invited side sees that a case was slow, not whose number it bears at home once its access has ended.
      number: numbers.get(row.case_id)?.number ?? "—",
      institutionName: names.get(row.institution_id) ?? "",
      performerName:
        row.performer_institution_id === null ? "" : (names.get(row.performer_institution_id) ?? ""),
      urgencyLevel: row.urgency_level === "" ? null : (row.urgency_level as "I" | "II" | "III" | "IV"),
      service: row.service as "written" | "video" | "mdt",
      submittedAt: row.submitted_at,
      minutes: row.minutes === null ? null : Math.round(row.minutes * 10) / 10,
      isReadable: numbers.get(row.case_id)?.isReadable ?? false,
    })),
  };
}

/** The cases behind a figure: numbers and times; the content only where this person may read it. */
export const viewDrill = (
  ctx: Ctx,
  code: string,
  query: {
    readonly months: number;
    readonly set: CaseSet;
    readonly by?: StratifierKey | undefined;
    readonly key?: string | undefined;
  },
): Promise<Result<DrillView, IndicatorRefusal>> =>
  ctx.database.withTx(txContext(ctx.actor), async (tx) => {
    if (!indicators.some((one) => one.code === code)) return refuse("indicator_unknown");
    const choice = { from: await firstMonth(tx, query.months) };
    return ok(await drillInto(tx, ctx, { code, set: query.set, by: query.by, key: query.key, choice }));
  });

const percent = (value: IndicatorValue): string =>
  value.of === 0 ? "" : ((100 * value.hits) / value.of).toFixed(1);

/** The indicators as a sheet: name, definition, numerator, denominator, not completed. Small numbers stay out of it, too. */
export async function exportIndicators(
  ctx: Ctx,
  query: { readonly months: number; readonly format: "csv" | "xlsx"; readonly language: "zh" | "en" },
): Promise<{ name: string; type: string; bytes: Buffer }> {
  const { language, format, months } = query;
  const list = await viewIndicators(ctx, months);
  const items = list.ok ? list.value.items : [];
  const heads = {
    zh: [
      "代码",
      "指标",
      "分子",
      "分母",
      "达到",
      "分母例数",
      "未完成",
      "百分比",
      "中位数（分钟）",
      "九成不超过（分钟）",
      "来源",
      "说明",
    ],
    en: [
      "Code",
      "Indicator",
      "Numerator",
      "Denominator",
      "Met",
      "Of",
      "Not completed",
      "Percent",
      "Median (min)",
      "P90 (min)",
      "Source",
      "Note",
    ],
  };
  const small = { zh: `不足 ${leastShown} 例，不显示`, en: `fewer than ${leastShown} cases: not shown` };
  const table = {
    sheetName: language === "zh" ? "质量指标" : "Indicators",
    header: heads[language],
    rows: items.map(({ code, name, numerator, denominator, source, value }) => [
      code,
      name[language],
      numerator[language],
      denominator[language],
      ...(value.isSuppressed
        ? ["", "", "", "", "", ""]
        : [
            String(value.hits),
            String(value.of),
            String(value.pending),
            percent(value),
            value.median === null ? "" : String(value.median),
            value.p90 === null ? "" : String(value.p90),
          ]),
      source,
      value.isSuppressed ? small[language] : "",
    ]),
  };
  await ctx.database.withTx(txContext(ctx.actor), (tx) =>
    auditAct(tx, ctx, {
      action: "indicator.export",
      subjectKind: "indicator",
      subjectId: null,
      outcome: "read",
      details: { months, format },
    }),
  );
  return format === "csv"
    ? { name: "indicators.csv", type: "text/csv; charset=utf-8", bytes: writeCsv(table) }
    : {
        name: "indicators.xlsx",
        type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        bytes: await writeXlsx(table),
      };
}

/** Every service level, those in force and those before them, newest first. */
export const viewServiceLevels = (ctx: Ctx): Promise<Result<ServiceLevelList, never>> =>
  inTx(ctx, async (tx) => {
    const rows = await listServiceLevels(tx);
    const names = await agreementNames(
      tx,
      rows.flatMap((row) => (row.agreement_id === null ? [] : [row.agreement_id])),
    );
    return ok({
      items: rows.map((row) => ({
        id: row.id,
        agreementId: row.agreement_id,
        agreementName: row.agreement_id === null ? null : (names.get(row.agreement_id) ?? ""),
        service: row.service,
        urgencyLevel: row.urgency_level,
        acceptMinutes: row.accept_minutes,
        startMinutes: row.start_minutes,
        opinionMinutes: row.opinion_minutes,
        validFrom: row.valid_from,
      })),
    });
  });

/** A new limit from now on: cases that were submitted before keep theirs. */
export const setServiceLevel = (
  ctx: Ctx,
  given: SetServiceLevel,
): Promise<Result<{ id: string }, IndicatorRefusal>> =>
  inTx(ctx, async (tx) => {
    if (given.agreementId !== null && !(await agreementNames(tx, [given.agreementId])).has(given.agreementId))
      return refuse("agreement_unknown");
    const id = await addServiceLevel(tx, { ...given, setBy: ctx.actor.personId });
    await auditAct(tx, ctx, {
      action: "service-level.set",
      subjectKind: "service_level",
      subjectId: id,
      details: { level: given.urgencyLevel, service: given.service ?? "all" },
    });
    return ok({ id });
  });
