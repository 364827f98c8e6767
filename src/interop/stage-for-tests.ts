import { join } from "node:path";
import { expect } from "vitest";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { type FhirServer, startFhirServer } from "./fhir-server-for-tests.js";
import { type Hl7Listener, startHl7Listener } from "./hl7/listener.js";

/** A hospital whose systems send its staff: by HL7 to a listener, by FHIR from a server, by files into a folder. */
export interface InteropStage {
  readonly world: World;
  readonly hospital: string;
  readonly engineer: Someone;
  readonly operator: Someone;
  readonly listener: Hl7Listener;
  readonly server: FhirServer;
  /** What a run of a connector is given. */
  host(): Parameters<typeof startHl7Listener>[0] & { readonly dropDirectory: string };
  /** Makes a connector of the hospital and puts it to work; its id. */
  connector(name: string, settings: object, more?: object): Promise<string>;
  close(): Promise<void>;
}

export async function newInteropStage(): Promise<InteropStage> {
  const world = await newWorld();
  const hospital = await world.institution("仁和县医院");
  const platform = await world.institution("会诊平台运营中心", "operator");
  const engineer = await world.person(platform, "信息科 周工", "system_admin");
  const operator = await world.person(platform, "罗运营", "operator");
  const server = await startFhirServer({ token: "token-1" });
  const host = () => ({
    database: world.database,
    cipher: world.cipher,
    dropDirectory: join(world.filesFolder, "drop"),
    networks: ["127.0.0.1/32"],
  });
  const listener = await startHl7Listener(
    host(),
    { host: "127.0.0.1", port: 0, tls: undefined },
    { onMessage: () => undefined, onFault: () => undefined, onError: () => undefined },
  );
  return {
    world,
    hospital,
    engineer,
    operator,
    listener,
    server,
    host,
    async connector(name, settings, more = {}) {
      const made = await engineer.post("/api/connectors", {
        institutionId: hospital,
        name,
        settings,
        ...more,
      });
      expect(made.status, JSON.stringify(made.body)).toBe(200);
      const { connectorId: id } = made.body as { connectorId: string };
      expect((await engineer.post(`/api/connectors/${id}/status`, { status: "enabled" })).status).toBe(200);
      return id;
    },
    async close() {
      await listener.stop();
      await server.close();
      await world.close();
    },
  };
}
