import type pg from "pg";

/** One statement of a batch; `name` when it is kept prepared. */
export interface BatchItem {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name: string | undefined;
}

export interface BatchReply {
  readonly rows: Record<string, unknown>[];
  readonly affected: number;
}

/** A column as its statement describes it, with how its text is read. */
interface Column {
  readonly name: string;
  readonly read: (text: string) => unknown;
}

/** What node-postgres offers to a query of one's own: the messages of the protocol, and which statements are prepared. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  parse(message: { text: string; name: string }): void;
  bind(message: { statement: string; values: readonly unknown[] }): void;
  describe(message: { type: "P"; name: string }): void;
  execute(message: { portal: string }): void;
  sync(): void;
}

/** What kept statements answer, by their names: each connection prepares, and may see a table change, by itself. */
const described = new WeakMap<pg.ClientBase, Map<string, readonly Column[]>>();

type TypeReader = (oid: number, format?: "text" | "binary") => (text: string) => unknown;

/**
 * Statements sent in one message with one end, and answered in one. node-postgres waits for each answer before it sends the next
 * statement, or in its pipeline mode ends each by itself; the database then answers, and wakes whoever waits, for each.
 * The columns of a kept statement are described once, not with every answer.
 */
export class Batch {
  readonly replies: Promise<BatchReply[]>;
  readonly #items: readonly BatchItem[];
  readonly #values: readonly (readonly (string | Buffer | null)[])[];
  readonly #columnsOf: Map<string, readonly Column[]>;
  readonly #readerOf: TypeReader;
  readonly #done: BatchReply[] = [];
  #columns: readonly Column[] = [];
  #rows: Record<string, unknown>[] = [];
  #at = 0;
  #resolve!: (replies: BatchReply[]) => void;
  #reject!: (error: unknown) => void;

  constructor(items: readonly BatchItem[], client: pg.ClientBase) {
    this.#items = items;
    this.#values = items.map(({ values }) => values.map(wireText));
    this.#columnsOf = described.get(client) ?? new Map<string, readonly Column[]>();
    described.set(client, this.#columnsOf);
    this.#readerOf = (client as unknown as { getTypeParser: TypeReader }).getTypeParser.bind(client);
    this.replies = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#expect();
  }

  /** The statement that is being answered: node-postgres notes by these two which ones a connection has prepared. */
  get name(): string | undefined {
    return this.#items[this.#at]?.name;
  }
  get text(): string | undefined {
    return this.#items[this.#at]?.text;
  }

  submit(connection: unknown): void {
    const wire = connection as Wire;
    wire.stream.cork();
    try {
      for (const [n, { name, text }] of this.#items.entries()) {
        const isKnown =
          name !== undefined &&
          (wire.parsedStatements[name] !== undefined || wire.submittedNamedStatements[name] !== undefined);
        if (!isKnown) {
          wire.parse({ text, name: name ?? "" });
          if (name !== undefined) wire.submittedNamedStatements[name] = text;
        }
        wire.bind({ statement: name ?? "", values: this.#values[n] ?? [] });
        if (name === undefined || !this.#columnsOf.has(name)) wire.describe({ type: "P", name: "" });
        wire.execute({ portal: "" });
      }
      wire.sync();
    } finally {
      wire.stream.uncork();
    }
  }

  handleRowDescription({
    fields,
  }: {
    fields: readonly { name: string; dataTypeID: number; format: "text" | "binary" }[];
  }): void {
    this.#columns = fields.map(({ name, dataTypeID, format }) => ({
      name,
      read: this.#readerOf(dataTypeID, format),
    }));
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    const row: Record<string, unknown> = {};
    let n = 0;
    for (const { name, read } of this.#columns) {
      const text = fields[n++];
      row[name] = text === null || text === undefined ? null : read(text);
    }
    this.#rows.push(row);
  }

  handleCommandComplete({ text }: { text: string }): void {
    const { name } = this;
    if (name !== undefined) this.#columnsOf.set(name, this.#columns);
    this.#done.push({ rows: this.#rows, affected: Number(/ (\d+)$/u.exec(text)?.[1] ?? 0) });
    this.#at++;
    this.#rows = [];
    this.#expect();
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: "" });
  }

  handleError(error: unknown, connection: unknown): void {
    // Those after it were not even read.
    const { parsedStatements, submittedNamedStatements } = connection as Wire;
    for (const { name } of this.#items.slice(this.#at))
      if (name !== undefined && parsedStatements[name] === undefined)
        Reflect.deleteProperty(submittedNamedStatements, name);
    this.#reject(Object.assign(error as object, { failedText: this.text }));
  }

  handleReadyForQuery(): void {
    this.#resolve(this.#done);
  }

  #expect(): void {
    const { name } = this;
    this.#columns = (name === undefined ? undefined : this.#columnsOf.get(name)) ?? [];
  }
}

/** A parameter as the text protocol takes it. */
function wireText(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value)) return arrayText(value);
  if (typeof value === "object") return JSON.stringify(value);
  // oxlint-disable-next-line typescript/no-base-to-string -- numbers, booleans and bigints are left
  return String(value);
}

function arrayText(values: readonly unknown[]): string {
  const elements = values.map((value) => {
    if (value === null || value === undefined) return "NULL";
    if (Array.isArray(value)) return arrayText(value);
    const text = wireText(value);
    const plainText = Buffer.isBuffer(text) ? `\\x${text.toString("hex")}` : (text ?? "");
    return `"${plainText.replaceAll(/["\\]/gu, "\\$&")}"`;
  });
  return `{${elements.join(",")}}`;
}
