import type { Command } from "commander";
import { packageRoot } from "../platform/package-root.js";
import { assertPortIsFree } from "../platform/http/free-port.js";
import { discardHalfSeeded, markSeeding } from "./half-seeded.js";
import { config, printJson, printLine } from "./io.js";

interface BuildScript {
  readonly buildWeb: (onStart: () => void) => Promise<boolean>;
}

/** `consilium start`: pages built if need be, database opened, seeded when it is an empty demo, then serving. */
export function startVerb(program: Command): void {
  program
    .command("start")
    .description(
      "启动平台 start the platform; configuration from the environment (PORT, DATA_DIR, DATABASE_URL, …)",
    )
    .option("--no-seed", "leave an empty demo database empty")
    .option("--no-pages", "serve the API only; do not build the pages")
    .option("--json", "print where it listens as one JSON line")
    .action(async (options: { seed: boolean; pages: boolean; json?: boolean }) => {
      const settings = config();
      const say = options.json ? () => undefined : printLine;
      await assertPortIsFree(settings.host, settings.port);
      // The whole server takes a second or two to load: what is configured wrongly is told before.
      const [{ openDatabase }, { systemContext }, { isEmptyInstallation }, { startServer }] =
        await Promise.all([
          import("../platform/database/open.js"),
          import("../platform/database/database.js"),
          import("../identity/index.js"),
          import("../server.js"),
        ]);
      const build = (await import(`${packageRoot()}/scripts/build.js`)) as BuildScript;
      if (options.pages)
        await build.buildWeb(() => say("正在构建页面（仅首次或升级后）… Building the pages, once …"));
      if (discardHalfSeeded(settings))
        say("上次生成演示数据时中断，现从头生成。The seeding was interrupted last time: it begins anew.");
      say(
        settings.databaseUrl
          ? "正在连接 PostgreSQL … Connecting …"
          : `正在打开内置数据库 ${settings.dataDir} … Opening …`,
      );
      const database = await openDatabase(settings);
      if (settings.isDemo && options.seed && (await database.withTx(systemContext, isEmptyInstallation))) {
        say("正在生成演示联盟（8 家机构、150 位专家、600 例会诊）… Seeding the demo alliance …");
        const { seed } = await import("../../seed/seed.js");
        const done = markSeeding(settings);
        await seed(database, settings);
        done();
      }
      const server = await startServer(settings, database).catch(async (error: unknown) => {
        await database.close();
        throw error;
      });
      if (options.json) printJson({ url: server.url, demo: settings.isDemo, database: database.kind });
      else {
        printLine(`\n  Consilium 已就绪 is ready:  ${server.url}\n`);
        if (settings.isDemo)
          printLine("  演示模式：在登录页点选任一人员即可进入。Demo: enter as any person with a click.\n");
        if (server.firstRunSecretPath)
          printLine(
            `  首次使用：初始化密钥在 ${server.firstRunSecretPath}。First run: the secret is in that file.\n`,
          );
      }
      const stop = (signal: NodeJS.Signals) => {
        say(`\n收到 ${signal}，正在停止 … stopping`);
        void server.stop().then(
          () => process.exit(0),
          () => process.exit(1),
        );
        setTimeout(() => process.exit(1), 15_000).unref();
      };
      process.once("SIGINT", stop);
      process.once("SIGTERM", stop);
      process.on("unhandledRejection", (error) => {
        process.stderr.write(`unhandled: ${(error as Error).name}\n`);
        stop("SIGTERM");
      });
    });
}
