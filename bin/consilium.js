#!/usr/bin/env node
// The one command of Consilium. From a checkout it first brings the bundle in dist/ up to date with the sources.
import { buildServer, buildTemplate } from "../scripts/build.js";

await buildServer();
await buildTemplate();
const { main } = await import("../dist/server/main.js");
await main(process.argv.slice(2));
