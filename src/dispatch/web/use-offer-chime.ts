import { useEffect, useRef } from "react";

let context: AudioContext | undefined;

/** Browsers play sound only after a person has touched the page; called from a press, this earns the right to. */
function allowSound(): void {
  context ??= new AudioContext();
  void context.resume();
}

/** Two soft rising tones, made here so that nothing is fetched. Silent until the browser allows sound. */
function ring(): void {
  if (context?.state !== "running") return;
  for (const [index, frequency] of [660, 880].entries()) {
    const startAt = context.currentTime + index * 0.18;
    const tone = context.createOscillator();
    const loudness = context.createGain();
    tone.frequency.value = frequency;
    loudness.gain.setValueAtTime(0.0001, startAt);
    loudness.gain.exponentialRampToValueAtTime(0.18, startAt + 0.03);
    loudness.gain.exponentialRampToValueAtTime(0.0001, startAt + 0.3);
    tone.connect(loudness).connect(context.destination);
    tone.start(startAt);
    tone.stop(startAt + 0.32);
  }
}

/** Rings when an offer appears that was not there before; what is there when the page opens does not ring. */
export function useOfferChime(
  offerIds: readonly string[] | undefined,
  isOn: boolean,
): { readonly tryOut: () => void } {
  const known = useRef<ReadonlySet<string> | undefined>(undefined);
  useEffect(() => {
    if (offerIds === undefined) return;
    const before = known.current;
    known.current = new Set(offerIds);
    if (isOn && before !== undefined && offerIds.some((id) => !before.has(id))) ring();
  }, [offerIds, isOn]);
  useEffect(() => {
    if (!isOn) return;
    document.addEventListener("pointerdown", allowSound, { once: true });
    return () => {
      document.removeEventListener("pointerdown", allowSound);
    };
  }, [isOn]);
  return {
    tryOut: () => {
      allowSound();
      setTimeout(ring, 60);
    },
  };
}
