/** A statement that comes this often is worth a plan of its own in every connection. */
const worthKeeping = 3;
/** Kept plans of one connection, some 50 kB each under row-level security; Rails keeps 1,000, JDBC 256. */
const mostNames = 500;
/** Longer ones are lists of rows, seldom twice of one length; a case's fact, which joins fifteen tables, takes 11,000. */
const longest = 16_000;
/** Texts counted at a time: a list in a statement makes as many texts as it has lengths. */
const mostCounted = 5_000;

/**
 * Says which statements a connection keeps prepared. Under row-level security parsing and planning cost more than most of our
 * statements do (a look-up by key on PGlite: 2.5 ms planned anew, 0.5 ms prepared), but every kept plan takes memory; so what
 * comes again and again gets a name, what comes once does not, and names are not without end.
 */
export class StatementNames {
  readonly #counts = new Map<string, number>();
  readonly #names = new Map<string, string>();
  readonly #unfit = new Set<string>();
  #generation = 0;
  #isOff = false;

  /** The name under which `text` is kept prepared; undefined when it is to be sent as it is. */
  nameOf(text: string): string | undefined {
    if (this.#isOff || text.length > longest || this.#unfit.has(text)) return undefined;
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= mostNames) return known;
    const count = (this.#counts.get(text) ?? 0) + 1;
    if (count < worthKeeping) {
      if (this.#counts.size >= mostCounted) this.#counts.clear();
      this.#counts.set(text, count);
      return undefined;
    }
    this.#counts.delete(text);
    const name = `kept_${this.#generation}_${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }

  /**
   * Learns from a kept statement that failed; true when the failure lies in the keeping and the transaction can simply be tried
   * again. 42P10: a plan for any value cannot choose the partial index of an `on conflict … where` whose value is a parameter; that
   * text is sent as it is from then on (better, write the value out with `sql.lit`). 0A000: a migration by another node changed
   * what a kept `select *` returns; all get new names. 26000, 42P05: a pooler that hands the connection to another client between
   * transactions loses names or has them taken; from then on none are given.
   */
  isToBlame(error: unknown, text: string): boolean {
    const { code, message = "" } = (error ?? {}) as { code?: string; message?: string };
    if (code === "42P10") {
      this.#unfit.add(text);
      return true;
    }
    if (code === "0A000" && message.includes("cached plan must not change result type")) {
      this.#generation++;
      this.#names.clear();
      return true;
    }
    if (code === "26000" || code === "42P05") {
      this.#isOff = true;
      return true;
    }
    return false;
  }
}

/** Thrown in place of a failure that lies in the keeping of statements: the transaction is tried again (see `transactor`). */
export class KeptStatementFailed extends Error {
  /** As a serialization failure, which it is to be treated like. */
  readonly code = "40001";
  constructor(cause: unknown) {
    super("a prepared statement was no longer what it had been", { cause });
  }
}
