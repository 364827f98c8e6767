export { type AssistantHost, type AssistantNode, assistantNode, newCircuits } from "./host.js";
export { assistantRoutes } from "./routes.js";
export { runNextCall, startAssistant } from "./runner.js";
export { assistantWork } from "./work.js";
export { assistantStatuses, testAssistantOf } from "./actions/command-line.js";
export { outcomeWords } from "./outcome-words.js";
export { type AnsweredAboutCase, askAboutCase, type CaseQuestion, isAssistantOn } from "./ask-about-case.js";
