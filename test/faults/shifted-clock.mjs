// Loaded with --import: this process believes that it is CLOCK_SHIFT_HOURS later than it is.
const shift = Number(process.env.CLOCK_SHIFT_HOURS ?? "0") * 3_600_000;
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...args) {
    if (args.length === 0) super(Real.now() + shift);
    else super(...args);
  }
  static now() {
    return Real.now() + shift;
  }
};
