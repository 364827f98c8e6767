/** Where in an HL7 message something stands. Everything counts from 1; 0 leaves a part open. */
export interface Hl7Place {
  readonly segment: string;
  /** Which of the segments of this name in the message. */
  readonly sequence: number;
  readonly field: number;
  readonly repetition: number;
  readonly component: number;
}

/** `STF-3`, `STF[2]-3(2).1`: segment, which one, field, repetition, component. Ones that go without saying are left out. */
export const hl7Place = (place: Partial<Hl7Place> & { readonly segment: string }): string => {
  const { segment, sequence = 1, field = 0, repetition = 1, component = 0 } = place;
  return [
    segment,
    sequence > 1 ? `[${sequence}]` : "",
    field > 0 ? `-${field}` : "",
    repetition > 1 ? `(${repetition})` : "",
    component > 0 ? `.${component}` : "",
  ].join("");
};

const written = /^([A-Z][A-Z0-9]{2})(?:\[(\d+)\])?(?:-(\d+))?(?:\((\d+)\))?(?:\.(\d+))?$/u;

/** Reads what {@link hl7Place} writes; undefined for a place of another kind. */
export function readHl7Place(text: string): Hl7Place | undefined {
  const found = written.exec(text);
  if (found === null) return undefined;
  const [, segment = "", sequence, field, repetition, component] = found;
  return {
    segment,
    sequence: Number(sequence ?? 1),
    field: Number(field ?? 0),
    repetition: Number(repetition ?? 1),
    component: Number(component ?? 0),
  };
}
