import { addMinutes } from "../src/kernel/time.js";
import type { Instant } from "../src/kernel/types.js";
import { clockFor } from "../src/triage/index.js";
import { caseTemplate } from "./case-templates/index.js";
import type { InstitutionKey } from "./institutions.js";
import type { Memory } from "./memory.js";
import type { PlannedCase, PlannedCourse, PlannedDisposition } from "./planned-case.js";
import type { Random } from "./random.js";
import { newRequest } from "./requests.js";
import { searchExpert, type SearchWorld } from "./searching.js";

interface PresentCase {
  readonly template: string;
  readonly at: InstitutionKey;
  readonly status: PlannedCase["status"];
  /** Minutes ago. */
  readonly sent: number;
  readonly writing?: number;
  readonly signed?: number;
  readonly closed?: number;
  readonly decision?: PlannedDisposition["decision"];
  readonly reason?: string;
}

/** Under way now, or closed in the last hours. */
export const presentCases: readonly PresentCase[] = [
  { template: "heart-failure", at: "yunxi", status: "accepted", sent: 95 },
  { template: "thyroid-nodule", at: "qingmin", status: "accepted", sent: 420 },
  { template: "mycoplasma", at: "yunxi", status: "in_session", sent: 150, writing: 6 },
  { template: "hip-fracture", at: "bosta", status: "opinion_signed", sent: 300, writing: 88, signed: 70 },
  { template: "epilepsy", at: "yunxi", status: "opinion_signed", sent: 1500, writing: 155, signed: 130 },
  {
    template: "stroke-window",
    at: "yunxi",
    status: "closed",
    sent: 205,
    writing: 172,
    signed: 160,
    closed: 25,
    decision: "adopted",
    reason: "已静脉溶栓，症状部分缓解，转运取栓评估中",
  },
  {
    template: "copd-exacerbation",
    at: "qingmin",
    status: "closed",
    sent: 260,
    writing: 190,
    signed: 175,
    closed: 70,
    decision: "adopted",
    reason: "",
  },
  {
    template: "lung-nodule",
    at: "bosta",
    status: "closed",
    sent: 1740,
    writing: 330,
    signed: 300,
    closed: 150,
    decision: "partly_adopted",
    reason: "患者要求一个月后复查，其余按意见执行",
  },
];

/** The search is drawn anew until somebody accepts soon enough; what matters here is that the case stands where it should. */
const drawsAtMost = 60;

function newPresentCase(
  world: SearchWorld,
  now: Instant,
  memory: Memory,
  present: PresentCase,
  random: Random,
): PlannedCase {
  const ago = (minutes: number) => addMinutes(now, -minutes);
  const request = newRequest(
    world.alliance,
    caseTemplate(present.template),
    present.at,
    now,
    () => ago(present.sent),
    random,
  );
  const facts = memory.factsAt(request.submittedAt, clockFor(request.level).offerMinutes);
  const latest = ago(present.writing ?? present.sent * 0.25);
  for (let draw = 0; draw < drawsAtMost; draw++) {
    const search = searchExpert(world, request, facts, true, random.fork(`search/${draw}`));
    if (search.accepted && search.accepted.outcome.at < latest)
      return { request, search, course: courseOf(present, ago), cancellation: null, status: present.status };
  }
  throw new Error(`nobody accepts ${present.template} in time`);
}

function courseOf(present: PresentCase, ago: (minutes: number) => Instant): PlannedCourse | null {
  if (present.writing === undefined) return null;
  return {
    writingAt: ago(present.writing),
    signedAt: present.signed === undefined ? null : ago(present.signed),
    disposition:
      present.closed === undefined
        ? null
        : { decision: present.decision ?? "adopted", reason: present.reason ?? "", at: ago(present.closed) },
  };
}

/** The cases that are under way, and three that were closed today. */
export const newPresent = (world: SearchWorld, now: Instant, memory: Memory, random: Random): PlannedCase[] =>
  presentCases.map((present) => {
    const planned = newPresentCase(world, now, memory, present, random.fork(present.template));
    memory.tell(planned);
    return planned;
  });
