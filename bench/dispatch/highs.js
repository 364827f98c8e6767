// HiGHS compiled to WebAssembly (npm "highs") in a process of its own: node highs.js assign|meet FAMILY SECONDS. One line of JSON.
// Warm: the engine has solved a small problem before; only run() is timed, not the making of the model.
import loadHighs from "highs";
import { cpuMs, peakMb } from "../measure.js";
import { families } from "./families.js";
import { mdtFamilies } from "./mdt-families.js";

const highs = await loadHighs();

/** Collects columns with their entries as compressed sparse columns. */
class Model {
  rows = { lower: [], upper: [] };
  worth = [];
  starts = [0];
  indices = [];
  values = [];

  row(lower, upper) {
    this.rows.lower.push(lower);
    return this.rows.upper.push(upper) - 1;
  }

  column(worth, entries) {
    this.worth.push(worth);
    for (const [row, value] of entries) {
      this.indices.push(row);
      this.values.push(value);
    }
    this.starts.push(this.indices.length);
  }

  open(isWhole, seconds) {
    const [numCols, numRows] = [this.worth.length, this.rows.lower.length];
    const model = highs.createModel({
      numCols,
      numRows,
      sense: highs.constants.objectiveSense.maximize,
      colCost: Float64Array.from(this.worth, (micro) => micro / 1e6),
      colLower: new Float64Array(numCols),
      colUpper: new Float64Array(numCols).fill(1),
      rowLower: Float64Array.from(this.rows.lower),
      rowUpper: Float64Array.from(this.rows.upper),
      ...(isWhole ? { integrality: new Int32Array(numCols).fill(1) } : {}),
      matrix: {
        format: "csc",
        numRows,
        numCols,
        starts: Int32Array.from(this.starts),
        indices: Int32Array.from(this.indices),
        values: Float64Array.from(this.values),
      },
    });
    model.options.set("output_flag", false);
    model.options.set("time_limit", seconds);
    return model;
  }
}

/** Its linear program has whole solutions, so no branching is asked for. */
function assignmentModel({ requests, rowStart, expert, value, capacity }) {
  const model = new Model();
  for (let i = 0; i < requests; i++) model.row(-Infinity, 1);
  const rowOf = new Map();
  for (const j of expert) if (!rowOf.has(j)) rowOf.set(j, model.row(-Infinity, capacity[j]));
  for (let i = 0; i < requests; i++)
    for (let e = rowStart[i]; e < rowStart[i + 1]; e++)
      model.column(value[e], [
        [i, 1],
        [rowOf.get(expert[e]), 1],
      ]);
  return model;
}

/** One column a request and slot, linked to one a seat and candidate. */
function meetingModel({ dayOfSlot, experts, requests }) {
  const model = new Model();
  const [cells, days] = [new Map(), new Map()];
  const shared = (rows, key, upper) => {
    if (!rows.has(key)) rows.set(key, model.row(-Infinity, upper));
    return rows.get(key);
  };
  const isFree = experts.map(({ freeIn }) => new Set(freeIn));
  for (const { seats, slotValue } of requests) {
    const once = model.row(-Infinity, 1);
    for (const [slot, day] of dayOfSlot.entries()) {
      const free = seats.map((seat) => seat.filter(({ expert }) => isFree[expert].has(slot)));
      if (free.some((seat) => seat.length === 0)) continue;
      const links = free.map(() => model.row(0, 0));
      model.column(slotValue[slot], [[once, 1], ...links.map((link) => [link, -1])]);
      for (const [k, seat] of free.entries())
        for (const { expert, value } of seat)
          model.column(value, [
            [links[k], 1],
            [shared(cells, `${expert} ${slot}`, 1), 1],
            [shared(days, `${expert} ${day}`, experts[expert].mostADay), 1],
          ]);
    }
  }
  return model;
}

function timed(model) {
  const begun = cpuMs();
  model.run();
  return {
    cpuMs: Math.round(1000 * (cpuMs() - begun)) / 1000,
    total: Math.round(model.getObjectiveValue() * 1e6),
  };
}

const [, , what, family, seconds] = process.argv;
timed(assignmentModel(families.s50[1]()).open(false, 60));
const built =
  what === "meet" ? meetingModel(mdtFamilies[family][1]()) : assignmentModel(families[family][1]());
const answer = timed(built.open(what === "meet", Number(seconds)));
process.stdout.write(`${JSON.stringify({ ...answer, peakMb: peakMb() })}\n`);
