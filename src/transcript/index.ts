export { startCaptions } from "./captions/mount.js";
export { type TranscriptHost, type TranscriptNode, transcriptNode } from "./host.js";
export { keepNext, startKeeper } from "./keeper.js";
export { askNext } from "./server-recorder.js";
export { transcriptRoutes } from "./routes.js";
export { transcriptWork } from "./work.js";
