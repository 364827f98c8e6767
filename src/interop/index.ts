export { type InteropHost, interopHost, type InteropSettings } from "./host.js";
export {
  startHl7Listener,
  type Hl7Limits,
  hl7Limits,
  type Hl7Listener,
  type Hl7Report,
  type Hl7Settings,
} from "./hl7/listener.js";
export { interopRoutes } from "./routes.js";
export { interopWork, runNext, startRunner } from "./runner.js";
export { readLinks, undoUnlink, unlink } from "./actions/links.js";
export { linkRefusals } from "./refusals.js";
export { runConnector, type ConnectorOutcome } from "./actions/run-connector.js";
export { explainMessage, type ExplainedMessage } from "./actions/explain-message.js";
export { deliverNextOpinion, startOpinionSender } from "./delivery/deliver.js";
export { type ExportFormat, exportFormats, exportOpinion } from "./documents/export-opinion.js";
