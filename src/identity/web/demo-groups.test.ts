import { expect, test } from "vitest";
import type { DemoPerson } from "../api.js";
import { groupDemoPeople } from "./demo-groups.js";

const person = (name: string, roles: DemoPerson["roles"], hint = ""): DemoPerson => ({
  personId: "00000000-0000-4000-8000-000000000000",
  name,
  roles,
  institutionName: "青禾县人民医院",
  hint,
});
const people = [
  person("周明", ["expert", "requester"], "心血管内科"),
  person("李青", ["requester"]),
  person("陈默", ["expert"]),
];
const names = (search: string) =>
  groupDemoPeople(people, search).map((group) => [group.role, ...group.people.map((p) => p.name)]);

test("groups follow the order of the roles, each person once", () => {
  expect(names("")).toEqual([
    ["requester", "李青"],
    ["expert", "周明", "陈默"],
  ]);
});

test("every word must be found, in names, hints or role names of either language", () => {
  expect(names("心血管 青禾")).toEqual([["expert", "周明"]]);
  expect(names("EXPERT 陈")).toEqual([["expert", "陈默"]]);
  expect(names("申请医生")).toEqual([
    ["requester", "李青"],
    ["expert", "周明"],
  ]);
  expect(names("没有此人")).toEqual([]);
});
