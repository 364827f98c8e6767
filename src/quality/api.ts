export * from "./api/overview.js";
