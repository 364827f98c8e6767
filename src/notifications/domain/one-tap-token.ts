/** `<22 characters of an id><22 characters of a signature>`, base64url. */
export const oneTapPattern = /^[A-Za-z0-9_-]{44}$/u;

/** What the signature of a link covers: nobody else, no other offer. */
export const signedText = (link: {
  readonly id: string;
  readonly personId: string;
  readonly subjectId: string;
}): string => `one-tap ${link.id} ${link.personId} ${link.subjectId}`;
