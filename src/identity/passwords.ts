import { hash, verify } from "@node-rs/argon2";

/** Argon2id, 19 MiB, two passes. Source: OWASP Password Storage Cheat Sheet. */
const strength = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const hashPassword = (password: string): Promise<string> => hash(password.normalize("NFKC"), strength);

let dummy: Promise<string> | undefined;

/** Costs the same when there is no such account, so that the time of the answer does not tell whether one exists. */
export async function passwordMatches(stored: string | undefined, password: string): Promise<boolean> {
  dummy ??= hashPassword("nobody has this password");
  const matches = await verify(stored ?? (await dummy), password.normalize("NFKC"));
  return stored !== undefined && matches;
}

/** Passwords that lists of leaked ones begin with; a longer one containing the user's name is refused too. */
export function isGuessable(password: string, username: string): boolean {
  const plain = password.toLowerCase();
  return (
    /^(.)\1+$/.test(plain) ||
    "01234567890123456789 abcdefghijklmnopqrstuvwxyz qwertyuiopasdfghjklzxcvbnm".includes(plain) ||
    ["password", "consilium", "admin", "qwerty", "woaini", "yisheng", "hospital"].some(
      (word) => plain.startsWith(word) && plain.length < word.length + 6,
    ) ||
    (username.length >= 4 && plain.includes(username.toLowerCase()))
  );
}
