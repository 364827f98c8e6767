import { durationWords } from "../domain/figure-words.js";
import { useQualityTexts } from "./texts.js";

/** Minutes in the unit people would say them in. */
export function useTime(): (minutes: number) => string {
  const figure = useQualityTexts();
  return (minutes) => {
    const words = durationWords(minutes);
    return words === null ? "" : figure(`figures.${words.unit}`, { count: words.count });
  };
}
