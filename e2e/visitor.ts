import type { Browser, BrowserContext, ConsoleMessage, Page } from "playwright-core";
import type { Role } from "../src/identity/api.js";
import { desktop } from "./browser.js";

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Somebody at a screen of his own. */
export interface Visitor {
  readonly name: string;
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the console said is wrong, so far; an unwelcome answer as `404 /api/cases/…`. */
  readonly complaints: string[];
  /** Complaints that this journey is about. Any other one fails it. */
  readonly expected: RegExp[];
}

/** Whom to enter as: the first person of the demonstration of whom all of it is true. */
export interface Sought {
  readonly role?: Role;
  readonly name?: string;
  readonly institution?: string;
  /** Begins the line below the institution on the sign-in page: the department or office. */
  readonly post?: string;
}

interface DemoPerson {
  readonly personId: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly institutionName: string;
  readonly hint: string;
}

export interface Doors {
  /** A new window, signed in, on the person's home page. */
  readonly enterAs: (sought: Sought, size?: Size) => Promise<Visitor>;
  /** A new window on the sign-in page. */
  readonly arrive: (size?: Size) => Promise<Visitor>;
}

/** An opinion is opened a moment after the acceptance, and its page asks until it is there: a journey waits for it anyway. */
const opening = /^404 \/api\/cases\/[^/]+\/opinion$/;

/** Long enough for a busy machine; what hangs longer than this is a fault. */
const patienceMs = 45_000;

/** Opens windows on one server; `close` closes them all and answers what they complained of and was not expected. */
export function openDoors(browser: Browser, serverUrl: string): Doors & { close(): Promise<string[]> } {
  const opened: Visitor[] = [];
  const open = async (name: string, context: BrowserContext): Promise<Visitor> => {
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    const visitor: Visitor = { name, context, page, complaints: [], expected: [opening] };
    page.on("console", (message) => {
      if (message.type() === "error") visitor.complaints.push(complaintOf(message));
      // Only its slow build says so; what is served is the quick one.
      if (message.text().includes("React DevTools")) visitor.complaints.push("React's development build");
    });
    page.on("pageerror", (error) => visitor.complaints.push(error.message));
    opened.push(visitor);
    await page.goto(serverUrl);
    return visitor;
  };
  const newContext = (size: Size) =>
    browser.newContext({
      viewport: size,
      locale: "zh-CN",
      timezoneId: "Asia/Shanghai",
      // What fades in is judged by its colours half way otherwise.
      reducedMotion: "reduce",
      baseURL: serverUrl,
    });
  return {
    async enterAs(sought, size = desktop) {
      const context = await newContext(size);
      const person = await findPerson(context, sought);
      const entered = await context.request.post("/api/session/demo", {
        data: { personId: person.personId },
      });
      if (!entered.ok()) throw new Error(`cannot enter as ${person.name}: ${entered.status()}`);
      return open(person.name, context);
    },
    async arrive(size = desktop) {
      const visitor = await open("", await newContext(size));
      // Nobody is signed in yet, and the page asks.
      visitor.expected.push(/^401 \/api\/session$/);
      return visitor;
    },
    async close() {
      for (const { context } of opened) await context.close();
      return opened.flatMap(({ complaints, expected }) =>
        complaints.filter((one) => !expected.some((pattern) => pattern.test(one))),
      );
    },
  };
}

async function findPerson(context: BrowserContext, sought: Sought): Promise<DemoPerson> {
  const reply = await context.request.get("/api/demo-people");
  const { people } = (await reply.json()) as { people: DemoPerson[] };
  const found = people.find(
    ({ name, roles, institutionName, hint }) =>
      (sought.role === undefined || roles.includes(sought.role)) &&
      (sought.name === undefined || name === sought.name) &&
      (sought.institution === undefined || institutionName === sought.institution) &&
      (sought.post === undefined || hint.startsWith(sought.post)),
  );
  if (!found) throw new Error(`nobody in the demonstration is ${JSON.stringify(sought)}`);
  return found;
}

function complaintOf(message: ConsoleMessage): string {
  const why = /status of (\d+)|(net::\w+)/.exec(message.text());
  if (!message.text().startsWith("Failed to load resource") || why === null) return message.text();
  return `${why[1] ?? why[2]} ${new URL(message.location().url).pathname}`;
}

/** The answer of the server to a question asked in the visitor's name. */
export async function ask<T>(visitor: Visitor, path: string): Promise<T> {
  const reply = await visitor.context.request.get(path, { maxRetries: 3 });
  if (!reply.ok()) throw new Error(`${path} answers ${reply.status()}`);
  return (await reply.json()) as T;
}

/** Changes when the page is loaded anew, and only then. */
export const openedAt = (page: Page): Promise<number> => page.evaluate(() => performance.timeOrigin);
