import type { BrowserContext, Page } from "playwright-core";

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

/**
 * The browser keeps this device from the pages that are opened here from now on, as if its person had refused it. The false
 * devices allow themselves whatever he sets; a page's own policy they obey. Until the returned function is called.
 */
export async function refuseDevice(
  page: Page,
  device: "microphone" | "camera",
): Promise<() => Promise<void>> {
  const isPage = ({ pathname }: URL) => /^\/(?:room|cases)\//.test(pathname);
  await page.route(isPage, async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      response,
      headers: { ...response.headers(), "permissions-policy": `${device}=()` },
    });
  });
  return () => page.unroute(isPage);
}
