import type { Role } from "../src/identity/api.js";
import { type InstitutionKey, institutions } from "./institutions.js";
import type { nameRegister } from "./names.js";
import type { Random } from "./random.js";

/** An invented person with an account; experts are told apart in experts.ts. */
export interface SeedPerson {
  readonly id: string;
  readonly name: string;
  readonly institution: InstitutionKey;
  readonly roles: readonly Role[];
  /** Department or office, as the sign-in page shows it. */
  readonly post: string;
}

const offices: readonly { readonly role: Role; readonly post: string }[] = [
  { role: "dispatcher", post: "调度台 早班" },
  { role: "dispatcher", post: "调度台 晚班" },
  { role: "operator", post: "专家运营" },
  { role: "quality", post: "平台质控" },
  { role: "system_admin", post: "系统管理" },
  { role: "security_admin", post: "安全管理" },
  { role: "audit_admin", post: "审计" },
];

/** Requesting doctors, 医务部 and 质控 of each hospital, and the operator's staff, in the order of the institutions. */
export function newSeedPeople(nameOf: ReturnType<typeof nameRegister>, random: Random): SeedPerson[] {
  return institutions.flatMap((institution) => {
    const own = random.fork(institution.key);
    const person = (post: string, role: Role): SeedPerson => {
      const sex = own.pick(["male", "female"] as const);
      const name = nameOf(own, sex, institution.key === "bosta");
      return { id: own.uuid(), name, institution: institution.key, roles: [role], post };
    };
    if (institution.kind === "operator") return offices.map(({ post, role }) => person(post, role));
    return [
      ...institution.requesters.map((post) => person(post, "requester")),
      person("医务部", "medical_affairs"),
      person("质量管理科", "quality"),
    ];
  });
}
