export { agoraConversation, agoraStt, agoraUid } from "./agora-rest.js";
export { janusNumber } from "./janus-control.js";
export { agoraToken } from "./agora.js";
export { ProviderFault, providerFaults, type ProviderFaultCode } from "./fault.js";
export { gatewayHost } from "./gateway-host.js";
export {
  openWhereItCan,
  outsideProvider,
  type ProviderHost,
  type RtcNode,
  rtcNode,
  rtcProviders,
} from "./host.js";
export { composeRecording } from "./janus-recording.js";
export { mediaSocket } from "./media-gateway.js";
export { providerRoutes } from "./routes.js";
export { tryProvider } from "./settings-actions.js";
export { findProviderSetting, unset as unsetProviderSetting } from "./settings-store.js";
