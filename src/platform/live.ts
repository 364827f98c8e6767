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
  /** Hints were lost: the page is to come back and look for itself. */
  lose(): void;
}

/** The pages open on this node. */
export interface LiveHub {
  /** Tells the listener every hint for him from now on, and those of the last `missedMs`, at most `rememberedMs`. */
  add(listener: LiveListener, missedMs?: number): () => void;
  readonly size: number;
  stop(): Promise<void>;
}

/** How far back a page may ask. */
export const rememberedMs = 60_000;
/** Under a load at which this is less than a minute, a page is told of less; it has then mostly begun a moment ago. */
const mostRemembered = 20_000;

const isFor = ({ audience }: LiveMessage, listener: LiveListener): boolean =>
  audience.persons?.includes(listener.personId) === true ||
  audience.institutions?.includes(listener.institutionId) === true ||
  (audience.platform === true && listener.isPlatform);

export async function startLiveHub(database: Database): Promise<LiveHub> {
  const listeners = new Set<LiveListener>();
  let heard: { readonly at: number; readonly message: LiveMessage }[] = [];
  const remember = (message: LiveMessage): void => {
    const at = performance.now();
    heard.push({ at, message });
    // Half is dropped at a time, so that a hint costs no shifting of all others.
    if (heard.length > mostRemembered || (heard[0]?.at ?? at) < at - 2 * rememberedMs)
      heard = heard.filter((one) => one.at > at - rememberedMs).slice(-mostRemembered / 2);
  };
  const stopListening = await database.listen(
    channel,
    (payload) => {
      const message = JSON.parse(payload) as LiveMessage;
      remember(message);
      for (const listener of listeners)
        if (isFor(message, listener)) listener.send(message.topic, message.id);
    },
    () => {
      for (const listener of [...listeners]) listener.lose();
    },
  );
  return {
    add(listener, missedMs = 0) {
      const since = performance.now() - missedMs;
      const missed = heard.filter(({ at, message }) => at >= since && isFor(message, listener));
      const hints = new Map(missed.map(({ message: { topic, id } }) => [`${topic} ${id}`, { topic, id }]));
      for (const { topic, id } of hints.values()) listener.send(topic, id);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get size() {
      return listeners.size;
    },
    stop: stopListening,
  };
}
