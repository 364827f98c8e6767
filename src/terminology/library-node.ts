// `consilium/terminology/node`: the library with the data files that come with the package.
export * from "./library.js";
export { terminology } from "./load.js";
