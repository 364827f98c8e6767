import type { FieldCipher } from "../platform/field-cipher.js";
import type { Address } from "./store/settings.js";

/**
 * The six digits that prove an address. Made from the address's row and the server's key whenever they are needed, so
 * that they are kept nowhere; a new row has a new code.
 */
export const codeOf = (cipher: FieldCipher, address: Pick<Address, "id" | "createdAt">): string =>
  String(
    Number.parseInt(cipher.blindIndex(`address code ${address.id} ${address.createdAt}`).slice(0, 12), 16) %
      1_000_000,
  ).padStart(6, "0");

export const codeRule = { minutes: 15, wrong: 5 } as const;
