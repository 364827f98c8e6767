// Receives push messages and shows them; keeps nothing, caches nothing.
self.addEventListener("push", (event) => {
  const { title, body, link, tag } = event.data ? event.data.json() : {};
  if (typeof title !== "string") return;
  event.waitUntil(
    self.registration.showNotification(title, {
      body,
      tag,
      data: { link },
      icon: "/favicon.svg",
      requireInteraction: true,
    }),
  );
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { link } = event.notification.data ?? {};
  // Only pages of this platform are opened.
  if (typeof link === "string" && new URL(link, self.location.origin).origin === self.location.origin)
    event.waitUntil(self.clients.openWindow(link));
});
