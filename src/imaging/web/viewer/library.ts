import { cache, Enums, imageLoadPoolManager, init as initCore } from "@cornerstonejs/core";
import { init as initLoader, wadouri } from "@cornerstonejs/dicom-image-loader";
import { annotation, init as initTools, utilities } from "@cornerstonejs/tools";
import { addTools } from "./tools.js";

let begun: Promise<void> | undefined;

/** Once a page: WebGL where the browser has it, else the processor draws. */
export function begin(): Promise<void> {
  return (begun ??= (async () => {
    await Promise.resolve();
    initCore();
    initLoader({ maxWebWorkers: Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1)) });
    initTools();
    addTools();
    // The first image must not wait behind five hundred others.
    imageLoadPoolManager.setMaxSimultaneousRequests(Enums.RequestType.Interaction, 6);
    imageLoadPoolManager.setMaxSimultaneousRequests(Enums.RequestType.Prefetch, 3);
    utilities.stackContextPrefetch.setConfiguration({
      maxImagesToPrefetch: Number.POSITIVE_INFINITY,
      minBefore: 4,
      maxAfter: 8,
      directionExtraImages: 12,
      preserveExistingPool: false,
    });
    const memory = (navigator as { deviceMemory?: number }).deviceMemory ?? 4;
    cache.setMaxCacheSize((memory <= 2 ? 256 : memory <= 4 ? 768 : 1_536) * 1_048_576);
  })());
}

/** Forgets every image and measurement: nothing of the patient stays in the page's memory. */
export function forgetImages(): void {
  annotation.state.removeAllAnnotations();
  cache.purgeCache();
  wadouri.dataSetCacheManager.purge();
}
