/** Assignment of requests to experts, and of teams to slots, without I/O: for a browser, a worker or another program. */
export * from "./domain/assignment/index.js";
export * from "./domain/mdt/index.js";
