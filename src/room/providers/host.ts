import { existsSync } from "node:fs";
import type { Config } from "../../platform/config.js";
import { type Database, systemContext } from "../../platform/database/database.js";
import { intranet } from "../../platform/egress/guard.js";
import type { FieldCipher } from "../../platform/field-cipher.js";
import type { SecretName } from "../api/providers.js";
import type { RoomAtProvider, RtcProvider, RtcProviderName, RtcProviders } from "../provider.js";
import { agoraProvider } from "./agora.js";
import { type AgoraHosts, agoraHosts } from "./agora-rest.js";
import { ProviderFault, type ProviderFaultCode } from "./fault.js";
import { janusProvider } from "./janus.js";
import { livekitProvider } from "./livekit.js";
import { placementsIn } from "./server-store.js";
import { findProviderSetting, type ProviderSetting, unset } from "./settings-store.js";

/** What this node's configuration says of media services. */
export interface RtcNode {
  /** Private networks (CIDR) in which institutions' media services may stand. */
  readonly networks: readonly string[];
  readonly timeoutMs: number;
  /** Servers beside this one that pages may connect to for a call, as they stand in the Content-Security-Policy. */
  readonly origins: readonly string[];
  /** Files of the makers' browser libraries, which are not part of this package; undefined: not there. */
  readonly sdkFiles: Readonly<Record<"agora.js" | "livekit.js", string | undefined>>;
  /** Where this server sees the recordings of Janus. */
  readonly janusRecordings: string | undefined;
  readonly agoraHosts: AgoraHosts;
}

export const rtcNode = ({ rtc }: Config): RtcNode => ({
  networks: rtc.networks ?? intranet,
  timeoutMs: rtc.timeoutMs,
  origins: rtc.origins,
  sdkFiles: { "agora.js": rtc.agoraSdkPath, "livekit.js": rtc.livekitSdkPath },
  janusRecordings: rtc.janusRecordings,
  agoraHosts,
});

export interface ProviderHost extends RtcNode {
  readonly database: Database;
  readonly cipher: FieldCipher;
}

type Outside = Exclude<RtcProviderName, "embedded">;

/** A provider as an institution has set it up. @throws ProviderFault `not_configured` when something is missing. */
export function outsideProvider(host: ProviderHost, name: Outside, setting: ProviderSetting): RtcProvider {
  const { forms, secretCiphers } = setting;
  const secret = (of: SecretName): string => {
    const sealed = secretCiphers[of];
    return sealed === undefined ? "" : opened(host, sealed);
  };
  const needed = (of: SecretName): string => {
    const text = secret(of);
    if (text === "") throw new ProviderFault("not_configured");
    return text;
  };
  switch (name) {
    case "livekit": {
      if (forms.livekit === null) throw new ProviderFault("not_configured");
      return withLibrary(
        host,
        "livekit.js",
        livekitProvider({ ...forms.livekit, apiSecret: needed("livekit.apiSecret") }, host),
      );
    }
    case "janus":
      return janusOf(host, setting, secret);
    case "agora": {
      if (forms.agora === null) throw new ProviderFault("not_configured");
      const { storage } = forms.agora;
      const provider = agoraProvider(
        {
          ...forms.agora,
          appCertificate: needed("agora.appCertificate"),
          customerSecret: needed("agora.customerSecret"),
          storage: storage && { ...storage, secretKey: needed("agora.storageSecret") },
          notices: {
            channel: secret("agora.channelNoticeSecret"),
            recording: secret("agora.recordingNoticeSecret"),
          },
        },
        host,
        host.agoraHosts,
      );
      return withLibrary(host, "agora.js", provider);
    }
  }
}

function janusOf(host: ProviderHost, setting: ProviderSetting, secret: (of: SecretName) => string) {
  const { janus } = setting.forms;
  if (janus === null) throw new ProviderFault("not_configured");
  return janusProvider({
    institutionId: setting.institutionId,
    settings: { ...janus, adminKey: secret("janus.adminKey"), apiSecret: secret("janus.apiSecret") },
    reach: host,
    cipher: host.cipher,
    placements: placementsIn(host.database),
    recordingsFolder: host.janusRecordings,
  });
}

/** A room is not opened where no page could enter it. */
const withLibrary = (host: RtcNode, file: keyof RtcNode["sdkFiles"], provider: RtcProvider): RtcProvider => ({
  ...provider,
  openRoom: (room, maxParticipants) => {
    const path = host.sdkFiles[file];
    return path !== undefined && existsSync(path)
      ? provider.openRoom(room, maxParticipants)
      : Promise.reject(new ProviderFault("library_missing"));
  },
});

/** The institution's Janus; undefined when it has none. */
export async function janusOfInstitution(host: ProviderHost, institutionId: string) {
  const setting = await host.database.withTx(systemContext, (tx) => findProviderSetting(tx, institutionId));
  if (setting?.forms.janus == null) return undefined;
  return janusOf(host, setting, (of) => {
    const sealed = setting.secretCiphers[of];
    return sealed === undefined ? "" : opened(host, sealed);
  });
}

/** A secret that was sealed under a key this server no longer has must be entered anew. */
function opened(host: ProviderHost, sealed: string): string {
  try {
    return host.cipher.decrypt(sealed);
  } catch {
    throw new ProviderFault("not_configured");
  }
}

/** The providers of all institutions, as they are set up at the moment of the question. */
export function rtcProviders(host: ProviderHost, embedded: RtcProvider): RtcProviders {
  const settingOf = async (institutionId: string): Promise<ProviderSetting> =>
    (await host.database.withTx(systemContext, (tx) => findProviderSetting(tx, institutionId))) ??
    unset(institutionId);
  const named = async (name: RtcProviderName, institutionId: string): Promise<RtcProvider> =>
    name === "embedded" ? embedded : outsideProvider(host, name, await settingOf(institutionId));
  return {
    named,
    async forInstitution(institutionId) {
      const setting = await settingOf(institutionId);
      if (setting.provider === "embedded") return embedded;
      try {
        return outsideProvider(host, setting.provider, setting);
      } catch (error) {
        // Whoever set it up half finds out by the connection test; a call is not lost for it.
        if (error instanceof ProviderFault) return embedded;
        throw error;
      }
    },
  };
}

/**
 * Opens a room at the provider it was planned with, and among the browsers themselves when that service does not answer: a
 * call is not lost for a server. `fault`: why it is not the wanted one.
 */
export async function openWhereItCan(
  providers: RtcProviders,
  planned: { readonly provider: RtcProviderName; readonly institutionId: string },
  room: RoomAtProvider,
  maxParticipants: number,
): Promise<{ readonly name: RtcProviderName; readonly fault: ProviderFaultCode | null }> {
  const { provider, institutionId } = planned;
  try {
    await (await providers.named(provider, institutionId)).openRoom(room, maxParticipants);
    return { name: provider, fault: null };
  } catch (error) {
    if (!(error instanceof ProviderFault) || provider === "embedded") throw error;
    await (await providers.named("embedded", institutionId)).openRoom(room, maxParticipants);
    return { name: "embedded", fault: error.code };
  }
}
