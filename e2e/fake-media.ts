import type { BrowserContext } from "playwright-core";

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
export async function smallCamera(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const devices = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
    // An empty page has none.
    if (!devices) return;
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = (wanted) =>
      open({
        ...wanted,
        ...(wanted?.video && { video: { width: 320, height: 240, frameRate: 10 } }),
      });
  });
}
