// Shows what a push brings, and opens what it is about. Imported by the service worker; it caches nothing.

self.addEventListener("push", (event) => {
  const news = read(event.data);
  // A push without a visible notification makes browsers end the subscription.
  event.waitUntil(
    self.registration.showNotification(news.title, {
      body: news.body,
      tag: news.tag,
      lang: news.lang,
      dir: "auto",
      icon: "/favicon.svg",
      data: { url: news.url },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url));
});

function read(data) {
  const news = { title: "Mewayz", body: "", tag: undefined, lang: "", url: "/w" };
  try {
    return { ...news, ...data.json() };
  } catch {
    return news;
  }
}

/** In a window of ours that is open already, else in a new one. Only addresses of ours are opened. */
async function open(path) {
  const url = new URL(path ?? "/w", self.location.origin);
  if (url.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const same = windows.find((client) => new URL(client.url).pathname === url.pathname);
  if (same) return same.focus();
  return self.clients.openWindow(url.href);
}
