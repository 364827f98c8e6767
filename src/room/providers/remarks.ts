import { existsSync } from "node:fs";
import type { RtcProviderName } from "../provider.js";
import type { RtcNode } from "./host.js";
import type { ProviderSetting } from "./settings-store.js";

interface Words {
  readonly zh: string;
  readonly en: string;
}

/** Whether a source of the Content-Security-Policy covers an address, by scheme, host and port. */
export function covers(source: string, address: string): boolean {
  const [, scheme = "", wild, host = "", port] =
    /^(\w+):\/\/(\*\.)?([\w.-]+)(?::(\d+|\*))?$/u.exec(source) ?? [];
  const url = new URL(address);
  const usual = { "wss:": "443", "https:": "443", "ws:": "80", "http:": "80" }[url.protocol] ?? "";
  const isHost = wild === undefined ? url.hostname === host : url.hostname.endsWith(`.${host}`);
  const isPort = port === "*" || (port ?? usual) === (url.port || usual);
  return `${scheme}:` === url.protocol && isHost && isPort;
}

const libraryMissing = (file: string, variable: string, maker: Words): Words => ({
  zh: `服务器上没有${maker.zh}的浏览器程序库：请下载后用 ${variable} 指明其路径（见 docs/room-providers.md）。在此之前，通话会改用内置方式`,
  en: `This server does not have ${maker.en}'s browser library (${file}): download it and name its path by ${variable}, see docs/room-providers.md. Until then calls are embedded`,
});

/** What has to be done on the server itself before browsers can use a provider; empty: nothing. */
export function remarksOn(node: RtcNode, name: RtcProviderName, setting: ProviderSetting): Words[] {
  const has = (path: string | undefined): boolean => path !== undefined && existsSync(path);
  const remarks: Words[] = [];
  if (name === "livekit") {
    const clientUrl = setting.forms.livekit?.clientUrl;
    if (clientUrl !== undefined && !node.origins.some((source) => covers(source, clientUrl))) {
      const { protocol, host } = new URL(clientUrl);
      remarks.push({
        zh: `浏览器还不能连接 ${host}：请在服务器的 RTC_ORIGINS 中加入 ${protocol}//${host}`,
        en: `Browsers may not connect to ${host} yet: add ${protocol}//${host} to the server's RTC_ORIGINS`,
      });
    }
    if (!has(node.sdkFiles["livekit.js"]))
      remarks.push(libraryMissing("livekit.js", "LIVEKIT_SDK_PATH", { zh: " LiveKit ", en: "LiveKit" }));
  }
  if (name === "agora") {
    if (!has(node.sdkFiles["agora.js"]))
      remarks.push(libraryMissing("agora.js", "AGORA_SDK_PATH", { zh: "声网", en: "Agora" }));
    if (!node.origins.some((source) => covers(source, "https://webrtc2-ap-web-1.agora.io")))
      remarks.push({
        zh: "浏览器还不能连接声网：请在服务器的 RTC_ORIGINS 中加入 https://*.agora.io、wss://*.agora.io:*、https://*.sd-rtn.com、wss://*.sd-rtn.com:*",
        en: "Browsers may not connect to Agora yet: add https://*.agora.io, wss://*.agora.io:*, https://*.sd-rtn.com and wss://*.sd-rtn.com:* to the server's RTC_ORIGINS",
      });
  }
  if (name === "janus" && setting.forms.janus?.recordingPath && node.janusRecordings === undefined)
    remarks.push({
      zh: "Janus 会录制，但本服务器看不到录制的文件：请挂载录制目录并设置 JANUS_RECORDINGS",
      en: "Janus records, but this server does not see the files: mount their folder and set JANUS_RECORDINGS",
    });
  return remarks;
}
