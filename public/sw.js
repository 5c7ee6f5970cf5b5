// The service worker. It keeps one page, which says that there is no connection; never a page of somebody's, and
// nothing a person could see after signing out. The server puts the build's name in the name of the cache.

// What a push brings is shown by a script of its own.
importScripts("/push.js");

const PAGES = "pages-BUILD";
const OFFLINE = "/offline";

addEventListener("install", (event) => {
  event.waitUntil(caches.open(PAGES).then((cache) => cache.add(new Request(OFFLINE, { cache: "reload", credentials: "omit" }))));
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name !== PAGES);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))));
});

// Pages come from the network; without one, the page that says so. Everything else is left to the browser.
addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate" || event.request.method !== "GET") return;
  event.respondWith(fetch(event.request).catch(() => caches.match(OFFLINE).then((page) => page ?? Response.error())));
});

// A new worker waits until the person says so: a reload nobody asked for would lose what is being typed.
addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
});
