export { rebuildProfiles } from "./rebuild.js";
export { explainProfile, type Explanation } from "./explain-profile.js";
export { profileWords } from "./profile-words.js";
export { profileRoutes } from "./routes.js";
export { type FoundProfile, readProfiles } from "./store.js";
export { profileWork } from "./work.js";
