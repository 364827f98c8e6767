import { civilYear, requestNumber } from "../src/cases/domain/request-number.js";
import { archiveNumber, type ArchiveSide, archiveYear } from "../src/consultation/domain/archive.js";
import type { Instant } from "../src/kernel/types.js";
import type { Alliance } from "./alliance.js";
import type { InstitutionKey } from "./institutions.js";
import type { PlannedCase } from "./planned-case.js";

/** Counters as the database keeps them: by institution and year, without gaps. */
export interface Counter {
  readonly institution: InstitutionKey;
  readonly year: number;
  readonly last: number;
}

function counting() {
  const counters = new Map<string, { institution: InstitutionKey; year: number; last: number }>();
  return {
    next(institution: InstitutionKey, year: number): number {
      const key = `${institution}/${year}`;
      const counter = counters.get(key) ?? { institution, year, last: 0 };
      counters.set(key, counter);
      return ++counter.last;
    },
    all: (): Counter[] => [...counters.values()],
  };
}

/** Request numbers in the order of sending. */
export function numberRequests(
  sent: readonly {
    readonly id: string;
    readonly institution: InstitutionKey;
    readonly submittedAt: Instant;
  }[],
) {
  const counters = counting();
  const numberOf = new Map<string, string>();
  for (const { id, institution, submittedAt } of sent.toSorted((a, b) =>
    a.submittedAt < b.submittedAt ? -1 : 1,
  )) {
    const year = civilYear(submittedAt, "Asia/Shanghai");
    numberOf.set(id, requestNumber(year, counters.next(institution, year)));
  }
  return { numberOf, counters: counters.all() };
}

/** Each side's 档案号 in the order of closing; within a case in the order of the institutions' ids, as the platform files. */
export function numberArchives(alliance: Alliance, cases: readonly PlannedCase[]) {
  const counters = counting();
  const numberOf = new Map<string, Readonly<Record<ArchiveSide, string>>>();
  const closedAt = (planned: PlannedCase) => planned.course?.disposition?.at ?? null;
  const closed = cases.filter((planned) => planned.status === "closed" && planned.search.accepted);
  for (const planned of closed.toSorted((a, b) => ((closedAt(a) ?? "") < (closedAt(b) ?? "") ? -1 : 1))) {
    const at = closedAt(planned);
    const performer = planned.search.accepted?.expert.institution;
    if (at === null || performer === undefined) continue;
    const year = archiveYear(at);
    const sides: [ArchiveSide, InstitutionKey][] = [
      ["requester", planned.request.institution],
      ["performer", performer],
    ];
    sides.sort(([, a], [, b]) => (alliance.idOf[a] < alliance.idOf[b] ? -1 : 1));
    const numbers = { requester: "", performer: "" };
    for (const [side, key] of sides) numbers[side] = archiveNumber(year, counters.next(key, year));
    numberOf.set(planned.request.id, numbers);
  }
  return { numberOf, counters: counters.all() };
}
