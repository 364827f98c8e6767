import type { UrgencyLevel } from "../../../kernel/urgency.js";
import { toMillionths } from "../assignment/index.js";
import type { MdtPlan, MdtProblem } from "../mdt/index.js";
import type { DispatchPolicy } from "../policy/dispatch-policy.js";
import { utilityOf } from "../utility.js";
import { latenessOf, panelPolicy } from "./panel-policy.js";

export interface PanelCandidate {
  readonly roleId: string;
  readonly personId: string;
  /** 0 to 1. */
  readonly ability: number;
  readonly acceptChance: number;
}

/** A case that wants several experts at one time, and has no time yet. */
export interface WaitingPanel {
  readonly id: string;
  readonly level: UrgencyLevel;
  readonly waitedMinutes: number;
  readonly acceptMinutes: number;
  /** Who takes part whoever else does, and must be free: who asks, and who has accepted already. */
  readonly hostPersonIds: readonly string[];
  readonly seats: readonly { readonly seat: number; readonly candidates: readonly PanelCandidate[] }[];
}

/** A start that could be taken. */
export interface PanelStart {
  /** Minutes from now. */
  readonly inMinutes: number;
  /** Its civil day, from 0, for daily caps. */
  readonly day: number;
}

/** Worth less than any team can make up for: that time is not possible. */
const impossible = -(2 ** 28);

/**
 * The panels, the starts and who is free when as one problem of teams at common times.
 * @param freeStarts by person: indices into `starts`
 * @param roomToday by person: meetings he may still take a day
 */
export function layOutPanels(
  panels: readonly WaitingPanel[],
  starts: readonly PanelStart[],
  freeStarts: ReadonlyMap<string, readonly number[]>,
  roomToday: (personId: string) => number,
  policy: DispatchPolicy,
): { readonly problem: MdtProblem; readonly personIds: readonly string[] } {
  const personIds = [
    ...new Set(
      panels.flatMap((panel) => panel.seats.flatMap((seat) => seat.candidates.map((one) => one.personId))),
    ),
  ];
  const expertOf = new Map(personIds.map((personId, i) => [personId, i]));
  const problem: MdtProblem = {
    dayOfSlot: starts.map((start) => start.day),
    experts: personIds.map((personId) => ({
      freeIn: freeStarts.get(personId) ?? [],
      mostADay: Math.max(0, roomToday(personId)),
    })),
    requests: panels.map((panel) => {
      const rule = panelPolicy[panel.level];
      const hosts = panel.hostPersonIds.map((personId) => new Set(freeStarts.get(personId) ?? []));
      const lost = policy.levels[panel.level].urgency * latenessOf(policy);
      return {
        seats: panel.seats.map((seat) =>
          oncePerPerson(seat.candidates).map((one) => ({
            expert: expertOf.get(one.personId) ?? 0,
            value: toMillionths(utilityOf(policy, panel, one.ability, one.acceptChance).value),
          })),
        ),
        slotValue: starts.map(({ inMinutes }, i) =>
          !hosts.every((free) => free.has(i)) || inMinutes < rule.lead || inMinutes > rule.window
            ? impossible
            : -toMillionths((lost * (inMinutes - rule.lead)) / (rule.window - rule.lead)),
        ),
      };
    }),
  };
  return { problem, personIds };
}

/** A team that can meet: whom to ask for each seat, and when. */
export interface PanelMeeting {
  readonly panelId: string;
  /** Index into the starts. */
  readonly start: number;
  readonly seats: readonly { readonly seat: number; readonly candidate: PanelCandidate }[];
}

/** The meetings of a plan in the words of the panels; a panel that found no time is not among them. */
export function readPanelPlan(
  plan: MdtPlan,
  panels: readonly WaitingPanel[],
  personIds: readonly string[],
): PanelMeeting[] {
  return panels.flatMap((panel, i) => {
    const meeting = plan.meetings[i];
    if (meeting === undefined || meeting.value < impossible / 2) return [];
    const seats = panel.seats.flatMap(({ seat, candidates }, s) => {
      const personId = personIds[meeting.team[s] ?? -1];
      const candidate = oncePerPerson(candidates).find((one) => one.personId === personId);
      return candidate === undefined ? [] : [{ seat, candidate }];
    });
    return seats.length === panel.seats.length ? [{ panelId: panel.id, start: meeting.slot, seats }] : [];
  });
}

/** Of several posts of one person the first, which the ranking put highest. */
const oncePerPerson = (candidates: readonly PanelCandidate[]): PanelCandidate[] => {
  const seen = new Set<string>();
  return candidates.filter(({ personId }) => !seen.has(personId) && seen.add(personId));
};
