export { type Coverage, readCoverage } from "./font-coverage.js";
export { printable } from "./printable.js";
export { type Bar, type Cell, newSheet, sealRect, type Sheet } from "./sheet.js";
