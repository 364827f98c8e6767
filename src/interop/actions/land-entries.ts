import { civilDate } from "../../kernel/time.js";
import { landStaff, livingPosts, setInService, type StaffRow } from "../../experts/index.js";
import type { Tx } from "../../platform/database/database.js";
import { type Fault, faultAt, isError } from "../domain/fault.js";
import type { StaffEntry } from "../domain/staff-record.js";
import type { InteropHost } from "../host.js";
import type { Connector } from "../store/connectors.js";
import { lockLinks, saveLink, type StaffLink } from "../store/links.js";
import type { Run, RunRow } from "../store/runs.js";
import { unlinkedFrom } from "../store/unlinks.js";
import { landInChunks, type TakesEntries } from "./land-in-chunks.js";

const takeStaff: TakesEntries<StaffEntry> = async (tx, host, connector, run, entries) => {
  const desk = new Desk(tx, host, connector, run);
  await desk.load(entries);
  for (const entry of entries) await desk.take(entry);
  await desk.flush();
  return desk.rows;
};

/** Lands people; see {@link landInChunks}. */
export const landEntries = (
  host: InteropHost,
  connector: Connector,
  run: Run,
  entries: readonly StaffEntry[],
  contentOf?: (entry: StaffEntry) => string | undefined,
): Promise<void> => landInChunks(host, connector, run, entries, takeStaff, contentOf);

/** One chunk at work: who is known by which key, and the rows that wait to be landed together. */
class Desk {
  readonly rows: RunRow[] = [];
  readonly #tx: Tx;
  readonly #host: InteropHost;
  readonly #connector: Connector;
  readonly #run: Run;
  readonly #links = new Map<string, StaffLink>();
  /** By key, whom a person has said it does not mean. */
  #apart: ReadonlyMap<string, readonly string[]> = new Map();
  #waiting: StaffEntry[] = [];

  constructor(tx: Tx, host: InteropHost, connector: Connector, run: Run) {
    this.#tx = tx;
    this.#host = host;
    this.#connector = connector;
    this.#run = run;
  }

  async load(entries: readonly StaffEntry[]): Promise<void> {
    const keys = [...new Set(entries.flatMap(({ staffKey, personKey }) => [staffKey, personKey]))];
    const named = keys.filter((key) => key !== "");
    for (const link of await lockLinks(this.#tx, this.#connector.id, named))
      this.#links.set(link.staffKey, link);
    // After the links: whoever takes a key away holds its link until he is done.
    this.#apart = await unlinkedFrom(this.#tx, this.#connector.id, named);
  }

  async take(entry: StaffEntry): Promise<void> {
    if (entry.faults.some(isError)) {
      this.#note(entry, "rejected", []);
      return;
    }
    if (this.#waiting.some(({ personKey }) => personKey === entry.personKey)) await this.flush();
    const link = this.#links.get(entry.staffKey);
    if (link !== undefined && link.effectiveAt > entry.effectiveAt) {
      this.#note(entry, "unchanged", [faultAt(entry.place, "older_than_known")], link.practitionerId);
      return;
    }
    if (entry.faults.some(({ code }) => code === "other_organization")) {
      this.#note(entry, "unchanged", []);
      return;
    }
    if (entry.action === "deactivate") {
      await this.flush();
      return this.#deactivate(entry);
    }
    if (entry.action === "reactivate" && entry.values.size === 0 && link?.practitionerRoleId == null) {
      this.#note(entry, "rejected", [faultAt(entry.place, "staff_missing")]);
      return;
    }
    this.#waiting.push(entry);
  }

  /** Lands the rows that wait. */
  async flush(): Promise<void> {
    const entries = this.#waiting;
    this.#waiting = [];
    if (entries.length === 0) return;
    const landed = await landStaff(
      this.#tx,
      entries.map((entry) => this.#staffRow(entry)),
      {
        cipher: this.#host.cipher,
        institutionId: this.#connector.institutionId,
        runId: this.#run.id,
      },
    );
    for (const [i, entry] of entries.entries()) {
      const one = landed[i];
      if (one === undefined) throw new Error("a row was landed without an answer");
      const { practitionerId, practitionerRoleId } = one;
      if (one.result === "rejected" || practitionerId === null || practitionerRoleId === null) {
        this.#note(entry, "rejected", one.faults, practitionerId);
        continue;
      }
      const before = this.#links.get(entry.staffKey);
      // The post it meant from the first, so that after a merge is undone it means that one again.
      const kept = one.isKnownPost ? before : undefined;
      const comesBack =
        before?.status === "inactive" &&
        before.practitionerRoleId !== null &&
        (entry.action !== "update" || entry.isActive === true);
      const isBack =
        comesBack &&
        (await setInService(this.#tx, [practitionerRoleId], { isInService: true, ...this.#why(entry) })) > 0;
      await this.#keep({
        staffKey: entry.staffKey,
        personKey: entry.personKey,
        practitionerId: kept?.practitionerId ?? practitionerId,
        practitionerRoleId: kept?.practitionerRoleId ?? practitionerRoleId,
        status:
          before?.status === "inactive" && before.practitionerRoleId !== null && !comesBack
            ? "inactive"
            : "active",
        effectiveAt: entry.effectiveAt,
      });
      this.#note(
        entry,
        isBack && one.result === "unchanged" ? "changed" : one.result,
        one.faults,
        practitionerId,
      );
    }
  }

  #staffRow(entry: StaffEntry): StaffRow {
    const link = this.#links.get(entry.staffKey) ?? this.#personOf(entry);
    return {
      rowNumber: entry.rowNumber,
      place: entry.place,
      values: entry.values,
      known:
        link?.practitionerId == null
          ? null
          : {
              practitionerId: link.practitionerId,
              practitionerRoleId: link.staffKey === entry.staffKey ? link.practitionerRoleId : null,
            },
      apartFrom: this.#apart.get(entry.staffKey) ?? [],
      asOfOn: civilDate(entry.effectiveAt),
      reference: `${this.#connector.name} · ${this.#run.id} · ${entry.place}`,
    };
  }

  /** Another post of the same person, by the sender's own key of the person. */
  #personOf(entry: StaffEntry): StaffLink | undefined {
    return [...this.#links.values()].find(
      (link) => link.personKey === entry.personKey && link.practitionerId !== null,
    );
  }

  async #deactivate(entry: StaffEntry): Promise<void> {
    const links = [...this.#links.values()].filter(
      (link) =>
        (link.staffKey === entry.staffKey || link.personKey === entry.staffKey) &&
        link.effectiveAt <= entry.effectiveAt,
    );
    if (links.length === 0) {
      // Word of somebody's leaving may overtake word of his coming.
      await this.#keep({
        staffKey: entry.staffKey,
        personKey: entry.personKey,
        practitionerId: null,
        practitionerRoleId: null,
        status: "inactive",
        effectiveAt: entry.effectiveAt,
      });
      this.#note(entry, "unchanged", [faultAt(entry.place, "staff_unknown")]);
      return;
    }
    const posts = await livingPosts(
      this.#tx,
      links.flatMap(({ practitionerRoleId }) => practitionerRoleId ?? []),
    );
    const roleIds = new Set([...posts.values()].map(({ practitionerRoleId }) => practitionerRoleId));
    const changed = await setInService(this.#tx, [...roleIds], { isInService: false, ...this.#why(entry) });
    for (const link of links)
      await this.#keep({ ...link, status: "inactive", effectiveAt: entry.effectiveAt });
    this.#note(entry, changed > 0 ? "changed" : "unchanged", [], links[0]?.practitionerId ?? null);
  }

  #why(entry: StaffEntry): { reason: string; runId: string } {
    return { reason: `${this.#connector.name} ${entry.place} ${entry.reason}`.trim(), runId: this.#run.id };
  }

  async #keep(link: StaffLink): Promise<void> {
    this.#links.set(link.staffKey, link);
    await saveLink(this.#tx, this.#connector, link);
  }

  #note(
    entry: StaffEntry,
    result: RunRow["result"],
    faults: readonly Fault[],
    practitionerId: string | null = null,
  ): void {
    this.rows.push({
      rowNumber: entry.rowNumber,
      place: entry.place,
      action: entry.action,
      result,
      staffKey: entry.staffKey,
      practitionerId,
      faults: [...entry.faults, ...faults],
    });
  }
}
