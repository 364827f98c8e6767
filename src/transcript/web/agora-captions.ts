const everyMs = 1000;
/** As many as the server takes at once. */
const atOnce = 50;
/** More than this waits only when the server is gone for long; the oldest go first. */
const mostWaiting = 1000;

const toBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/**
 * Hands what 声网 writes down on to the server, a second's messages together and in order. What could not be sent is sent with the
 * next. Ends with the returned function, which sends what is left.
 */
export function passOnCaptions(
  hearService: (listener: (message: Uint8Array) => void) => () => void,
  send: (messages: readonly string[]) => Promise<unknown>,
): () => void {
  let waiting: string[] = [];
  let isSending = false;
  const flush = async (): Promise<void> => {
    const messages = waiting.slice(0, atOnce);
    if (isSending || messages.length === 0) return;
    isSending = true;
    try {
      await send(messages);
      waiting = waiting.slice(messages.length);
    } catch {
      // With the next.
    } finally {
      isSending = false;
    }
  };
  const timer = setInterval(() => void flush(), everyMs);
  const stop = hearService((message) => {
    waiting = [...waiting, toBase64(message)].slice(-mostWaiting);
  });
  return () => {
    clearInterval(timer);
    stop();
    void flush();
  };
}
