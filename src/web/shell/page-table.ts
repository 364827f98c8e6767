import type { ReactNode } from "react";
import type { Role, SessionView } from "../../identity/api.js";
import type { NavIconName } from "./NavIcon.js";
import type { NavLabel } from "./texts.js";

/** A page takes what it needs from its path and the server, never from properties. */
export type PageComponent = () => ReactNode;

/** One page of the app: `src/web/main.tsx` lists them all, one row each. */
export interface PageRow {
  /** Path pattern; `$name` is a parameter the page reads with `usePathParam`. */
  readonly path: `/${string}`;
  /** The policy action a person needs to open it at all. */
  readonly action: string;
  /** Fetches the page's code when it is first opened. */
  readonly load: () => Promise<PageComponent>;
  /** Its place in the navigation, in the order of the table; none for pages reached from others. */
  readonly nav?: {
    readonly label: NavLabel;
    readonly icon: NavIconName;
    /** Roles for whom this is the home page; the first role of `homeOrder` with a page decides. */
    readonly homeFor?: readonly Role[];
    /** Only these roles find it in their navigation; without it, everyone who may open it. */
    readonly onlyFor?: readonly Role[];
  };
}

/** Whose work is most pressing comes first: a person with several roles lands there. */
const homeOrder: readonly Role[] = [
  "dispatcher",
  "expert",
  "requester",
  "medical_affairs",
  "operator",
  "quality",
  "system_admin",
  "security_admin",
  "audit_admin",
];

type Person = Pick<SessionView, "roles" | "actions">;

/** The pages in this person's navigation, in table order. */
export function navFor(
  pages: readonly PageRow[],
  person: Person,
): (PageRow & Required<Pick<PageRow, "nav">>)[] {
  return pages.flatMap(({ nav, ...page }) =>
    nav !== undefined &&
    person.actions.includes(page.action) &&
    nav.onlyFor?.every((role) => !person.roles.includes(role)) !== true
      ? [{ ...page, nav }]
      : [],
  );
}

/** Where a person begins: the home of his most pressing role, else his first page; undefined when he has none. */
export function homeOf(pages: readonly PageRow[], person: Person): string | undefined {
  const open = navFor(pages, person);
  for (const role of homeOrder) {
    if (!person.roles.includes(role)) continue;
    const home = open.find(({ nav }) => nav.homeFor?.includes(role) === true);
    if (home !== undefined) return home.path;
  }
  return open[0]?.path;
}

/** The navigation entry the path belongs to: the longest one that is the path or a parent of it. */
export function currentNav(paths: readonly string[], pathname: string): string | undefined {
  return paths
    .filter((path) => pathname === path || pathname.startsWith(`${path}/`))
    .sort((a, b) => b.length - a.length)[0];
}
