export * from "./offers.js";
export * from "./past-consults.js";
export * from "./people-load.js";
export * from "./plans.js";
export * from "./reminders.js";
export * from "./searches.js";
