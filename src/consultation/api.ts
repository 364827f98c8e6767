export * from "./api/conversation.js";
export * from "./api/opinion.js";
export * from "./api/panel.js";
export * from "./api/templates.js";
