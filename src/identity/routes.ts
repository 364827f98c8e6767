import { z } from "zod";
import { ok, refuse } from "../kernel/result.js";
import type { OrganizationId, PersonId } from "../kernel/types.js";
import { type Database, systemContext } from "../platform/database/database.js";
import * as actions from "./actions.js";
import {
  AccountList,
  ChangePassword,
  DemoPeople,
  DemoSignIn,
  NewAccount,
  RoleSchema,
  SessionView,
  Setup,
  SignIn,
  SignInOptions,
} from "./api.js";
import { actions as policyActions, isWithin, widestCell } from "./domain/policy.js";
import { refusals } from "./refusals.js";
import { defineRoute, type Route } from "./route.js";
import { cookieName, setSessionCookie } from "./sessions.js";
import { findPersonInstitution, isEmptyInstallation, listDemoPeople } from "./store/people.js";

export interface IdentitySettings {
  readonly database: Database;
  readonly isDemo: boolean;
  readonly isHttps: boolean;
  /** SHA-256 of the first-run secret; undefined once the system is set up, and in demo mode. */
  readonly firstRunSecretHash: () => string | undefined;
}

const PersonParams = z.strictObject({ personId: z.uuid() });
export const Page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
});

const loadPerson = async (
  database: Database,
  context: Parameters<Database["withTx"]>[0],
  params: { personId: string },
) =>
  database.withTx(context, async (tx) => {
    const institutionId = await findPersonInstitution(tx, params.personId);
    return institutionId === undefined
      ? undefined
      : { personIds: [params.personId], institutionIds: [institutionId] };
  });

export function identityRoutes(settings: IdentitySettings): Route[] {
  const { database, isDemo, isHttps } = settings;
  const none = z.null();
  return [
    defineRoute({
      method: "GET",
      url: "/api/sign-in-options",
      action: "nobody",
      summary: { zh: "登录方式", en: "Ways to sign in" },
      reply: SignInOptions,
      refusals: {},
      handle: async () =>
        ok({ isDemo, needsSetup: !isDemo && (await database.withTx(systemContext, isEmptyInstallation)) }),
    }),
    defineRoute({
      method: "GET",
      url: "/api/demo-people",
      action: "nobody",
      summary: { zh: "演示人员", en: "People a demo visitor may enter as" },
      reply: DemoPeople,
      refusals: { demo_is_off: refusals.demo_is_off },
      handle: async () =>
        isDemo ? ok({ people: await database.withTx(systemContext, listDemoPeople) }) : refuse("demo_is_off"),
    }),
    defineRoute({
      method: "POST",
      url: "/api/session/demo",
      action: "nobody",
      summary: { zh: "以演示人员进入", en: "Enter as a demo person" },
      body: DemoSignIn,
      reply: none,
      refusals,
      handle: async (_ctx, { body, reply }) => {
        if (!isDemo) return refuse("demo_is_off");
        const session = await actions.enterAs(database, body.personId as PersonId);
        if (!session.ok) return session;
        setSessionCookie(reply, session.value, isHttps);
        return ok(null);
      },
    }),
    defineRoute({
      method: "POST",
      url: "/api/session",
      action: "nobody",
      summary: { zh: "登录", en: "Sign in" },
      body: SignIn,
      reply: none,
      refusals,
      handle: async (_ctx, { body, reply, request }) => {
        const session = await actions.signIn(database, { ...body, address: request.ip });
        if (!session.ok) return session;
        setSessionCookie(reply, session.value, isHttps);
        return ok(null);
      },
    }),
    defineRoute({
      method: "POST",
      url: "/api/setup",
      action: "nobody",
      summary: { zh: "首次初始化", en: "Set up a new installation" },
      body: Setup,
      reply: none,
      refusals,
      handle: async (_ctx, { body, reply }) => {
        const session = await actions.setUp(database, settings.firstRunSecretHash(), body);
        if (!session.ok) return session;
        setSessionCookie(reply, session.value, isHttps);
        return ok(null);
      },
    }),
    defineRoute({
      method: "GET",
      url: "/api/session",
      action: "session.use",
      summary: { zh: "当前登录者", en: "Who is signed in" },
      reply: SessionView,
      refusals: {},
      handle: ({ actor }) =>
        Promise.resolve(
          ok({
            personId: actor.personId,
            name: actor.name,
            institution: { id: actor.institutionId, name: actor.institutionName, timeZone: actor.timeZone },
            roles: [...actor.roles],
            actions: policyActions.filter(
              (action) => widestCell(action, actor.roles) !== "no" && isWithin(actor.limitedToCase, action),
            ),
            isDemo: actor.isDemo,
            limitedToCase: actor.limitedToCase,
          }),
        ),
    }),
    defineRoute({
      method: "DELETE",
      url: "/api/session",
      action: "session.use",
      summary: { zh: "退出登录", en: "Sign out" },
      reply: none,
      refusals: {},
      handle: async (ctx, { reply }) => {
        const done = await actions.signOut(ctx);
        reply.clearCookie(cookieName(isHttps), { path: "/" });
        // What the browser keeps of a shared ward computer's last user goes too.
        reply.header("clear-site-data", '"cache"');
        return done;
      },
    }),
    defineRoute({
      method: "POST",
      url: "/api/session/password",
      action: "session.use",
      summary: { zh: "修改口令", en: "Change the password" },
      body: ChangePassword,
      reply: none,
      refusals,
      handle: (ctx, { body }) => actions.changePassword(ctx, body),
    }),
    defineRoute({
      method: "GET",
      url: "/api/accounts",
      action: "account.list",
      summary: { zh: "账号列表", en: "Accounts" },
      query: Page.extend({ q: z.string().trim().max(50).default("") }),
      reply: AccountList,
      refusals: {},
      handle: (ctx, { query }) => actions.listAccounts(ctx, query),
    }),
    defineRoute({
      method: "POST",
      url: "/api/accounts",
      action: "account.create",
      summary: { zh: "新建账号（不含角色）", en: "Create an account, without roles" },
      body: NewAccount,
      reply: z.strictObject({ personId: z.uuid() }),
      refusals,
      handle: (ctx, { body }) =>
        actions.createAccount(ctx, { ...body, institutionId: body.institutionId as OrganizationId }),
    }),
    defineRoute({
      method: "PUT",
      url: "/api/accounts/:personId/roles",
      action: "account.set-roles",
      summary: { zh: "授予角色", en: "Grant roles" },
      params: PersonParams,
      body: z.strictObject({ roles: z.array(RoleSchema).max(9) }),
      reply: none,
      load: loadPerson,
      refusals,
      handle: (ctx, { params, body }) => actions.grantRoles(ctx, params.personId as PersonId, body.roles),
    }),
    defineRoute({
      method: "PUT",
      url: "/api/accounts/:personId/status",
      action: "account.set-status",
      summary: { zh: "停用或启用账号", en: "Disable or enable an account" },
      params: PersonParams,
      body: z.strictObject({ status: z.enum(["active", "disabled"]) }),
      reply: none,
      load: loadPerson,
      refusals,
      handle: (ctx, { params, body }) =>
        actions.setAccountStatus(ctx, params.personId as PersonId, body.status),
    }),
  ];
}
