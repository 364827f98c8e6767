import { expect, test } from "vitest";
import type { Role } from "../../identity/api.js";
import { currentNav, homeOf, navFor, type PageRow } from "./page-table.js";

const row = (path: PageRow["path"], action: string, homeFor?: readonly Role[]): PageRow => ({
  path,
  action,
  load: () => Promise.resolve(() => null),
  nav: { label: "nav.cases", icon: "cases", ...(homeFor && { homeFor }) },
});
const pages: readonly PageRow[] = [
  row("/cases", "case.list", ["requester"]),
  row("/cases/new", "case.create"),
  row("/offers", "offer.list", ["expert"]),
  row("/dispatch", "dispatch.board", ["dispatcher"]),
  { path: "/cases/$caseId", action: "case.read", load: () => Promise.resolve(() => null) },
];
const person = (roles: Role[], actions: string[]) => ({ roles, actions });

test("the navigation holds what the person may open, in table order", () => {
  const open = navFor(pages, person(["requester"], ["case.read", "case.create", "case.list"]));
  expect(open.map(({ path }) => path)).toEqual(["/cases", "/cases/new"]);
});

test("a page for some roles stays out of the others' navigation", () => {
  const office: PageRow = {
    ...row("/office", "case.list"),
    nav: { label: "nav.cases", icon: "cases", onlyFor: ["medical_affairs"] },
  };
  expect(navFor([office], person(["medical_affairs", "expert"], ["case.list"]))).toHaveLength(1);
  expect(navFor([office], person(["dispatcher"], ["case.list"]))).toEqual([]);
});

test("home is the most pressing role's page that may be opened", () => {
  expect(homeOf(pages, person(["requester", "expert"], ["case.list", "offer.list"]))).toBe("/offers");
  expect(homeOf(pages, person(["expert", "requester"], ["case.list"]))).toBe("/cases");
  expect(homeOf(pages, person(["quality"], ["case.list"]))).toBe("/cases");
  expect(homeOf(pages, person(["audit_admin"], ["audit.read"]))).toBeUndefined();
});

test("the longest matching entry is current, and a like-named path is not", () => {
  const paths = ["/cases", "/cases/new", "/experts"];
  expect(currentNav(paths, "/cases/new")).toBe("/cases/new");
  expect(currentNav(paths, "/cases/c1/opinion")).toBe("/cases");
  expect(currentNav(paths, "/casestudy")).toBeUndefined();
});
