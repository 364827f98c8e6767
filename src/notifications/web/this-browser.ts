/** Whether this browser can receive push messages at all: it needs https, or localhost. */
export const canPush = (): boolean =>
  "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const keyBytes = (base64url: string): Uint8Array<ArrayBuffer> => {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
};

/**
 * Asks the person, then the browser's push service, for a subscription under the installation's key. Null: the person
 * said no. Rejects when the push service cannot be reached.
 */
export async function subscribe(
  pushKey: string,
): Promise<{ endpoint: string; keys: { p256dh: string; auth: string }; label: string } | null> {
  if ((await Notification.requestPermission()) !== "granted") return null;
  const worker = await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
  const subscription = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: keyBytes(pushKey),
  });
  const { endpoint, keys } = subscription.toJSON();
  const { p256dh, auth } = keys ?? {};
  if (endpoint === undefined || p256dh === undefined || auth === undefined) return null;
  return { endpoint, keys: { p256dh, auth }, label: browserName(navigator.userAgent) };
}

/** What a person calls the browser: enough to tell a phone from a desk. */
export function browserName(agent: string): string {
  const browser = /Edg\//u.test(agent)
    ? "Edge"
    : /Firefox\//u.test(agent)
      ? "Firefox"
      : /Chrome\//u.test(agent)
        ? "Chrome"
        : /Safari\//u.test(agent)
          ? "Safari"
          : "Browser";
  const system = /Android/u.test(agent)
    ? "Android"
    : /iPhone|iPad/u.test(agent)
      ? "iOS"
      : /Windows/u.test(agent)
        ? "Windows"
        : /Mac OS/u.test(agent)
          ? "macOS"
          : /Linux/u.test(agent)
            ? "Linux"
            : "";
  return system === "" ? browser : `${browser} · ${system}`;
}
