export * from "./api/mine.js";
export * from "./api/recognition.js";
export * from "./api/settlement.js";
