import { isIP } from "node:net";
import { auditAct, type Ctx, inTx } from "../../identity/index.js";
import { ok, refuse, type Result } from "../../kernel/result.js";
import { listOrganizations, type Organization } from "../../organizations/index.js";
import type { Tx } from "../../platform/database/database.js";
import { addressGuard } from "../../platform/egress/guard.js";
import type {
  ChangeProvider,
  ProviderForms,
  ProviderState,
  ProviderTest,
  SecretName,
} from "../api/providers.js";
import type { RtcProviderName } from "../provider.js";
import { ProviderFault } from "./fault.js";
import { outsideProvider, type ProviderHost, type RtcNode } from "./host.js";
import type { ProviderRefusal } from "./refusals.js";
import { remarksOn } from "./remarks.js";
import { findProviderSetting, type ProviderSetting, saveProviderSetting, unset } from "./settings-store.js";

/** The institution that is meant: the named one, else the person's own. Undefined: no hospital, or another's. */
async function institutionOf(tx: Tx, ctx: Ctx, named: string | undefined): Promise<Organization | undefined> {
  const { actor } = ctx;
  const wanted = named ?? actor.institutionId;
  if (!actor.isPlatform && wanted !== actor.institutionId) return undefined;
  return (await listOrganizations(tx)).find(({ id, kind }) => id === wanted && kind === "hospital");
}

const stateOf = (node: RtcNode, hospital: Organization, setting: ProviderSetting): ProviderState => ({
  institutionId: hospital.id,
  institutionName: hospital.name,
  provider: setting.provider,
  forms: setting.forms,
  secretsKept: Object.keys(setting.secretCiphers) as SecretName[],
  version: setting.version,
  remarks: remarksOn(node, setting.provider, setting),
});

/** Who carries an institution's calls, and how; secrets are never among it. */
export const viewProviders = (
  ctx: Ctx,
  node: RtcNode,
  institutionId: string | undefined,
): Promise<Result<ProviderState, ProviderRefusal>> =>
  inTx(ctx, async (tx) => {
    const hospital = await institutionOf(tx, ctx, institutionId);
    if (hospital === undefined) return refuse("institution_not_found");
    return ok(stateOf(node, hospital, (await findProviderSetting(tx, hospital.id)) ?? unset(hospital.id)));
  });

/** Addresses that this server itself will ask, by provider. */
const askedAt = (forms: ProviderForms): Record<"livekit" | "janus", readonly string[]> => ({
  livekit: forms.livekit === null ? [] : [forms.livekit.apiUrl],
  janus: forms.janus?.instances.flatMap(({ apiUrl, socketUrl }) => [apiUrl, socketUrl]) ?? [],
});

/** What can be told of an address before it is resolved; names are judged when they are connected to. */
function addressFault(
  address: string,
  networks: readonly string[],
): "address_refused" | "tls_required" | undefined {
  const { hostname, protocol } = new URL(address);
  const host = hostname.replace(/^\[|\]$/gu, "");
  if (isIP(host) === 0) return undefined;
  if (!addressGuard(networks, true)(host)) return "address_refused";
  const isTls = protocol === "https:" || protocol === "wss:";
  return addressGuard(networks, isTls)(host) ? undefined : "tls_required";
}

/** A secret is for the servers it was given for: it is not carried to another host, and not to another account of 声网. */
function carriedSecrets(before: ProviderSetting, forms: ProviderForms): Partial<Record<SecretName, string>> {
  const hostsOf = (list: readonly string[]): string[] => list.map((address) => new URL(address).host);
  const was = askedAt(before.forms);
  const will = askedAt(forms);
  const isSame = {
    livekit: hostsOf(will.livekit).every((host) => hostsOf(was.livekit).includes(host)),
    janus: hostsOf(will.janus).every((host) => hostsOf(was.janus).includes(host)),
    agora:
      before.forms.agora?.customerId === forms.agora?.customerId &&
      before.forms.agora?.appId === forms.agora?.appId,
  };
  return Object.fromEntries(
    Object.entries(before.secretCiphers).filter(
      ([name]) => isSame[name.split(".")[0] as keyof typeof isSame],
    ),
  );
}

/** Changes who carries an institution's calls from the next room on, if the setting still has the version the person saw. */
export const changeProviders = (
  ctx: Ctx,
  node: RtcNode,
  input: ChangeProvider,
): Promise<Result<ProviderState, ProviderRefusal>> =>
  inTx(ctx, async (tx): Promise<Result<ProviderState, ProviderRefusal>> => {
    const hospital = await institutionOf(tx, ctx, input.institutionId);
    if (hospital === undefined) return refuse("institution_not_found");
    const before = (await findProviderSetting(tx, hospital.id)) ?? unset(hospital.id);
    const { version, provider, forms, secrets } = input;
    for (const address of Object.values(askedAt(forms)).flat()) {
      const fault = addressFault(address, node.networks);
      if (fault !== undefined) return refuse(fault);
    }
    const secretCiphers = carriedSecrets(before, forms);
    for (const [name, text] of Object.entries(secrets) as [SecretName, string][])
      if (text === "") Reflect.deleteProperty(secretCiphers, name);
      else secretCiphers[name] = ctx.fieldCipher.encrypt(text);
    const setting: ProviderSetting = { institutionId: hospital.id, provider, forms, secretCiphers, version };
    if (provider !== "embedded") {
      try {
        outsideProvider({ ...node, database: ctx.database, cipher: ctx.fieldCipher }, provider, setting);
      } catch (error) {
        if (error instanceof ProviderFault) return refuse("provider_incomplete");
        throw error;
      }
    }
    if (before.version !== version || !(await saveProviderSetting(tx, setting, ctx.actor.personId)))
      return refuse("setting_changed_meanwhile");
    await auditAct(tx, ctx, {
      action: "rtc.manage",
      subjectKind: "rtc",
      subjectId: hospital.id,
      details: {
        step: "changed",
        institutionId: hospital.id,
        from: before.provider,
        to: provider,
        hosts: Object.values(askedAt(forms))
          .flat()
          .map((address) => new URL(address).host),
        newSecrets: Object.keys(secrets),
      },
    });
    return ok(stateOf(node, hospital, { ...setting, version: version + 1 }));
  });

/** Asks a provider as it is saved, outside any transaction, and says in words how it went. */
export async function tryProviders(
  ctx: Ctx,
  node: RtcNode,
  input: { readonly institutionId?: string | undefined; readonly provider?: RtcProviderName | undefined },
): Promise<Result<ProviderTest, ProviderRefusal>> {
  const setting = await inTx(ctx, async (tx) => {
    const hospital = await institutionOf(tx, ctx, input.institutionId);
    return hospital && ((await findProviderSetting(tx, hospital.id)) ?? unset(hospital.id));
  });
  if (setting === undefined) return refuse("institution_not_found");
  const host: ProviderHost = { ...node, database: ctx.database, cipher: ctx.fieldCipher };
  const tested = await tryProvider(host, input.provider ?? setting.provider, setting);
  await inTx(ctx, (tx) =>
    auditAct(tx, ctx, {
      action: "rtc.manage",
      subjectKind: "rtc",
      subjectId: setting.institutionId,
      details: {
        step: "tried",
        institutionId: setting.institutionId,
        provider: tested.provider,
        isReachable: tested.isReachable,
      },
    }),
  );
  return ok(tested);
}

/** The same for the command line. */
export async function tryProvider(
  host: ProviderHost,
  name: RtcProviderName,
  setting: ProviderSetting,
): Promise<ProviderTest> {
  const remarks = remarksOn(host, name, setting);
  if (name === "embedded")
    return {
      provider: name,
      isReachable: true,
      zh: "内置方式：音视频在浏览器之间直接传送，不需要别的服务",
      en: "Embedded: sound and picture go from browser to browser; no other service is needed",
      milliseconds: 0,
      remarks,
    };
  try {
    const provider = outsideProvider(host, name, setting);
    return { provider: name, ...(await provider.testConnection()), remarks };
  } catch (error) {
    if (!(error instanceof ProviderFault)) throw error;
    return { provider: name, isReachable: false, ...error.words, milliseconds: 0, remarks };
  }
}
