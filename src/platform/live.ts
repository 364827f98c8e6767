import { sql } from "kysely";
import { type Database, later, type Tx } from "./database/database.js";

const channel = "consilium_live";

/** A hint to open pages that something changed; they fetch it again and see only what they may. Ids only. */
export interface LiveMessage {
  readonly topic:
    | "case"
    | "images"
    | "marks"
    | "offers"
    | "board"
    | "notices"
    | "experts"
    | "review"
    | "calendar"
    | "lab"
    | "quality";
  readonly id: string;
  /** Whose pages care. Persons and institutions are ORed; `platform` adds the operator's pages. */
  readonly audience: {
    readonly persons?: readonly string[];
    readonly institutions?: readonly string[];
    readonly platform?: boolean;
  };
}

/** Sends the hint on commit, to every node. At most about 150 addressees fit into one message. */
export const announce = (tx: Tx, message: LiveMessage): Promise<void> => announceAll(tx, [message]);

/** {@link announce} for many hints with one statement; none is fine. */
export function announceAll(tx: Tx, messages: readonly LiveMessage[]): Promise<void> {
  const texts = messages.map((message) => JSON.stringify(message));
  if (texts.length > 0)
    later(tx, sql`select pg_notify(${channel}, message) from unnest(${texts}::text[]) as message`);
  return Promise.resolve();
}

/** The hint as what a statement selects, for one row each: told only when there is such a row. */
export const announcing = (message: LiveMessage) =>
  sql<null>`pg_notify(${channel}, ${JSON.stringify(message)})`;

export interface LiveListener {
  readonly personId: string;
  readonly institutionId: string;
  readonly isPlatform: boolean;
  send(topic: string, id: string): void;
}

/** The pages open on this node. */
export interface LiveHub {
  add(listener: LiveListener): () => void;
  readonly size: number;
  stop(): Promise<void>;
}

export async function startLiveHub(database: Database): Promise<LiveHub> {
  const listeners = new Set<LiveListener>();
  const stopListening = await database.listen(channel, (payload) => {
    const message = JSON.parse(payload) as LiveMessage;
    const { persons = [], institutions = [], platform = false } = message.audience;
    for (const listener of listeners)
      if (
        persons.includes(listener.personId) ||
        institutions.includes(listener.institutionId) ||
        (platform && listener.isPlatform)
      )
        listener.send(message.topic, message.id);
  });
  return {
    add(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get size() {
      return listeners.size;
    },
    stop: stopListening,
  };
}
