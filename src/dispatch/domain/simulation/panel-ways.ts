import type { UrgencyLevel } from "../../../kernel/urgency.js";
import type { WaitingPanel } from "../panel/lay-out-panels.js";
import { panelPolicy, startStep } from "../panel/panel-policy.js";
import { ablest, planMeetings } from "../panel/plan-meetings.js";
import type { DispatchPolicy } from "../policy/dispatch-policy.js";
import type { PanelWay, SimMeeting } from "./sim-policy.js";
import { meetingsOn, type SimState } from "./state.js";

interface Candidate {
  readonly expert: number;
  readonly ability: number;
}

/** Whether an expert's calendar, his other panels and his daily cap leave him free to meet at that minute. */
export function canMeet(state: SimState, expert: number, start: number): boolean {
  const one = state.experts[expert];
  if (!one || !state.world.isOpen(expert, start / startStep)) return false;
  if (one.meetings.some((other) => Math.abs(other - start) < startStep)) return false;
  return meetingsOn(one, Math.floor(start / 1440)) < (state.world.experts[expert]?.dayCap ?? 0);
}

/** The half hours at which a panel could meet, from the next on, within its level's lead and window. */
function startsOf(state: SimState, level: UrgencyLevel): number[] {
  const { lead, window } = panelPolicy[level];
  const first = Math.ceil(state.now / startStep) * startStep;
  return Array.from({ length: Math.ceil(window / startStep) }, (_, i) => first + i * startStep).filter(
    (start) => start - state.now >= lead && start - state.now <= window,
  );
}

/** Whoever of a seat may still be asked. */
const freshOf = (state: SimState, panel: number, seat: number): readonly Candidate[] => {
  const before = state.panels[panel]?.seats[seat]?.asked;
  return (state.world.panels[panel]?.seats[seat] ?? []).filter(({ expert }) => before?.has(expert) !== true);
};

/** Nobody asks for one seat without end. */
const mostOffersOfPeers = 6;

/**
 * What people do with all calendars before them: one panel after another gets the first time at which every seat has somebody, and of
 * those who are free then whoever the rule names.
 * @param choose the index of one of the candidates
 */
export const firstCommonTime = (
  choose: (state: SimState, candidates: readonly Candidate[], random: () => number) => number,
): PanelWay => ({
  mostOffers: () => mostOffersOfPeers,
  convene: (state, panels, random) =>
    oneAfterAnother(state, panels, (panel, isFree) => {
      const asked = state.world.panels[panel];
      if (!asked) return undefined;
      const seats = asked.seats.map((_, seat) => freshOf(state, panel, seat));
      for (const start of startsOf(state, asked.level)) {
        const free = seats.map((some) => some.filter(({ expert }) => isFree(expert, start)));
        if (free.some((some) => some.length === 0)) continue;
        const team: number[] = [];
        for (const some of free) {
          const left = some.filter(({ expert }) => !team.includes(expert));
          const chosen = left[choose(state, left, random)];
          if (chosen) team.push(chosen.expert);
        }
        if (team.length === seats.length) return { panel, start, team };
      }
      return undefined;
    }),
});

/** The ablest of each seat first, then the first time at which just these can meet: how panels are brought together by telephone. */
export const teamFirst = (policy: DispatchPolicy): PanelWay => ({
  mostOffers: (level) => policy.levels[level].maxOffers,
  convene: (state, panels) =>
    oneAfterAnother(state, panels, (panel, isFree) => {
      const asked = state.world.panels[panel];
      if (!asked) return undefined;
      const team: number[] = [];
      for (const [seat] of asked.seats.entries()) {
        const best = freshOf(state, panel, seat).find(({ expert }) => !team.includes(expert));
        if (!best) return undefined;
        team.push(best.expert);
      }
      const start = startsOf(state, asked.level).find((one) => team.every((expert) => isFree(expert, one)));
      return start === undefined ? undefined : { panel, start, team };
    }),
});

/** Panels in their order, each with what the ones before it took no longer free. */
function oneAfterAnother(
  state: SimState,
  panels: readonly number[],
  meet: (panel: number, isFree: (expert: number, start: number) => boolean) => SimMeeting | undefined,
): SimMeeting[] {
  const taken = new Set<string>();
  return panels.flatMap((panel) => {
    const meeting = meet(
      panel,
      (expert, start) => !taken.has(`${expert} ${start}`) && canMeet(state, expert, start),
    );
    for (const expert of meeting?.team ?? []) taken.add(`${expert} ${meeting?.start}`);
    return meeting ?? [];
  });
}

/** Consilium's own way: `planMeetings` as dispatch calls it, over all panels that want a time at once. */
export const plannedTogether = (
  policy: DispatchPolicy,
  chanceOf: (state: SimState, expert: number) => (minutes: number, level: UrgencyLevel) => number,
): PanelWay => ({
  mostOffers: (level) => policy.levels[level].maxOffers,
  convene(state, panels, random) {
    const waiting = panels.flatMap((panel): WaitingPanel[] => {
      const asked = state.world.panels[panel];
      if (!asked) return [];
      const { acceptMinutes, offerMinutes } = state.world.clocks[asked.level];
      return [
        {
          id: String(panel),
          level: asked.level,
          waitedMinutes: state.now - asked.at,
          acceptMinutes,
          hostPersonIds: [],
          seats: asked.seats.map((_, seat) => ({
            seat,
            candidates: ablest(
              freshOf(state, panel, seat).map(({ expert, ability }) => ({
                roleId: String(expert).padStart(5, "0"),
                personId: String(expert),
                ability,
                acceptChance: 0,
              })),
            ).map((one) => ({
              ...one,
              acceptChance: chanceOf(state, Number(one.personId))(offerMinutes, asked.level),
            })),
          })),
        },
      ];
    });
    if (waiting.length === 0) return [];
    const widest = waiting.reduce((a, b) =>
      panelPolicy[b.level].window > panelPolicy[a.level].window ? b : a,
    );
    const first = Math.ceil(state.now / startStep) * startStep;
    const count = Math.ceil(panelPolicy[widest.level].window / startStep);
    const minutes = Array.from({ length: count }, (_, i) => first + i * startStep);
    const experts = new Set(
      waiting.flatMap(({ seats }) =>
        seats.flatMap(({ candidates }) => candidates.map((one) => one.personId)),
      ),
    );
    const firstDay = Math.floor(state.now / 1440);
    const plan = planMeetings(
      {
        panels: waiting,
        starts: minutes.map((minute) => ({
          inMinutes: minute - state.now,
          day: Math.floor(minute / 1440) - firstDay,
        })),
        freeStarts: new Map(
          [...experts].map((personId) => [
            personId,
            minutes.flatMap((minute, i) => (canMeet(state, Number(personId), minute) ? [i] : [])),
          ]),
        ),
        roomToday: (personId) => state.world.experts[Number(personId)]?.dayCap ?? 0,
      },
      policy,
      random,
    );
    return plan.meetings.flatMap(({ panelId, start, seats }) => {
      const minute = minutes[start];
      const team = seats
        .toSorted((a, b) => a.seat - b.seat)
        .map(({ candidate }) => Number(candidate.personId));
      return minute === undefined ? [] : [{ panel: Number(panelId), start: minute, team }];
    });
  },
});
