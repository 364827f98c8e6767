import { randomUUID } from "node:crypto";
import { auditAct, type Ctx, inTx } from "../identity/index.js";
import { groupBy } from "../kernel/collections.js";
import { ok, refuse, type Result } from "../kernel/result.js";
import { civilDate } from "../kernel/time.js";
import type { Tx } from "../platform/database/database.js";
import { publish } from "../platform/outbox.js";
import { regionDistanceKm, regionIndex } from "../terminology/index.js";
import type { CellDetail, CellView, PeakView, RecruitmentView, SupplyView } from "./api.js";
import { monthsUpTo } from "./domain/months.js";
import { reachOf, serves } from "./domain/reach.js";
import { rankRecruits, type Recruit } from "./domain/recruits.js";
import type { ShortageReason } from "./domain/shortage.js";
import { shown } from "./domain/small-numbers.js";
import { type CellSums, sumUp, type SupplyCell, supplyCells } from "./domain/supply.js";
import * as demand from "./store/demand.js";
import * as recruitments from "./store/recruitments.js";
import * as supply from "./store/supply.js";
import { groupName, provinceName, regionName, shortRegionName, specialtyName } from "./words.js";

/** Fewer requests than this before are no trend. */
const leastForTrend = 5;
const recruitsShown = 8;

interface Supply {
  readonly fields: readonly supply.FieldOfHospital[];
  readonly ways: readonly supply.OpenWay[];
}

interface CellKey {
  readonly regionCode: string;
  readonly specialtyCode: string;
}

async function readCells(
  tx: Tx,
  months: number,
  only?: CellKey,
): Promise<Supply & { asked: CellSums[]; cells: SupplyCell[] }> {
  const asked = await demand.readDemand(tx, months, only);
  const all = only === undefined ? undefined : await demand.readTotals(tx, months);
  const [fields, taken, ways] = [
    await supply.readFields(tx),
    await supply.readTaken(tx),
    await supply.readWays(tx),
  ];
  const reachIn = reachOf(fields, taken, ways);
  const cells = supplyCells(asked, monthsUpTo(civilDate(tx.now).slice(0, 7), months), reachIn, all);
  return { asked, cells, fields, ways };
}

/** What was asked for over the last months, region by field, with who is missing; everybody's requests together. */
export const viewSupply = (ctx: Ctx, months: number): Promise<Result<SupplyView, never>> =>
  inTx(ctx, async (tx) => {
    const { asked, cells } = await readCells(tx, months);
    const groups = await demand.readGroups(tx, months);
    const all = sumUp(asked);
    const regions = [...groupBy(asked, ({ regionCode }) => regionCode)].map(([code, own]) => {
      const { requests, met, late, p50WaitMinutes, p90WaitMinutes } = sumUp(own);
      const name = shortRegionName(code);
      return {
        code,
        name,
        province: provinceName(code),
        requests,
        met,
        late,
        p50WaitMinutes,
        p90WaitMinutes,
      };
    });
    const specialties = [...groupBy(asked, ({ specialtyCode }) => specialtyCode)].map(([code, own]) => ({
      code,
      name: specialtyName(code),
      requests: sumUp(own).requests,
    }));
    return ok({
      months,
      asOf: tx.now,
      requests: all.requests,
      met: all.met,
      unmet: all.unmet,
      late: all.late,
      regions: regions.sort((a, b) => b.requests - a.requests || (a.code < b.code ? -1 : 1)),
      specialties: specialties.sort((a, b) => b.requests - a.requests || (a.code < b.code ? -1 : 1)),
      cells: cells.map(cellView),
      groups: groups.map((one) => ({
        group: one.group,
        name: groupName(one.group),
        requests: one.requests,
        unmet: one.unmet,
        growthPercent:
          one.threeBefore < leastForTrend ? null : Math.round((one.lastThree / one.threeBefore - 1) * 100),
      })),
    });
  });

function cellView(cell: SupplyCell): CellView {
  const isSmall = shown(cell.requests) === null;
  return {
    regionCode: cell.regionCode,
    specialtyCode: cell.specialtyCode,
    requests: shown(cell.requests),
    met: isSmall ? null : cell.met,
    unmet: isSmall ? null : cell.unmet,
    late: isSmall ? null : cell.late,
    p90WaitMinutes: isSmall ? null : cell.p90WaitMinutes,
    expertsInReach: cell.reach.experts,
    shortage: cell.shortage.score,
    reasons: cell.shortage.reasons.map((reason) => reasonView(reason, isSmall)),
  };
}

const reasonView = (reason: ShortageReason, isSmall: boolean): CellView["reasons"][number] =>
  isSmall && "count" in reason ? { code: reason.code, count: null, of: null } : reason;

/** Requests by weekday and hour, all 168 of them. */
export const viewPeaks = (
  ctx: Ctx,
  query: { months: number; regionCode?: string | undefined; specialtyCode?: string | undefined },
): Promise<Result<PeakView, never>> =>
  inTx(ctx, async (tx) => {
    const found = await demand.readPeaks(tx, query.months, query);
    const byHour = new Map(found.map((one) => [one.weekday * 24 + one.hour, one]));
    return ok({
      hours: Array.from({ length: 168 }, (_, n) => {
        const [weekday, hour] = [Math.floor(n / 24) + 1, n % 24];
        const one = byHour.get(weekday * 24 + hour);
        return {
          weekday,
          hour,
          requests: one?.requests ?? 0,
          waitMinutes: one === undefined || one.met === 0 ? null : Math.round(one.waitMinutes / one.met),
        };
      }),
    });
  });

/** One cell with its months, forecast, and whom to ask. Refuses a cell nothing was asked of. */
export const viewCell = (
  ctx: Ctx,
  key: CellKey,
  months: number,
): Promise<Result<CellDetail, "cell_not_found">> =>
  inTx(ctx, async (tx) => {
    const { cells, ...found } = await readCells(tx, months, key);
    const [cell] = cells;
    if (!cell) return refuse("cell_not_found");
    const { recruits, hospitals } = await whomToAsk(tx, key, months, found);
    const isSmall = shown(cell.requests) === null;
    return ok({
      cell: cellView(cell),
      regionName: regionName(key.regionCode),
      specialtyName: specialtyName(key.specialtyCode),
      byMonth: isSmall ? [] : [...cell.byMonth],
      forecast: cell.forecast,
      capUsePercent: Math.round(cell.capUse * 100),
      recruits: [...recruits],
      hospitals,
      recruitments: (await recruitments.listRecruitments(tx, key)).map(recruitmentView),
    });
  });

/** Experts and hospitals that could help here and are not yet in reach, nearest and most experienced first. */
async function whomToAsk(
  tx: Tx,
  key: CellKey,
  months: number,
  { fields, ways }: Supply,
): Promise<{ recruits: readonly Recruit[]; hospitals: CellDetail["hospitals"] }> {
  const categories = await supply.readCategories(tx, key, months);
  const hospitals = await supply.readHospitals(tx);
  const open = new Set(
    ways
      .filter(
        (way) =>
          way.requesterRegion === key.regionCode &&
          (way.specialtyCodes.length === 0 ||
            way.specialtyCodes.some((code) => serves(key.specialtyCode, code))),
      )
      .map(({ performerId }) => performerId),
  );
  const ofField = [...new Set(fields.map(({ specialtyCode }) => specialtyCode))].filter((code) =>
    serves(code, key.specialtyCode),
  );
  const distance = (regionCode: string) => {
    const kilometres = regionDistanceKm(regionIndex(), key.regionCode, regionCode);
    return kilometres === undefined ? null : Math.round(kilometres);
  };
  const experts = await supply.findRecruits(tx, { categories, specialtyCodes: ofField }, 200);
  const candidates = experts
    .map((one) => ({
      roleId: one.roleId,
      practitionerId: one.practitionerId,
      name: one.name,
      organizationName: one.organizationName,
      departmentName: one.departmentName,
      patients: one.patients,
      verifiedPatients: one.verifiedPatients,
      kilometres: distance(one.regionCode),
      isOfTheField: one.specialtyCodes.some((code) => serves(code, key.specialtyCode)),
      hasAgreement: open.has(one.organizationId),
    }))
    // Who is of the field and may be asked is no news: he is in reach already.
    .filter((one) => !(one.isOfTheField && one.hasAgreement));
  const without = fields
    .filter(({ specialtyCode }) => serves(specialtyCode, key.specialtyCode))
    .filter(({ organizationId }) => !open.has(organizationId) && hospitals.has(organizationId));
  return {
    recruits: rankRecruits(candidates, recruitsShown),
    hospitals: [...groupBy(without, ({ organizationId }) => organizationId)]
      .map(([id, own]) => ({
        id,
        name: hospitals.get(id)?.name ?? "",
        experts: own.reduce((sum, { experts }) => sum + experts, 0),
        kilometres: distance(hospitals.get(id)?.regionCode ?? ""),
      }))
      .filter(({ kilometres }) => kilometres === null || kilometres > 0)
      .sort((a, b) => (a.kilometres ?? 1e9) - (b.kilometres ?? 1e9) || b.experts - a.experts)
      .slice(0, 5),
  };
}

const recruitmentView = (one: recruitments.Recruitment): RecruitmentView => ({
  id: one.id,
  regionName: regionName(one.regionCode),
  specialtyName: specialtyName(one.specialtyCode),
  expertName: one.expertName,
  organizationName: one.organizationName,
  note: one.note,
  status: one.status,
  askedAt: one.askedAt,
  answeredAt: one.answeredAt,
  answerNote: one.answerNote,
  roleId: one.roleId,
});

/** Asks an expert to take on a field a region lacks. He is told; whether he will is for him to say. */
export const askRecruit = (
  ctx: Ctx,
  given: { regionCode: string; specialtyCode: string; roleId: string; note: string },
): Promise<Result<{ id: string }, "cell_not_found" | "expert_not_found" | "already_asked">> =>
  inTx(ctx, async (tx) => {
    const { cells, ...found } = await readCells(tx, 12);
    const cell = cells.find(
      (one) => one.regionCode === given.regionCode && one.specialtyCode === given.specialtyCode,
    );
    if (!cell) return refuse("cell_not_found");
    const invitee = await recruitments.findInvitee(tx, given.roleId);
    if (!invitee) return refuse("expert_not_found");
    const { recruits } = await whomToAsk(tx, given, 12, found);
    const known = recruits.find(({ roleId }) => roleId === given.roleId);
    const id = randomUUID();
    const isAdded = await recruitments.addRecruitment(tx, {
      id,
      region_code: given.regionCode,
      specialty_code: given.specialtyCode,
      practitioner_role_id: invitee.roleId,
      person_id: invitee.personId,
      institution_id: invitee.institutionId,
      reasons: {
        shortage: cell.shortage.reasons,
        patients: known?.patients ?? 0,
        kilometres: known?.kilometres ?? null,
      },
      note: given.note,
      asked_by: ctx.actor.personId,
    });
    if (!isAdded) return refuse("already_asked");
    await publish(tx, { topic: "insight.recruit-asked", subjectId: id });
    await auditAct(tx, ctx, { action: "insight.recruit", subjectKind: "recruitment", subjectId: id });
    return ok({ id });
  });

/** Invitations to this person himself, newest first. */
export const listMyRecruitments = (ctx: Ctx): Promise<Result<{ items: RecruitmentView[] }, never>> =>
  inTx(ctx, async (tx) =>
    ok({
      items: (await recruitments.listRecruitments(tx, { personId: ctx.actor.personId })).map(recruitmentView),
    }),
  );

/** The expert's own answer. */
export const answerRecruitment = (
  ctx: Ctx,
  id: string,
  given: { answer: "accepted" | "declined"; note: string },
): Promise<Result<null, "recruitment_not_found" | "recruitment_answered">> =>
  inTx(ctx, async (tx) => {
    const [mine] = await recruitments.listRecruitments(tx, { id, personId: ctx.actor.personId });
    if (!mine) return refuse("recruitment_not_found");
    const isSaved = await recruitments.answerRecruitment(tx, id, { status: given.answer, note: given.note });
    if (!isSaved) return refuse("recruitment_answered");
    await publish(tx, {
      topic: "insight.recruit-answered",
      subjectId: id,
      payload: { answer: given.answer },
    });
    await auditAct(tx, ctx, { action: "insight.answer", subjectKind: "recruitment", subjectId: id });
    return ok(null);
  });

/** Every cell as lines of a table, worst shortage first; small numbers as "<5". */
export const tableOfSupply = (ctx: Ctx, months: number) =>
  inTx(ctx, async (tx) => {
    const { cells } = await readCells(tx, months);
    const number = (count: number | null) => (count === null ? "<5" : String(count));
    await auditAct(tx, ctx, {
      action: "insight.export",
      subjectKind: "supply",
      subjectId: null,
      outcome: "read",
    });
    return {
      sheetName: "供需",
      header: [
        "地区代码",
        "地区",
        "科目代码",
        "诊疗科目",
        "申请",
        "接诊",
        "未满足",
        "超时",
        "九成等待(分)",
        "可及专家",
        "短缺分",
      ],
      rows: cells
        .map(cellView)
        .map((cell) => [
          cell.regionCode,
          regionName(cell.regionCode),
          cell.specialtyCode,
          specialtyName(cell.specialtyCode),
          number(cell.requests),
          number(cell.met),
          number(cell.unmet),
          number(cell.late),
          cell.p90WaitMinutes === null ? "" : String(cell.p90WaitMinutes),
          String(cell.expertsInReach),
          String(cell.shortage),
        ]),
    };
  });
