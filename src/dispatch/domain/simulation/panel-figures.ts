import type { SimRun } from "./engine.js";
import { mean, quantile } from "./spread.js";
import type { SimWorld } from "./world.js";

/** What became of the panels 多学科会诊 of a run. */
export interface PanelFigures {
  readonly panels: number;
  /** Share whose first look found a time all seats have in common. */
  readonly found: number;
  /** Share of which every seat was taken. */
  readonly served: number;
  /** Share that a person had to take over, at least once. */
  readonly handedOver: number;
  /** Minutes from the request until the last seat was taken; what never came together counts until the end. */
  readonly waitP50: number;
  readonly waitP95: number;
  /** Minutes from the request until the meeting begins, of those that were brought together. */
  readonly startP50: number;
  readonly startP95: number;
  /** Mean true quality of the seats that were taken. */
  readonly quality: number;
  readonly invitationsPerSeat: number;
}

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

export function panelFigures(world: SimWorld, run: SimRun): PanelFigures {
  const measured = world.panels.flatMap((asked, p) => {
    const state = run.state.panels[p];
    return state && asked.at >= world.measuredFrom && asked.at < world.measuredTo
      ? [{ p, asked, state }]
      : [];
  });
  const booked = measured.filter(({ state }) => state.bookedAt !== null);
  const waits = ascending(measured.map(({ asked, state }) => (state.bookedAt ?? world.endsAt) - asked.at));
  const starts = ascending(booked.map(({ asked, state }) => (state.start ?? 0) - asked.at));
  return {
    panels: measured.length,
    found: mean(measured.map(({ state }) => Number(state.foundAtOnce === true))),
    served: mean(measured.map(({ state }) => Number(state.bookedAt !== null))),
    handedOver: mean(measured.map(({ state }) => Number(state.handedOver > 0))),
    waitP50: quantile(waits, 0.5),
    waitP95: quantile(waits, 0.95),
    startP50: quantile(starts, 0.5),
    startP95: quantile(starts, 0.95),
    quality: mean(
      booked.flatMap(({ p, state }) =>
        state.seats.map(({ expert }, seat) => world.truth.panelQuality(p, seat, expert ?? -1)),
      ),
    ),
    invitationsPerSeat:
      run.invitations /
      Math.max(
        1,
        world.panels.reduce((sum, { seats }) => sum + seats.length, 0),
      ),
  };
}
