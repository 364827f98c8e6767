// node scheduling.js --people 10000 [--json]
// Common free time of five people over 30 days from their calendars as they are stored, and who of many is free soonest.
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import {
  commonSlots,
  compileCalendar,
  FreeTimeIndex,
  knownHolidays,
  minuteOf,
  swapsOfHolidays,
} from "consilium/scheduling";

const { values } = parseArgs({
  options: { people: { type: "string", default: "10000" }, json: { type: "boolean", default: false } },
});
const count = Number(values.people);
if (!Number.isInteger(count) || count < 5 || count > 200_000) {
  process.stderr.write("--people: 5 to 200000\n");
  process.exit(2);
}

let state = 20261207;
const whole = (below) => {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return state % below;
};
const now = minuteOf("2026-12-07T02:10:00Z");
const swaps = swapsOfHolidays(knownHolidays);
const weekdays = [1, 2, 3, 4, 5];

/** A consultant's fortnight: working hours, two clinics, an operating day, quiet nights, ten blocks, six appointments. */
const invented = (i) => ({
  personId: String(i),
  zone: i % 20 === 0 ? "Europe/London" : "Asia/Shanghai",
  rules: [
    ...weekdays.map((weekday) => ({ kind: "available", weekday, from: "08:00", to: "17:30" })),
    { kind: "outpatient", weekday: 1 + whole(5), from: "08:00", to: "12:00" },
    { kind: "outpatient", weekday: 1 + whole(5), from: "13:30", to: "17:00" },
    { kind: "surgery", weekday: 1 + whole(5), from: "08:00", to: "17:30" },
    ...[...weekdays, 6, 7].map((weekday) => ({
      kind: "do_not_disturb",
      weekday,
      from: "22:00",
      to: "07:00",
    })),
  ],
  posts: [
    {
      zone: "Asia/Shanghai",
      hours: [...weekdays, 6].map((weekday) => ({ weekday, from: "08:00", to: "18:00" })),
    },
  ],
  blocks: Array.from({ length: 10 }, () => {
    const start = now + whole(40 * 1440);
    return { kind: "leave", start, end: start + 60 + whole(600) };
  }),
  bookings: Array.from({ length: 6 }, () => {
    const start = now + whole(30 * 1440);
    return { start, end: start + 30, takesTime: true };
  }),
  bufferMinutes: 10,
  caps: { dayCount: 4, weekCount: 15, dayMinutes: 120, weekMinutes: null },
  followsHolidays: true,
});

/** p50 and p99 of wall and CPU milliseconds over the runs. */
function measure(runs, work) {
  const [wall, cpu] = [[], []];
  for (let i = 0; i < runs; i++) {
    const [begun, used] = [performance.now(), process.cpuUsage()];
    work(i);
    const { user, system } = process.cpuUsage(used);
    wall.push(performance.now() - begun);
    cpu.push((user + system) / 1000);
  }
  const at = (list, share) =>
    Number(list.sort((a, b) => a - b)[Math.floor((list.length - 1) * share)].toFixed(3));
  return {
    runs,
    wallP50: at(wall, 0.5),
    wallP99: at(wall, 0.99),
    cpuP50: at(cpu, 0.5),
    cpuP99: at(cpu, 0.99),
  };
}

const raw = Array.from({ length: count }, (_, i) => invented(i));
const pick = (i) => Array.from({ length: 5 }, (_, k) => raw[(i * 5 + k) % count]);
const window = { minutes: 30, from: now, to: now + 30 * 1440, limit: 1000 };
// The first runs pay for compiling the code and laying out the zones, once a process.
for (let i = 0; i < 300; i++) commonSlots(pick(i).map(compileCalendar), window, swaps);

const results = {
  common5x30: measure(1000, (i) => commonSlots(pick(i).map(compileCalendar), window, swaps)),
};
const people = raw.map(compileCalendar);
let index;
results.layOutIndex = measure(3, () => (index = new FreeTimeIndex(people, now, swaps)));
for (let i = 0; i < 20; i++) index.nextFree(now + i * 60, 30, 10);
results.nextFree10 = measure(200, (i) => index.nextFree(now + (i % 24) * 60, 30, 10));
results.putOne = measure(1000, (i) => index.put(people[i % count]));

const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  load: loadavg()[0],
  node: process.version,
  people: count,
};
if (values.json) process.stdout.write(`${JSON.stringify({ machine, results }, null, 2)}\n`);
else {
  process.stdout.write(
    `${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(1)}, Node ${machine.node}, ${count} people\n`,
  );
  for (const [name, one] of Object.entries(results))
    process.stdout.write(
      `${name.padEnd(14)} wall p50 ${one.wallP50} ms, p99 ${one.wallP99} ms; CPU p50 ${one.cpuP50} ms, p99 ${one.cpuP99} ms (${one.runs} runs)\n`,
    );
}
