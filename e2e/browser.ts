import { existsSync } from "node:fs";
import sparticuz from "@sparticuz/chromium";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const systemBrowsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Quiet on a closed network, and usable as root. */
const ourArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The system's Chromium when there is one, else the one that npm brought. */
export async function launchBrowser(): Promise<Browser> {
  const system = systemBrowsers.find((path) => existsSync(path));
  if (system) return chromium.launch({ executablePath: system, args: ourArguments });
  // These two make it a single process, which a page's crash would take down whole.
  const unwanted = ["--single-process", "--no-zygote", "--headless='shell'"];
  return chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [...sparticuz.args.filter((argument) => !unwanted.includes(argument)), ...ourArguments],
  });
}

export const desktop = { width: 1440, height: 900 } as const;
export const phone = { width: 390, height: 844 } as const;

/** A browser window of one person; anything the page complains of in its console is collected in `complaints`. */
export interface Window {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly complaints: string[];
}

/** Opens the sign-in page and enters as the demo person of this name. */
export async function enterAs(
  browser: Browser,
  url: string,
  personId: string,
  viewport: { width: number; height: number } = desktop,
): Promise<Window> {
  const context = await browser.newContext({ viewport, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  const entered = await context.request.post(`${url}/api/session/demo`, { data: { personId } });
  if (!entered.ok()) throw new Error(`cannot enter as ${personId}: ${entered.status()}`);
  await page.goto(url);
  return { context, page, complaints };
}
