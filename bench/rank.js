// node rank.js --experts 100000 --requests 300 [--limit 5] [--examples 0] [--cold] [--json]
// The whole ranking in process, without HTTP and database: the invented alliance of alliance.js laid out in memory, one request after the
// other. Each answer's first five are compared with those of judging everyone one by one for some of the requests.
import { parseArgs } from "node:util";
import { register } from "tsx/esm/api";
import { hospitals, idOf, question, rowsOf } from "./alliance.js";
import { cpuMs, machine, peakMb, spread } from "./measure.js";
import { random } from "./pool.js";

const { values } = parseArgs({
  options: {
    experts: { type: "string", default: "100000" },
    requests: { type: "string", default: "300" },
    limit: { type: "string", default: "5" },
    examples: { type: "string", default: "0" },
    json: { type: "boolean", default: false },
  },
});
const [experts, requests, limit, examples] = ["experts", "requests", "limit", "examples"].map((key) =>
  Number(values[key]),
);
if (
  ![experts, requests, limit].every((one) => Number.isInteger(one) && one > 0) ||
  !Number.isInteger(examples)
) {
  process.stderr.write("--experts, --requests and --limit: whole numbers above 0; --examples: from 0 on\n");
  process.exit(2);
}
register();
const { buildPool } = await import("../src/matching/domain/pool.ts");
const { rank } = await import("../src/matching/domain/rank.ts");
const { vocabulary } = await import("../src/matching/vocabulary.ts");

const regions = ["330100", "330200", "310100", "650100"];
const titles = { 231: "senior", 232: "associate", 233: "attending" };
function memberOf(i) {
  const row = rowsOf(i);
  const h = 2 + (i % (hospitals - 2));
  return {
    practitionerRoleId: row.role,
    practitionerId: row.practitioner,
    personId: row.person,
    institutionId: row.hospital,
    institutionName: `测试医院${h}`,
    regionCode: regions[h % 4],
    timeZone: "Asia/Shanghai",
    name: row.name,
    departmentName: "测试科",
    titleRank: titles[row.title],
    titleName: row.title,
    specialtyCodes: [row.specialty],
    dutyHours: row.hours,
    dailyCap: 4,
    weeklyCap: 15,
    status: "active",
    acceptsModes: ["written", "video"],
    scopeCode: null,
    independentSinceOn: "2005-01-01",
    skillsText: row.skills,
    freshness: 0.5,
    confirmedOn: null,
    evidence: row.claims.map(({ code, label, quantity }) => ({
      code,
      label,
      count: quantity,
      source: "his",
      isVerified: false,
      isExpired: false,
    })),
    refusals: [],
    standsAsideFor: [],
  };
}

function factsOf() {
  const next = random(42);
  const some = (n) => Array.from({ length: n }, (_, k) => ({ k, ...rowsOf((k * 7919) % experts) }));
  return {
    loadByRole: new Map(
      some(500).map(({ role }) => [
        role,
        { today: Math.floor(next() * 5), thisWeek: Math.floor(next() * 9) },
      ]),
    ),
    responseStats: new Map(
      some(20_000).map(({ role, k }) => [
        role,
        { offers: 1, accepted: k % 3 === 0 ? 0 : 1, medianMinutes: 20 },
      ]),
    ),
    consultHistory: some(10_000).map(({ role, specialty, claims, k }) => ({
      roleId: role,
      codes: [claims[0].code],
      specialtyCode: specialty,
      consults: 1,
      adopted: k % 5 === 0 ? 0 : 1,
    })),
    excludedRoles: new Map(),
    historyMonths: 18,
    answerWithinMinutes: 60,
  };
}

const agreements = Array.from({ length: hospitals - 2 }, (_, h) => ({
  agreementId: idOf(6, 0),
  performerOrganizationId: idOf(1, 2 + h),
  specialtyCodes: [],
  services: [],
}));
function requestOf(k) {
  const asked = question(k);
  return {
    now: new Date(Date.UTC(2026, 2, 4, 2)).toISOString(),
    level: ["III", "III", "IV", "II"][k % 4],
    requesterOrganizationId: idOf(1, 1),
    requesterPersonId: idOf(9, 1),
    requesterRegionCode: "330200",
    specialtyCode: asked.wantedSpecialtyCode,
    suggestedSpecialty: null,
    wantedTitleRank: asked.wantedTitleRank,
    mode: asked.mode,
    service: asked.mode,
    patientAgeYears: asked.patientAgeYears,
    diagnoses: asked.diagnoses,
    text: `${asked.question}\n${asked.summary}`,
    agreements,
  };
}

const began = performance.now();
const pool = buildPool(
  Array.from({ length: experts }, (_, i) => memberOf(i)),
  vocabulary,
);
const builtS = Math.round((performance.now() - began) / 100) / 10;
const facts = factsOf();
const options = { vocabulary, facts, limit, examples };

let wrong = 0;
for (let k = 0; k < 5; k++) {
  const asked = requestOf(k);
  const [one, other] = [0, Number.POSITIVE_INFINITY].map((judgeAllUpTo) =>
    JSON.stringify(rank(asked, pool, { ...options, judgeAllUpTo })),
  );
  if (one !== other) wrong++;
}
for (let k = 0; k < 200; k++) rank(requestOf(5000 + k), pool, options);
const [walls, cpuTimes] = [[], []];
const start = cpuMs();
for (let k = 0; k < requests; k++) {
  const asked = requestOf(k);
  const [c, w] = [cpuMs(), performance.now()];
  rank(asked, pool, options);
  walls.push(performance.now() - w);
  cpuTimes.push(cpuMs() - c);
}
const report = {
  machine: machine(),
  experts,
  builtS,
  limit,
  examples,
  comparedWithOneByOne: 5,
  wrong,
  wallMs: spread(walls),
  cpuMs: spread(cpuTimes),
  cpuMsPerRequest: Math.round((100 * (cpuMs() - start)) / requests) / 100,
  peakMb: peakMb(),
};
process.stdout.write(
  values.json
    ? `${JSON.stringify(report, null, 2)}\n`
    : `${experts} experts laid out in ${builtS} s, peak ${report.peakMb} MB\n` +
        `wall p50 ${report.wallMs.p50} ms, p99 ${report.wallMs.p99} ms; CPU ${report.cpuMsPerRequest} ms a request (collector and compiler included)\n` +
        `${5 - wrong} of 5 answers equal judging everyone one by one\n`,
);
process.exitCode = wrong > 0 ? 1 : 0;
