import type { BrowserContext, Page } from "playwright-core";

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

/** Pages of this window get a small, slow picture, so that several of them fit on one busy machine. */
export async function smallCamera(
  context: BrowserContext,
  picture: { width: number; height: number; frameRate: number } = { width: 320, height: 240, frameRate: 10 },
): Promise<void> {
  await context.addInitScript((video) => {
    const devices = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
    // An empty page has none.
    if (!devices) return;
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = (wanted) => open({ ...wanted, ...(wanted?.video && { video }) });
  }, picture);
}

/** What a person set for this site in the browser itself; holds for all pages of the window. */
export async function setPermission(
  page: Page,
  name: "microphone" | "camera",
  setting: "denied" | "granted",
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { targetInfo } = await session.send("Target.getTargetInfo");
  await session.send("Browser.setPermission", {
    permission: { name },
    setting,
    origin: new URL(page.url()).origin,
    ...(targetInfo.browserContextId !== undefined && { browserContextId: targetInfo.browserContextId }),
  });
  await session.detach();
}
