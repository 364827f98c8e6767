import { sql } from "kysely";
import { type Alliance, newAlliance, ok } from "../../test/alliance.js";
import { newWorld, type Someone, type World } from "../../test/world.js";
import { checkInvariants } from "../invariants.js";

/** A small alliance with its quality offices, for tests. */
export interface Stage {
  readonly world: World;
  readonly alliance: Alliance;
  /** The county hospital's, and the platform's. */
  readonly office: Someone;
  readonly platformOffice: Someone;
  /** Runs the night of quality now. */
  night(): Promise<void>;
  /** A case from its submission to its disposition. */
  closedCase(
    decision?: string,
    namedPractitionerRoleId?: string | null,
    advice?: string,
  ): Promise<{ caseId: string; expert: Alliance["experts"][number] }>;
  /** What a patient's page sends, from an address. */
  anonymous(
    path: "look" | "give",
    payload: object,
    ip?: string,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Ends it, and answers which invariants were broken; best none. */
  close(): Promise<unknown[]>;
}

export async function newStage(): Promise<Stage> {
  const world = await newWorld();
  const alliance = await newAlliance(world, 3);
  return {
    world,
    alliance,
    office: await world.person(alliance.county, "何质控", "quality"),
    platformOffice: await world.person(alliance.operator, "林质控", "quality"),
    async night() {
      await world.query(
        sql`update platform.job set due_at = platform.now() where kind = 'quality.nightly' and status = 'waiting'`,
      );
      await world.drain();
    },
    async closedCase(decision = "adopted", namedPractitionerRoleId = null, advice = "三个月后复查薄层 CT") {
      const caseId = await alliance.submit({ namedPractitionerRoleId });
      const { id, expert } = await alliance.openOffer(caseId);
      ok(await expert.post(`/api/offers/${id}/accept`, {}));
      await world.drain();
      const saved = ok(
        await expert.put(`/api/cases/${caseId}/opinion`, {
          revision: 0,
          text: { answer: "暂不手术", conclusion: "磨玻璃结节", advice },
        }),
      );
      ok(
        await expert.post(`/api/cases/${caseId}/opinion/sign`, {
          revision: (saved.body as { revision: number }).revision,
        }),
      );
      ok(
        await alliance.requester.post(`/api/cases/${caseId}/disposition`, {
          decision,
          reason: decision === "adopted" ? "" : "本院做不到",
        }),
      );
      await world.drain();
      return { caseId, expert };
    },
    async anonymous(path, payload, ip = "10.9.9.9") {
      const reply = await world.app.inject({
        method: "POST",
        url: `/api/rating/${path}`,
        payload,
        remoteAddress: ip,
      });
      return { status: reply.statusCode, body: reply.json<Record<string, unknown>>() };
    },
    async close() {
      await world.drain();
      const broken = (await checkInvariants(world.database)).filter((rule) => rule.offenders.length > 0);
      await world.close();
      return broken;
    },
  };
}
