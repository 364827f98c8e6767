/** A module's texts in one language: keys may be nested one level or more. */
export interface Texts {
  readonly [key: string]: string | Texts;
}

/** The same keys in another language. English may add `key_one` for the singular of a key with a `count`. */
export type SameKeys<T extends Texts> = {
  readonly [K in keyof T]: T[K] extends Texts ? SameKeys<T[K]> : string;
} & { readonly [K in `${string}_one`]?: string };

/** Every dotted path to a text, such as `status.accepted`. */
export type TextKey<T extends Texts> = {
  [K in keyof T & string]: T[K] extends Texts ? `${K}.${TextKey<T[K]>}` : K;
}[keyof T & string];

/** Looks a text up; `{{name}}` in it takes its value from `values`. */
export type Translate<T extends Texts> = (
  key: TextKey<T>,
  values?: Readonly<Record<string, string | number>>,
) => string;
