import { listPeopleWithRole, listTenants } from "../../identity/index.js";
import { civilDate } from "../../kernel/time.js";
import type { Instant } from "../../kernel/types.js";
import { notify } from "../../notifications/index.js";
import type { Tx } from "../../platform/database/database.js";
import { announce } from "../../platform/live.js";
import { type AlertKind, dueDays, familyOf } from "../domain/alert.js";
import { chanceWord, percentWord } from "../domain/alert-words.js";
import type { Tally } from "../domain/charts.js";
import { bounces, detectionRule, dropped, fallen, groupLow, type Signal, slower } from "../domain/detect.js";
import { dayAfter } from "../domain/follow-up.js";
import { idOf } from "../ids.js";
import { addAlert } from "../store/alerts.js";
import { categoryName } from "../store/facts.js";
import {
  adoptionSeries,
  departmentTallies,
  responseSeries,
  satisfactionByCategory,
  type Subject,
  volumeSeries,
  weekStart,
} from "../store/series.js";
import { findWatched } from "./watch.js";

/** A subject with its figure now, and the signal when a rule was broken. */
export interface Looked {
  readonly kind: AlertKind;
  readonly subject: Subject;
  readonly figure: number | null;
  readonly signal: Signal | null;
  readonly details: Record<string, string | number>;
}

const sum = (tallies: readonly Tally[], of: "count" | "n") => tallies.reduce((a, one) => a + one[of], 0);
const share = ({ count, n }: { count: number; n: number }) => (n === 0 ? null : count / n);
const chance = (signal: Signal | null): Record<string, string> =>
  signal?.chance == null ? {} : { chance: chanceWord(signal.chance) };

async function lookAtVolume(tx: Tx, until: Instant): Promise<Looked[]> {
  const recent = detectionRule.fallen.recentPoints;
  return (await volumeSeries(tx, until)).map(({ subject, tallies }) => {
    const signal = fallen(tallies);
    const now = sum(tallies.slice(-recent), "count");
    return {
      kind: "volume_falls",
      subject,
      figure: now,
      signal,
      details: {
        now,
        weeks: recent * detectionRule.pointWeeks,
        expected: signal === null ? now : Math.round(signal.usual * sum(tallies.slice(-recent), "n")),
        ...chance(signal),
      },
    };
  });
}

async function lookAtSatisfaction(tx: Tx, until: Instant): Promise<Looked[]> {
  const all = await satisfactionByCategory(tx, until);
  return [...all].map(([category, tally]) => {
    const signal = groupLow(
      tally,
      [...all].filter(([other]) => other !== category).map(([, one]) => one),
    );
    return {
      kind: "satisfaction_low",
      subject: { key: category, name: `${categoryName(category)}（${category}）`, institutionId: null },
      figure: share(tally),
      signal,
      details: {
        n: tally.n,
        now: percentWord(share(tally) ?? 0),
        usual: percentWord(signal?.usual ?? 0),
        ...chance(signal),
      },
    };
  });
}

async function lookAtAdoption(tx: Tx, until: Instant): Promise<Looked[]> {
  const recent = detectionRule.dropped.recentPoints;
  return (await adoptionSeries(tx, until)).map(({ subject, tallies }) => {
    const signal = dropped(tallies);
    const last = { count: sum(tallies.slice(-recent), "count"), n: sum(tallies.slice(-recent), "n") };
    return {
      kind: "adoption_drops",
      subject,
      figure: share(last),
      signal,
      details: {
        n: last.n,
        weeks: recent * detectionRule.pointWeeks,
        now: percentWord(share(last) ?? 0),
        usual: percentWord(signal?.usual ?? 0),
        ...chance(signal),
      },
    };
  });
}

async function lookAtResponse(tx: Tx, until: Instant): Promise<Looked[]> {
  return (await responseSeries(tx, until)).map(({ subject, values }) => {
    const signal = slower(values);
    const last = values.findLast(({ n }) => n > 0);
    return {
      kind: "response_slows",
      subject,
      figure: last?.value ?? null,
      signal,
      details: { now: percentWord(signal?.now ?? last?.value ?? 0), usual: percentWord(signal?.usual ?? 0) },
    };
  });
}

async function lookAtDepartments(tx: Tx, until: Instant): Promise<Looked[]> {
  const all = await departmentTallies(tx, until);
  return all.map(({ subject, tally }) => {
    const signal = bounces(
      tally,
      all.filter((other) => other.subject.key !== subject.key).map((other) => other.tally),
    );
    return {
      kind: "department_bounces",
      subject,
      figure: share(tally),
      signal,
      details: { n: tally.n, now: tally.count, usual: percentWord(signal?.usual ?? 0), ...chance(signal) },
    };
  });
}

const looks: Readonly<Partial<Record<AlertKind, (tx: Tx, until: Instant) => Promise<Looked[]>>>> = {
  volume_falls: lookAtVolume,
  satisfaction_low: lookAtSatisfaction,
  response_slows: lookAtResponse,
  adoption_drops: lookAtAdoption,
  department_bounces: lookAtDepartments,
};

/** The subject's figure as it is now, for the effect of what was done. Null: nothing to measure. */
export async function measure(tx: Tx, kind: AlertKind, subjectKey: string): Promise<number | null> {
  const look = looks[kind];
  if (look === undefined) return null;
  return (await look(tx, tx.now)).find(({ subject }) => subject.key === subjectKey)?.figure ?? null;
}

/**
 * Looks at all charts up to the beginning of this week and at what people should check, raises what is new, and tells the
 * quality office concerned. System scope. Returns the kinds raised, in order.
 */
export async function detectAlerts(tx: Tx): Promise<AlertKind[]> {
  const until = weekStart(tx.now);
  const raised: AlertKind[] = [];
  const found: {
    kind: AlertKind;
    subject: Subject;
    details: Record<string, string | number>;
    chart: Signal["chart"] | Record<string, never>;
    value: number | null;
    caseIds: readonly string[];
  }[] = [];
  for (const look of Object.values(looks))
    for (const { kind, subject, details, signal, figure } of await look(tx, until))
      if (signal !== null)
        found.push({ kind, subject, details, chart: signal.chart, value: figure, caseIds: [] });
  for (const one of await findWatched(tx, until)) found.push({ ...one, chart: {}, value: null });
  const offices = await listPeopleWithRole(tx, "quality");
  const operators = new Set<string>(
    (await listTenants(tx)).filter(({ kind }) => kind === "operator").map(({ id }) => id),
  );
  for (const one of found) {
    const id = idOf("alert", one.kind, one.subject.key, until);
    const family = familyOf(one.kind);
    const isNew = await addAlert(tx, {
      id,
      family,
      kind: one.kind,
      subject_key: one.subject.key,
      institution_id: one.subject.institutionId,
      details: { subject: one.subject.name, ...one.details },
      chart: one.chart,
      value_before: one.value,
      case_ids: one.caseIds.slice(0, 200),
      due_on: dayAfter(civilDate(tx.now), dueDays[family]),
    });
    if (!isNew) continue;
    raised.push(one.kind);
    const told = offices.filter(({ institutionId }) =>
      one.subject.institutionId === null
        ? operators.has(institutionId)
        : institutionId === one.subject.institutionId,
    );
    for (const { personId } of told)
      await notify(tx, {
        personId,
        kind: "quality_alert",
        caseId: null,
        subjectId: id,
        details: { kind: one.kind },
        eventId: idOf("alert told", id, personId),
      });
    await announce(tx, {
      topic: "quality",
      id,
      audience: {
        platform: true,
        ...(one.subject.institutionId !== null && { institutions: [one.subject.institutionId] }),
      },
    });
  }
  return raised;
}
