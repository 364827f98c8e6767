import { bounces, detectionRule, dropped, fallen, groupLow, slower } from "./detect.js";
import type { Tally } from "./charts.js";

/** An alliance in which nothing ever changes: every alert in it is false. */
export interface NoiseSetting {
  readonly experts: number;
  readonly hospitals: number;
  readonly departments: number;
  readonly diseaseGroups: number;
  readonly casesPerWeek: number;
  readonly weeks: number;
  /** Weeks of history before the first look. */
  readonly warmUpWeeks: number;
}

export const usualAlliance: NoiseSetting = {
  experts: 150,
  hospitals: 8,
  departments: 60,
  diseaseGroups: 60,
  casesPerWeek: 12,
  weeks: 52,
  warmUpWeeks: 72,
};

/** False alerts by kind: each subject's first in the time, as an alert stays open until somebody settles it. */
export type FalseAlerts = Readonly<
  Record<
    "volume_falls" | "satisfaction_low" | "response_slows" | "adoption_drops" | "department_bounces",
    number
  >
>;

interface NoiseCase {
  readonly week: number;
  readonly expert: number;
  readonly hospital: number;
  readonly department: number;
  readonly group: number;
  readonly isAdopted: boolean;
  readonly judgments: readonly boolean[];
  readonly responseShare: number;
  readonly offersTaken: readonly boolean[];
}

/**
 * Looks once a week for a year, as the night of Monday does, at consultations drawn from rates that never change: experts of
 * unequal popularity (1 / rank), hospitals of unequal size, 80 % adopted, 90 % satisfied, 70 % of offers taken, log-normal
 * times. Returns how many false alerts came.
 * @param random uniform numbers from 0 up to 1.
 */
export function simulateNoise(setting: NoiseSetting, random: () => number): FalseAlerts {
  const { weeks, warmUpWeeks, casesPerWeek } = setting;
  const ranked = (n: number) => {
    const weights = Array.from({ length: n }, (_, i) => 1 / (i + 3));
    const all = weights.reduce((a, b) => a + b, 0);
    return (): number => {
      let left = random() * all;
      for (let i = 0; i < n; i++) if ((left -= weights[i] ?? 0) < 0) return i;
      return n - 1;
    };
  };
  const drawExpert = ranked(setting.experts);
  const drawGroup = ranked(setting.diseaseGroups);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const cases: NoiseCase[] = [];
  for (let week = 0; week < warmUpWeeks + weeks; week++) {
    const n = poisson(casesPerWeek, random);
    for (let i = 0; i < n; i++) {
      const expert = drawExpert();
      cases.push({
        week,
        expert,
        hospital: expert % setting.hospitals,
        department: expert % setting.departments,
        group: drawGroup(),
        isAdopted: random() < 0.8,
        judgments: [random(), random()].flatMap((chance, k) =>
          chance < (k === 0 ? 0.75 : 0.3) ? [random() < 0.9] : [],
        ),
        responseShare: Math.exp(-1.2 + 0.8 * normal()),
        offersTaken: Array.from({ length: 1 + (random() < 0.5 ? 1 : 0) }, () => random() < 0.7),
      });
    }
  }
  const seen = {
    volume_falls: new Set<number>(),
    satisfaction_low: new Set<number>(),
    response_slows: new Set<number>(),
    adoption_drops: new Set<number>(),
    department_bounces: new Set<number>(),
  };
  for (let now = warmUpWeeks; now < warmUpWeeks + weeks; now++) look(cases, now, seen);
  return {
    volume_falls: seen.volume_falls.size,
    satisfaction_low: seen.satisfaction_low.size,
    response_slows: seen.response_slows.size,
    adoption_drops: seen.adoption_drops.size,
    department_bounces: seen.department_bounces.size,
  };
}

function look(cases: readonly NoiseCase[], now: number, seen: Record<keyof FalseAlerts, Set<number>>): void {
  const { pointWeeks, points } = detectionRule;
  const inSight = cases.filter(({ week }) => week < now && week >= now - pointWeeks * points);
  const pointOf = (week: number) => points - 1 - Math.floor((now - 1 - week) / pointWeeks);
  const blank = () => Array.from({ length: points }, (_, i) => ({ label: String(i), count: 0, n: 0 }));
  const all = blank();
  const byExpert = new Map<number, ReturnType<typeof blank>>();
  const byHospital = new Map<number, { adoption: ReturnType<typeof blank>; times: number[][] }>();
  const groups = new Map<number, { label: string; count: number; n: number }>();
  const departments = new Map<number, { label: string; count: number; n: number }>();
  for (const one of inSight) {
    const at = pointOf(one.week);
    const whole = all[at];
    if (whole) whole.count++;
    const own = byExpert.get(one.expert) ?? blank();
    byExpert.set(one.expert, own);
    const point = own[at];
    if (point) point.count++;
    const hospital = byHospital.get(one.hospital) ?? {
      adoption: blank(),
      times: Array.from({ length: points }, () => []),
    };
    byHospital.set(one.hospital, hospital);
    const adoption = hospital.adoption[at];
    if (adoption) {
      adoption.n++;
      if (one.isAdopted) adoption.count++;
    }
    hospital.times[at]?.push(one.responseShare);
    if (one.week >= now - 52) {
      const group = groups.get(one.group) ?? { label: String(one.group), count: 0, n: 0 };
      groups.set(one.group, group);
      group.n += one.judgments.length;
      group.count += one.judgments.filter(Boolean).length;
    }
    if (one.week >= now - 8) {
      const department = departments.get(one.department) ?? { label: String(one.department), count: 0, n: 0 };
      departments.set(one.department, department);
      department.n += one.offersTaken.length;
      department.count += one.offersTaken.filter(Boolean).length;
    }
  }
  for (const [expert, own] of byExpert)
    if (fallen(own.map((point, i): Tally => ({ ...point, n: all[i]?.count ?? 0 }))))
      seen.volume_falls.add(expert);
  for (const [hospital, { adoption, times }] of byHospital) {
    if (dropped(adoption)) seen.adoption_drops.add(hospital);
    const values = times.map((list, i) => ({ label: String(i), value: median(list), n: list.length }));
    if (slower(values)) seen.response_slows.add(hospital);
  }
  const among = (tallies: Map<number, Tally>, test: typeof groupLow, into: Set<number>) => {
    for (const [key, own] of tallies)
      if (
        test(
          own,
          [...tallies.entries()].filter(([other]) => other !== key).map(([, tally]) => tally),
        )
      )
        into.add(key);
  };
  among(groups, groupLow, seen.satisfaction_low);
  among(departments, bounces, seen.department_bounces);
}

/** The middle value; 0 of an empty list. */
export function median(numbers: readonly number[]): number {
  if (numbers.length === 0) return 0;
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

/** Source: D. E. Knuth, TAOCP 2, 3.4.1 (small means). */
function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    product *= random();
    count++;
  }
  return count;
}
