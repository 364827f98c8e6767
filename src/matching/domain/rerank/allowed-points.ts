import { factorKeys, type MatchModel } from "../model.js";
import { boundsOf } from "./adjustment.js";

/** The adjustments a model allows: each within its bounds, all together 0. */
export class AllowedPoints {
  private readonly least: Float64Array;
  private readonly most: Float64Array;

  constructor(model: Pick<MatchModel, "points">) {
    this.least = Float64Array.from(factorKeys, (key) => boundsOf(key, model).least);
    this.most = Float64Array.from(factorKeys, (key) => boundsOf(key, model).most);
  }

  /** The nearest to `wanted`; the common shift is found by halving. */
  nearest(wanted: Float64Array): Float64Array {
    const held = (value: number, k: number): number =>
      Math.min(this.most[k] ?? 0, Math.max(this.least[k] ?? 0, value));
    let [lo, hi] = [-200, 200];
    while (hi - lo > 1e-9) {
      const middle = (lo + hi) / 2;
      let total = 0;
      for (let k = 0; k < wanted.length; k++) total += held((wanted[k] ?? 0) - middle, k);
      if (total > 0) lo = middle;
      else hi = middle;
    }
    const shift = (lo + hi) / 2;
    return wanted.map((value, k) => held(value - shift, k));
  }

  /** In whole hundredths, as points are kept, that still add up to 0: the rest goes where there is most room. */
  rounded(points: Float64Array): number[] {
    const whole = Array.from(points, (value, k) =>
      Math.min(
        Math.floor((this.most[k] ?? 0) * 100),
        Math.max(Math.ceil((this.least[k] ?? 0) * 100), Math.round(value * 100)),
      ),
    );
    const rest = -whole.reduce((sum, value) => sum + value, 0);
    for (let left = Math.abs(rest); left > 0; left--) {
      const room = whole.map((value, k) =>
        rest > 0
          ? Math.floor((this.most[k] ?? 0) * 100) - value
          : value - Math.ceil((this.least[k] ?? 0) * 100),
      );
      const k = room.indexOf(Math.max(...room));
      whole[k] = (whole[k] ?? 0) + Math.sign(rest);
    }
    return whole.map((value) => value / 100);
  }
}
