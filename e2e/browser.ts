import { existsSync } from "node:fs";
import sparticuz from "@sparticuz/chromium";
import type { LaunchOptions } from "playwright-core";

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

/** The system's Chromium when there is one, else the one that npm brought; `CHROMIUM=npm` takes the latter anyway. */
export async function browserOptions(): Promise<LaunchOptions> {
  const system = process.env.CHROMIUM === "npm" ? undefined : systemBrowsers.find((path) => existsSync(path));
  if (system) return { executablePath: system, args: ourArguments };
  // These make it a single process, which a page's crash would take down whole.
  const unwanted = ["--single-process", "--no-zygote", "--headless='shell'"];
  return {
    executablePath: await sparticuz.executablePath(),
    args: [...sparticuz.args.filter((argument) => !unwanted.includes(argument)), ...ourArguments],
  };
}

export const desktop = { width: 1440, height: 900 } as const;
export const phone = { width: 390, height: 844 } as const;

/** A camera and microphone of the browser's own making, which nobody has to allow; calls stay on this machine. */
export const callFlags = [
  "--use-fake-device-for-media-stream=fps=30",
  "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  "--allow-loopback-in-peer-connection",
  "--disable-features=WebRtcHideLocalIpsWithMdns",
  "--disable-background-timer-throttling",
  "--disable-renderer-backgrounding",
  "--disable-backgrounding-occluded-windows",
];
