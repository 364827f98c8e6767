import { existsSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageRoot } from "../platform/package-root.js";
import { newWorld, type World } from "../../test/world.js";
import { type Hl7Listener, startHl7Listener } from "./hl7/listener.js";
import { person, staffMessage } from "./mllp-for-tests.js";

/** As much of `@medplum/hl7` 4.5.2 and `@medplum/core` 4.5.2 as is used: an MLLP client that others wrote. */
interface Client {
  sendAndWait(message: unknown): Promise<{ toString(): string }>;
  close(): Promise<void>;
}
interface Medplum {
  readonly Hl7Client: new (options: { host: string; port: number }) => Client;
}
interface MedplumCore {
  readonly Hl7Message: { parse(text: string): unknown };
}

const isInstalled = existsSync(join(packageRoot(), "node_modules", "@medplum", "hl7"));

describe.skipIf(!isInstalled)("a client that others wrote", () => {
  let world: World;
  let listener: Hl7Listener;
  beforeAll(async () => {
    world = await newWorld();
    const hospital = await world.institution("仁和县医院");
    const operator = await world.institution("会诊平台运营中心", "operator");
    const engineer = await world.person(operator, "信息科 周工", "system_admin");
    const { body } = await engineer.post("/api/connectors", {
      institutionId: hospital,
      name: "HIS",
      settings: {
        kind: "mllp",
        sendingApplication: "HIS",
        sendingFacility: "仁和县医院",
        allowedAddresses: ["127.0.0.1"],
      },
    });
    await engineer.post(`/api/connectors/${body.connectorId}/status`, { status: "enabled" });
    listener = await startHl7Listener(
      { database: world.database, cipher: world.cipher, dropDirectory: world.filesFolder, networks: [] },
      { host: "127.0.0.1", port: 0, tls: undefined },
      { onMessage: () => undefined, onFault: () => undefined, onError: () => undefined },
    );
  });
  afterAll(async () => {
    await listener.stop();
    await world.close();
  });

  test("adds, updates and deactivates, reads the acknowledgements, and the registry follows", async () => {
    const names = ["@medplum/hl7", "@medplum/core"] as const;
    const [{ Hl7Client }, { Hl7Message }] = (await Promise.all(
      names.map((name) => import(/* @vite-ignore */ name) as Promise<unknown>),
    )) as [Medplum, MedplumCore];
    const client = new Hl7Client({ host: "127.0.0.1", port: listener.port });
    const send = async (text: string) => (await client.sendAndWait(Hl7Message.parse(text))).toString();
    const state = () =>
      world.query(sql<{
        name: string;
        status: string;
        title_code: string;
      }>`select p.name, r.status, r.title_code
        from experts.practitioner p join experts.practitioner_role r on r.practitioner_id = p.id`);
    const licence = "110330100000011";
    expect(await send(staffMessage({ controlId: "A1" }, ...person("1", "秦守诚", { licence })))).toContain(
      "MSA|AA|A1",
    );
    expect(await state()).toEqual([{ name: "秦守诚", status: "active", title_code: "231" }]);
    const later = { sentAt: "20260302080000+0800" };
    const update = person("1", "秦守诚", { event: "MUP", title: "副主任医师", licence });
    expect(await send(staffMessage({ controlId: "A2", ...later }, ...update))).toContain("MSA|AA|A2");
    expect(await state()).toMatchObject([{ title_code: "232" }]);
    const last = { sentAt: "20260303080000+0800" };
    expect(await send(staffMessage({ controlId: "A3", ...last }, "MFE|MDC|C||1|CE"))).toContain("MSA|AA|A3");
    expect(await state()).toMatchObject([{ name: "秦守诚", status: "paused" }]);
    await client.close();
  });
});
