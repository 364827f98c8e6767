import type { Page } from "playwright-core";

/** How many people's moving pictures this page shows, its own not counted. */
export const moving = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const videos = [...document.querySelectorAll<HTMLVideoElement>(".r-tile:not([data-mirror]) video")];
    const before = videos.map((video) => video.currentTime);
    await new Promise((resolve) => setTimeout(resolve, 400));
    return videos.filter((video, n) => video.videoWidth > 0 && video.currentTime > (before[n] ?? 0)).length;
  });
