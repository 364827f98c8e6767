/** Something a request must (`required`, blocks sending) or should carry; `field` is the path in the form. */
export interface MissingItem {
  readonly field: string;
  readonly required: boolean;
  readonly zh: string;
  readonly en: string;
}
