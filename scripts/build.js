// Builds what runs: dist/server (one bundle per entry point), dist/empty-database.tar.gz and dist/web (the pages).
// Each is rebuilt only when a source file is newer than its stamp, so that a second start costs nothing.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A text that changes when any of the files does: how many there are, and the newest. */
function fingerprint(paths) {
  let count = 0;
  let newest = 0;
  const visit = (path) => {
    const info = statSync(path);
    if (info.isDirectory()) for (const name of readdirSync(path)) visit(join(path, name));
    else if (!/\.test\.tsx?$/.test(path)) {
      count++;
      newest = Math.max(newest, info.mtimeMs);
    }
  };
  for (const path of paths) if (existsSync(join(root, path))) visit(join(root, path));
  return `${count} ${newest}`;
}

async function buildIfStale(name, paths, build) {
  // An installed package brings dist/ and no sources.
  if (!existsSync(join(root, "src", "main.ts"))) return false;
  const stamp = join(root, "dist", `${name}.stamp`);
  const now = fingerprint([...paths, "package.json"]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) return false;
  await build();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
  return true;
}

/** How a module is bundled as a library: one file for any JavaScript engine, so nothing of Node may be in it. */
const libraryOf = (module) => ({
  absWorkingDir: root,
  entryPoints: [`src/${module}/library.ts`],
  bundle: true,
  format: "esm",
  platform: "neutral",
  target: "es2022",
  logLevel: "warning",
});
export const terminologyLibrary = libraryOf("terminology");
export const matchingLibrary = libraryOf("matching");
export const dispatchLibrary = libraryOf("dispatch");

/** Profiles as a library, likewise: evidence in, scores with their reasons out; the code systems come in as an argument. */
export const profileLibrary = libraryOf("profile");

/** Triage as a library, likewise: rules, scores and the reader of free text; the model comes in as an argument. */
export const triageLibrary = libraryOf("triage");

/** Scheduling as a library, likewise: calendars, free time and common slots; the clock comes in as an argument. */
export const schedulingLibrary = libraryOf("scheduling");

/**
 * Packages that stay in node_modules: those that look for files beside themselves, native or not, and those that are fetched when
 * they are first needed. All others go into the bundle: a thousand small files cost a start more than a second.
 */
const leftOutside = [
  "@electric-sql/pglite",
  "@node-rs/argon2",
  "@signpdf/placeholder-plain",
  "@signpdf/signpdf",
  "@signpdf/utils",
  "esbuild",
  "exceljs",
  "node-forge",
  "pdfkit",
  "pino",
  "vite",
];

/** In a bundle `await import()` of a CommonJS package gives its default export alone, and fails only when it is used. */
function refuseLateBundled(metafile) {
  for (const [path, { imports }] of Object.entries(metafile.inputs))
    for (const { kind, path: to, original } of imports)
      if (kind === "dynamic-import" && to.includes("node_modules"))
        throw new Error(`${path} imports ${original} late: name it among leftOutside in scripts/build.js`);
}

/**
 * Bundles src/main.ts to dist/server/main.js, and beside it what runs in a browser or worker as well as libraries
 * (`consilium/terminology` with `consilium/terminology/node`, `consilium/matching`, `consilium/dispatch`, `consilium/profile`,
 * `consilium/scheduling`, `consilium/triage`), unless they are fresh. Resolves to whether it built.
 */
export const buildServer = () =>
  buildIfStale("server", ["src", "seed", "scripts/build.js"], async () => {
    const { build } = await import("esbuild");
    // Built aside and put in place in one step: another command may be starting from dist/server at this moment.
    const aside = join("dist", `.server-${process.pid}`);
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: {
        main: "src/main.ts",
        "terminology-node": "src/terminology/library-node.ts",
        // A thread of its own, with little memory and time, for files nobody has looked at yet.
        "imaging-vetting-worker": "src/imaging/vetting/worker.ts",
        // Another for calendar files, which may take seconds.
        "calendar-reader": "src/scheduling/ics/worker.ts",
        template: "src/platform/database/template.ts",
      },
      outdir: aside,
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "node",
      target: "node20",
      external: leftOutside,
      metafile: true,
      // What is bundled may still ask for a module of Node by `require`.
      banner: {
        js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
      },
      sourcemap: true,
      logLevel: "warning",
    });
    refuseLateBundled(metafile);
    await build({ ...terminologyLibrary, outfile: join(aside, "terminology.js") });
    await build({ ...triageLibrary, outfile: join(aside, "triage.js") });
    await build({ ...matchingLibrary, outfile: join(aside, "matching.js") });
    await build({ ...dispatchLibrary, outfile: join(aside, "dispatch.js") });
    await build({ ...profileLibrary, outfile: join(aside, "profile.js") });
    await build({ ...schedulingLibrary, outfile: join(aside, "scheduling.js") });
    const place = join(root, "dist", "server");
    const old = join(root, "dist", `.old-${process.pid}`);
    if (existsSync(place)) renameSync(place, old);
    rmSync(place, { recursive: true, force: true });
    renameSync(join(root, aside), place);
    rmSync(old, { recursive: true, force: true });
  });

/** Leaves an empty, migrated embedded database in dist/, unless it is fresh. Resolves to whether it built; needs the server's bundle. */
export const buildTemplate = () =>
  buildIfStale("template", ["migrations", "src/platform/database"], async () => {
    const { writeTemplate } = await import("../dist/server/template.js");
    await writeTemplate();
  });

/**
 * Leaves each larger file of the pages beside itself as .br and .gz, once, so that no request compresses anything: what the
 * first page needs is a third as much on the wire. Browsers take .br by https alone, and a hospital's network is often http.
 */
async function compressPages() {
  const folder = join(root, "dist", "web", "assets");
  // The next better quality takes five times as long for a twentieth less.
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  const texts = readdirSync(folder).filter((name) => /\.(?:js|css|svg|wasm|json)$/.test(name));
  const one = async (name) => {
    const content = readFileSync(join(folder, name));
    if (content.length < 1400) return;
    writeFileSync(join(folder, `${name}.br`), await promisify(brotliCompress)(content, quality));
    writeFileSync(join(folder, `${name}.gz`), await promisify(gzip)(content, { level: 9 }));
  };
  await Promise.all(texts.map(one));
}

/** Builds the pages to dist/web, unless they are fresh. Resolves to whether it built. */
export const buildWeb = (onStart = () => undefined) =>
  buildIfStale("web", ["src", "index.html", "vite.config.ts"], async () => {
    onStart();
    const { build } = await import("vite");
    // A server in development mode serves the pages as everyone else does: Vite would take React's slow build for it.
    const { NODE_ENV } = process.env;
    process.env.NODE_ENV = "production";
    try {
      await build({ root, logLevel: "warn" });
      await compressPages();
    } finally {
      if (NODE_ENV === undefined) delete process.env.NODE_ENV;
      else process.env.NODE_ENV = NODE_ENV;
    }
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildServer();
  if (process.argv[2] !== "server") {
    await buildTemplate();
    await buildWeb();
  }
}
