import { AsyncResource } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isPostgresRun } from "../../test/database.js";
import { newWorld, type World } from "../../test/world.js";
import { addMinutes } from "../kernel/time.js";
import { audit, verifyAudit } from "./audit.js";
import { systemContext, tablesOf, type Tx, type TxContext } from "./database/database.js";
import { IdempotencyKeyReusedError } from "./database/idempotency.js";
import { absorbDueJobs, ahead, alone, cancelJob, gathered, inPortions, type Job, schedule } from "./jobs.js";
import { publish } from "./outbox.js";
import { handlerBook, runDueJobs } from "./run-jobs.js";
import { drain, startWorker, type WorkRegistry } from "./worker.js";

const anyTables = tablesOf<unknown>();

let world: World;
beforeAll(async () => {
  world = await newWorld();
});
afterAll(() => world.close());

const quiet = { onFailure: () => undefined };

test("nobody sees nothing: without a tenant every table is empty", async () => {
  await world.institution("行级安全医院");
  const seen = await world.database.withTx({ scope: "anonymous" }, async (tx) => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from identity.tenant`.execute(
      anyTables(tx),
    );
    return rows[0]?.n;
  });
  expect(seen).toBe(0);
});

test("every table has row-level security forced with a policy, and the application role owns none", async () => {
  const rows = await world.query(sql<{ name: string; owner: string; safe: boolean }>`
    select n.nspname || '.' || c.relname as name, pg_get_userbyid(c.relowner) as owner,
      c.relrowsecurity and c.relforcerowsecurity and exists (select 1 from pg_policy p where p.polrelid = c.oid) as safe
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'public')
      and c.oid <> 'platform.migration'::regclass`);
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.filter((row) => !row.safe)).toEqual([]);
  expect(rows.filter((row) => row.owner === "consilium_app")).toEqual([]);
});

test("no policy asks of every row who asks", async () => {
  const asking = await world.query(sql<{ name: string; text: string }>`
    select polrelid::regclass || ': ' || polname as name,
      concat(pg_get_expr(polqual, polrelid), ' ', pg_get_expr(polwithcheck, polrelid)) as text from pg_policy`);
  expect(asking.length).toBeGreaterThan(150);
  expect(asking.filter(({ text }) => / SELECT platform\.is_platform\(\)/.test(text)).length).toBeGreaterThan(
    80,
  );
  // In a sub-select it is answered once a statement: (select platform.is_platform()).
  expect(asking.filter(({ text }) => /(?<!SELECT )platform\.\w+\(\)/.test(text))).toEqual([]);
});

test("on the one connection of the embedded database, a transaction inside a transaction is refused instead of waiting for ever", async () => {
  if (world.database.kind !== "pglite") return;
  await expect(
    world.system(() => world.database.withTx(systemContext, () => Promise.resolve(1))),
  ).rejects.toThrow("withTx inside withTx");
});

test("the same key runs once and answers the same; the same key for something else is refused", async () => {
  const personId = randomUUID();
  let runs = 0;
  const act = (requestHash: string) =>
    world.database.withTx(
      {
        scope: "system",
        personId,
        idempotency: { personId, route: "POST /x", key: "key-12345678", requestHash },
      } as TxContext,
      () => Promise.resolve({ run: ++runs }),
    );
  expect(await act("a")).toEqual({ run: 1 });
  expect(await act("a")).toEqual({ run: 1 });
  await expect(act("b")).rejects.toThrow(IdempotencyKeyReusedError);
  expect(runs).toBe(1);
});

test("an act that fails leaves its key free", async () => {
  const personId = randomUUID();
  const context = {
    scope: "system",
    personId,
    idempotency: { personId, route: "POST /y", key: "key-87654321", requestHash: "a" },
  } as unknown as TxContext;
  await expect(world.database.withTx(context, () => Promise.reject(new Error("lost")))).rejects.toThrow(
    "lost",
  );
  expect(await world.database.withTx(context, () => Promise.resolve("done"))).toBe("done");
});

test.runIf(isPostgresRun())("the same key sent 20 times at once acts once", async () => {
  const personId = randomUUID();
  let runs = 0;
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      world.database.withTx(
        {
          scope: "system",
          personId,
          idempotency: { personId, route: "POST /z", key: "key-abcdefgh", requestHash: "a" },
        } as unknown as TxContext,
        async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          return ++runs;
        },
      ),
    ),
  );
  expect(new Set(answers)).toEqual(new Set([1]));
});

test("an event reaches each subscriber once; one that fails is tried again without the other", async () => {
  const heard: string[] = [];
  let failures = 0;
  const registry: WorkRegistry = {
    jobs: {},
    subscribers: {
      "test.happened": {
        steady: (_tx, job) => {
          heard.push(`steady ${job.subjectId}`);
          return Promise.resolve();
        },
        shaky: (_tx, job) => {
          if (failures++ === 0) return Promise.reject(new Error("not yet"));
          heard.push(`shaky ${job.subjectId}`);
          return Promise.resolve();
        },
      },
    },
  };
  const subjectId = randomUUID();
  await world.system((tx) => publish(tx, { topic: "test.happened", subjectId }));
  await drain(world.database, registry, quiet);
  expect(heard).toEqual([`steady ${subjectId}`]);
  world.moveClock(1);
  await drain(world.database, registry, quiet);
  await drain(world.database, registry, quiet);
  expect(heard).toEqual([`steady ${subjectId}`, `shaky ${subjectId}`]);
});

test("an event of a rolled-back transaction was never told", async () => {
  const before = await world.query(sql<{ n: number }>`select count(*)::int as n from platform.outbox`);
  await expect(
    world.system(async (tx) => {
      await publish(tx, { topic: "test.never", subjectId: randomUUID() });
      throw new Error("undone");
    }),
  ).rejects.toThrow("undone");
  expect(await world.query(sql<{ n: number }>`select count(*)::int as n from platform.outbox`)).toEqual(
    before,
  );
});

test("a timer runs when it is due, once, and a cancelled one never", async () => {
  const ran: string[] = [];
  const registry: WorkRegistry = {
    jobs: {
      "test.ring": (_tx, job) => {
        ran.push(job.subjectId);
        return Promise.resolve();
      },
    },
    subscribers: {},
  };
  const [kept, cancelled] = [randomUUID(), randomUUID()];
  await world.system(async (tx) => {
    for (const subjectId of [kept, kept, cancelled])
      await schedule(tx, { kind: "test.ring", subjectId, dueAt: addMinutes(tx.now, 10) });
    await cancelJob(tx, "test.ring", cancelled);
  });
  expect(await drain(world.database, registry, quiet)).toBe(0);
  world.moveClock(11);
  await drain(world.database, registry, quiet);
  await drain(world.database, registry, quiet);
  expect(ran).toEqual([kept]);
});

test("work may set itself again while it runs, and does the other due work of its kind with its own", async () => {
  const [again, other] = [randomUUID(), randomUUID()];
  const ran: string[] = [];
  const registry = {
    jobs: {
      "test.again": async (tx: Tx, job: Job) => {
        ran.push(job.subjectId);
        absorbDueJobs(tx, "test.again");
        if (ran.length === 1)
          await schedule(tx, { kind: "test.again", subjectId: job.subjectId, dueAt: addMinutes(tx.now, 5) });
      },
    },
    subscribers: {},
  };
  await world.system(async (tx) => {
    await schedule(tx, { kind: "test.again", subjectId: again, dueAt: addMinutes(tx.now, -1) });
    await schedule(tx, { kind: "test.again", subjectId: other, dueAt: tx.now });
  });
  await drain(world.database, registry, quiet);
  expect(ran).toEqual([again]);
  world.moveClock(6);
  await drain(world.database, registry, quiet);
  expect(ran).toEqual([again, again]);
});

test("due work of a kind is done in portions; a bad one is tried alone and holds back no other", async () => {
  const subjects = Array.from({ length: 5 }, () => randomUUID());
  const [bad] = subjects;
  const portions: number[] = [];
  const done: string[] = [];
  const registry: WorkRegistry = {
    jobs: {
      "test.many": inPortions((_tx, jobs) => {
        portions.push(jobs.length);
        if (jobs.some(({ subjectId }) => subjectId === bad)) return Promise.reject(new Error("bad"));
        done.push(...jobs.map(({ subjectId }) => subjectId));
        return Promise.resolve();
      }),
    },
    subscribers: {},
  };
  const set = (ids: readonly string[]) =>
    world.system(async (tx) => {
      for (const subjectId of ids) await schedule(tx, { kind: "test.many", subjectId, dueAt: tx.now });
    });
  await set(subjects);
  expect(await drain(world.database, registry, quiet)).toBe(5);
  expect(portions).toEqual([5, 1, 1, 1, 1, 1]);
  expect(done.toSorted()).toEqual(subjects.slice(1).toSorted());
  // What failed once comes with nobody.
  const more = [randomUUID(), randomUUID()];
  world.moveClock(1);
  await set(more);
  await drain(world.database, registry, quiet);
  expect(portions.slice(6).toSorted()).toEqual([1, 2]);
  expect(done.slice(4).toSorted()).toEqual(more.toSorted());
});

test("what somebody waits for does not wait behind older work that keeps books", async () => {
  const ran: string[] = [];
  const note = (_tx: Tx, job: Job) => {
    ran.push(job.kind);
    return Promise.resolve();
  };
  const registry: WorkRegistry = {
    jobs: { "test.books": note, "test.patient": ahead(note) },
    subscribers: {},
  };
  await world.system(async (tx) => {
    for (let n = 0; n < 3; n++)
      await schedule(tx, { kind: "test.books", subjectId: randomUUID(), dueAt: addMinutes(tx.now, -60) });
    await schedule(tx, { kind: "test.patient", subjectId: randomUUID(), dueAt: tx.now });
  });
  await drain(world.database, registry, quiet);
  expect(ran).toEqual(["test.patient", "test.books", "test.books", "test.books"]);
});

test.runIf(isPostgresRun()).each([
  ["alone", alone],
  ["gathered", gathered],
] as const)(
  "what is done %s is done by one node at a time, and who comes second holds nothing",
  async (lane, inLane) => {
    const [first, second] = [randomUUID(), randomUUID()];
    const ran: string[] = [];
    let foundBySecond: number | undefined;
    const registry: WorkRegistry = {
      jobs: {
        [`test.${lane}`]: inLane(async (tx, job) => {
          ran.push(job.subjectId);
          if (foundBySecond !== undefined) return;
          foundBySecond = 0;
          // The handler's transaction is open; another node looks for work meanwhile.
          foundBySecond = await outside(() => runDueJobs(world.database, handlerBook(registry), quiet, lane));
          // Had that one taken the job and waited for its turn, this would wait for it, and it for this.
          await schedule(tx, { kind: `test.${lane}`, subjectId: second, dueAt: addMinutes(tx.now, 5) });
        }),
      },
      subscribers: {},
    };
    const outside = AsyncResource.bind((look: () => Promise<number>) => look());
    await world.system(async (tx) => {
      await schedule(tx, { kind: `test.${lane}`, subjectId: first, dueAt: addMinutes(tx.now, -1) });
      await schedule(tx, { kind: `test.${lane}`, subjectId: second, dueAt: tx.now });
    });
    await drain(world.database, registry, quiet);
    expect(foundBySecond).toBe(0);
    expect(ran).toEqual([first]);
    world.moveClock(6);
    await drain(world.database, registry, quiet);
    expect(ran).toEqual([first, second]);
  },
);

test("a running worker does at once what is told and what is set, long before it would look by itself", async () => {
  const ran: string[] = [];
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => (finish = resolve));
  const note = (_tx: Tx, job: Job) => {
    ran.push(job.kind);
    if (ran.length === 2) finish();
    return Promise.resolve();
  };
  const registry: WorkRegistry = {
    jobs: { "test.set": alone(note) },
    subscribers: { "test.told": { ear: ahead(note) } },
  };
  const worker = await startWorker(world.database, registry, quiet, 3_600_000);
  try {
    await world.system((tx) => publish(tx, { topic: "test.told", subjectId: randomUUID() }));
    await world.system((tx) => schedule(tx, { kind: "test.set", subjectId: randomUUID(), dueAt: tx.now }));
    await done;
  } finally {
    await worker.stop();
  }
  expect(ran.toSorted()).toEqual(["event:test.told:ear", "test.set"]);
  // Whoever told it made the job of it in the same transaction: nothing was left to be passed on.
  expect(
    await world.query(
      sql<{
        passed: boolean;
      }>`select relayed_at = created_at as passed from platform.outbox where topic = 'test.told'`,
    ),
  ).toEqual([{ passed: true }]);
});

test.runIf(isPostgresRun())("a statement planned before a table changed is planned anew", async () => {
  await world.superuser(
    "create table platform.changing (id int); grant select on platform.changing to consilium_app; insert into platform.changing values (1)",
  );
  const look = () =>
    world.system(async (tx) => {
      const { rows } = await sql`select * from platform.changing where id = ${1}`.execute(anyTables(tx));
      return rows;
    });
  try {
    for (let n = 0; n < 20; n++) expect(await look()).toEqual([{ id: 1 }]);
    await world.superuser("alter table platform.changing add column name text default '新'");
    for (let n = 0; n < 20; n++) expect(await look()).toEqual([{ id: 1, name: "新" }]);
  } finally {
    await world.superuser("drop table platform.changing");
  }
});

test.runIf(isPostgresRun())("after a cut every channel is listened to again", async () => {
  const heard = new Set<string>();
  for (const channel of ["test_one", "test_other"])
    await world.database.listen(channel, (payload) => heard.add(`${channel} ${payload}`));
  await world.superuser(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query ilike 'listen %' and pid <> pg_backend_pid()`);
  for (let n = 0; n < 200 && heard.size < 2; n++) {
    await world.superuser("select pg_notify('test_one', 'again'), pg_notify('test_other', 'again')");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect([...heard].toSorted()).toEqual(["test_one again", "test_other again"]);
});

test("the audit chain holds, refuses change, and names the row that was altered underneath it", async () => {
  const institutionId = randomUUID();
  const add = (n: number) =>
    world.system((tx) =>
      audit(tx, {
        institutionId,
        actor: { kind: "system", id: null, label: "试验" },
        action: "system.set-up",
        subjectKind: "thing",
        subjectId: null,
        outcome: "done",
        details: { n, nested: { b: [1, "二"], a: null } },
      }),
    );
  for (let n = 1; n <= 5; n++) await add(n);
  const faults = async () =>
    (await world.system((tx) => verifyAudit(tx))).faults.filter(
      (fault) => fault.institutionId === institutionId,
    );
  expect(await faults()).toEqual([]);
  await expect(
    world.query(
      sql`update platform.audit_entry set action = 'forged' where institution_id = ${institutionId}`,
    ),
  ).rejects.toThrow();
  await world.superuser(`
    set session_replication_role = replica;
    update platform.audit_entry set action = 'forged' where institution_id = '${institutionId}' and sequence = 3;
    delete from platform.audit_entry where institution_id = '${institutionId}' and sequence = 5;
    set session_replication_role = origin;`);
  expect(await faults()).toEqual([
    { institutionId, sequence: 3, problem: "altered" },
    { institutionId, sequence: 5, problem: "head_differs" },
  ]);
});

test("a crowd that waits for the database does not keep the process from its sockets", async () => {
  let done = 0;
  const crowd = Array.from({ length: 100 }, () =>
    world.database.withTx(systemContext, async (tx) => {
      await sql`select 1`.execute(anyTables(tx));
      done++;
    }),
  );
  const turns: number[] = [];
  while (done < crowd.length) {
    await new Promise((resolve) => setImmediate(resolve));
    turns.push(done);
  }
  await Promise.all(crowd);
  expect(turns.filter((one) => one > 0 && one < crowd.length).length).toBeGreaterThan(10);
});
