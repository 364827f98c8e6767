import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { cellOf, roles, type Route } from "../src/identity/index.js";
import { checkInvariants } from "../src/invariants.js";
import { verifyAudit } from "../src/platform/audit.js";
import { hostileFileNames, hostileTexts, unstorableTexts } from "./hostile-texts.js";
import { type Hints, sentValue } from "./schema-arbitrary.js";
import { newStage, type Stage } from "./stage.js";
import { isPostgresRun } from "./database.js";
import { newWorld, type Reply, type Someone, type World } from "./world.js";

/** More runs find more; these few are for every day. */
const runs = Number(process.env.FUZZ_RUNS ?? (isPostgresRun() ? 2 : 6));
const seed = Number(process.env.FUZZ_SEED ?? 20_260_131);

let world: World;
let stage: Stage;
let common: Hints;
/** By the end of the route's address: which of the things on the stage it can act on. */
let particular: readonly (readonly [end: RegExp, hints: Hints])[];

const Problem = z.looseObject({
  type: z.string().startsWith("urn:consilium:problem:"),
  title: z.string().regex(/[\u4e00-\u9fff]/),
  titleEn: z.string().regex(/[A-Za-z]/),
  status: z.number(),
  code: z.string().regex(/^[a-z_]+$/),
  traceId: z.uuid(),
  errors: z
    .array(z.strictObject({ path: z.string(), zh: z.string().min(1), en: z.string().min(1) }))
    .optional(),
});

beforeAll(async () => {
  world = await newWorld();
  stage = await newStage(world);
  const { alliance } = stage;
  const roleIds = alliance.experts.map((one) => one.roleId);
  const institutions = [alliance.county, alliance.tertiary, alliance.operator];
  const [first, second, third, ...further] = stage.dispatching;
  common = {
    caseId: [...stage.draftIds, ...stage.acceptedIds, ...stage.signedIds, stage.closedId],
    attachmentId: [stage.attachmentId],
    archiveId: stage.archiveIds,
    importId: stage.previewIds,
    id: stage.reviewIds,
    practitionerId: alliance.experts.map((one) => one.practitionerId),
    practitionerRoleId: roleIds,
    namedPractitionerRoleId: roleIds,
    personId: [stage.victim.id],
    institutionId: institutions,
    organizationId: institutions,
    wantedSpecialtyCode: ["03.01", "04.01", "99"],
    specialtyCodes: ["03.01", "04"],
    code: ["03.01", "R91.x00", "other"],
    regionCode: ["330100", "650100"],
    status: ["active", "in_force", "suspended", "ended"],
  };
  const offer = (one: (typeof stage.dispatching)[number] | undefined): Hints => ({
    offerId: one ? [one.offerId] : [],
  });
  particular = [
    [/\/draft$/, { caseId: stage.draftIds.slice(1), version: [1, 2, 3, 4] }],
    [/\/submit$/, { caseId: stage.completeDraftIds, version: [2] }],
    [/\/attachments/, { caseId: stage.draftIds.slice(0, 1) }],
    [/\/(seen|accept)$/, offer(first)],
    [/\/decline$/, offer(second)],
    [/\/cancel$/, { caseId: [third?.caseId] }],
    [/\/(assign|override|ranking|search)/, { caseId: further.map((one) => one.caseId) }],
    [/\/take-back$/, { caseId: stage.acceptedIds.slice(0, 1) }],
    [/\/opinion$/, { caseId: stage.writtenIds.slice(0, 1), revision: [1, 1, 1, 2, 3] }],
    [/\/sign$/, { caseId: stage.writtenIds.slice(1), revision: [1] }],
    [/\/opinion\.pdf$/, { caseId: [stage.closedId] }],
    [/\/disposition$/, { caseId: stage.signedIds }],
  ];
});
afterAll(() => world.close());

/** What one try sends. */
interface Try {
  readonly person: Someone | undefined;
  readonly path: string;
  readonly body: unknown;
  readonly fileName: string;
}

const segment = (name: string, hints: Hints): fc.Arbitrary<string> =>
  fc.oneof(
    { arbitrary: fc.constantFrom(...((hints[name] as string[] | undefined) ?? [randomUUID()])), weight: 8 },
    { arbitrary: fc.uuid({ version: 4 }), weight: 1 },
    {
      arbitrary: fc.constantFrom("0", "null", "..%2f..", "%00", "'--", "%F0%9F%98%80", "x".repeat(120)),
      weight: 1,
    },
  );

const queryText = (query: unknown): string => {
  if (query === null || typeof query !== "object") return "";
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, typeof value === "object" ? JSON.stringify(value) : String(value)] as const)
    .filter(([key, value]) => key.isWellFormed() && value.isWellFormed())
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value.slice(0, 3000))}`);
  return pairs.length > 0 ? `?${pairs.join("&")}` : "";
};

function tries({ spec }: Route): fc.Arbitrary<Try> {
  const { action } = spec;
  const hints = { ...common, ...particular.find(([end]) => end.test(spec.url))?.[1] };
  const holders =
    action === "nobody"
      ? [undefined]
      : roles.filter((role) => cellOf(action, role) !== "no").flatMap((role) => stage.people.get(role) ?? []);
  const names = [...spec.url.matchAll(/:([A-Za-z]+)/g)].map((match) => match[1] ?? "");
  return fc.record({
    person: fc.constantFrom(...holders),
    path: fc
      .tuple(
        fc.tuple(...names.map((name) => segment(name, hints))),
        spec.query ? sentValue(spec.query, hints) : fc.constant(undefined),
      )
      .map(([values, query]) => {
        let n = 0;
        return spec.url.replace(/:[A-Za-z]+/g, () => values[n++] ?? "") + queryText(query);
      }),
    body: spec.body ? sentValue(spec.body, hints) : fc.constant(undefined),
    fileName: fc.constantFrom(...hostileFileNames),
  });
}

const fileContents = [
  "%PDF-1.7\n%âãÏÓ\n",
  `姓名,科室,职称,擅长\n${hostileTexts.map((text) => [text, "呼吸内科", text, text].map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\n")}`,
  unstorableTexts[0] ?? "",
  "",
  "PK\u0003\u0004",
].map((text) => new TextEncoder().encode(text));

let uploads = 0;

async function send({ spec }: Route, attempt: Try): Promise<Reply> {
  const { person, path, body } = attempt;
  if (!person) {
    const reply = await world.app.inject({
      method: spec.method,
      url: path,
      ...(body !== undefined && {
        payload: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      }),
    });
    const isJson = String(reply.headers["content-type"]).includes("json");
    return { status: reply.statusCode, body: isJson ? reply.json() : reply.body, headers: reply.headers };
  }
  if (spec.accepts === "file") {
    const content = fileContents[uploads++ % fileContents.length] ?? new Uint8Array();
    return person.upload(path, { name: attempt.fileName, content });
  }
  switch (spec.method) {
    case "GET":
      return person.get(path);
    case "DELETE":
      return person.delete(path);
    case "PUT":
      return person.put(path, JSON.parse(JSON.stringify(body ?? {})));
    default:
      return person.post(path, body === undefined ? {} : JSON.parse(JSON.stringify(body)));
  }
}

/** What is wrong with an answer; empty when nothing is. */
function faultsOf(reply: Reply): string {
  if (reply.status >= 500) return `${reply.status} ${JSON.stringify(reply.body)}`;
  if (reply.status < 400) return "";
  if (!String(reply.headers["content-type"]).startsWith("application/problem+json"))
    return `${reply.status} as ${String(reply.headers["content-type"])}`;
  const problem = Problem.safeParse(reply.body);
  if (!problem.success) return `${z.prettifyError(problem.error)} in ${JSON.stringify(reply.body)}`;
  return problem.data.status === reply.status
    ? ""
    : `status ${problem.data.status} in the body of ${reply.status}`;
}

const plain = (attempt: Try | undefined) => attempt && { ...attempt, person: attempt.person?.name };

/** Signing out would only end the session the other tries need; passwords are slow on purpose. */
const isLeftOut = ({ spec }: Route) => spec.url === "/api/session" && spec.method === "DELETE";
const isSlow = ({ spec }: Route) =>
  /^\/api\/(session|setup|accounts)/.test(spec.url) && spec.method === "POST";

test("whatever is sent to whichever route, the answer is what the contract says: never a failure, never silent", async () => {
  const faults: string[] = [];
  const answers = { all: 0, good: 0 };
  for (const route of world.routes.filter((one) => !isLeftOut(one))) {
    const name = `${route.spec.method} ${route.spec.url}`;
    const outcome = await fc.check(
      fc.asyncProperty(tries(route), async (attempt) => {
        const reply = await send(route, attempt);
        answers.all++;
        if (reply.status === 200) answers.good++;
        const fault = faultsOf(reply);
        if (fault !== "") throw new Error(`${name} as ${attempt.person?.name ?? "nobody"}: ${fault}`);
      }),
      { seed, numRuns: isSlow(route) ? 4 : runs, maxSkipsPerRun: 0 },
    );
    if (outcome.failed)
      faults.push(
        `${String(outcome.errorInstance)}\n${JSON.stringify(plain(outcome.counterexample?.[0])).slice(0, 600)}`,
      );
    await world.drain();
  }
  expect(faults).toEqual([]);
  // A fuzzer that is refused everywhere proves nothing.
  expect(answers.good / answers.all).toBeGreaterThan(0.25);
}, 600_000);

test("afterwards every invariant holds, the audit chains are whole, and the server still answers", async () => {
  const broken = (await checkInvariants(world.database)).filter((rule) => rule.offenders.length > 0);
  expect(broken).toEqual([]);
  expect((await world.system((tx) => verifyAudit(tx))).faults).toEqual([]);
  expect((await stage.alliance.requester.get("/api/cases")).status).toBe(200);
});
