// Registers the service worker and tells the page, by events on the window, what it may offer:
//   mewayz:update   a new version waits         answered by   mewayz:reload
//   mewayz:install  the app can be installed    answered by   mewayz:accept

const tell = (name) => dispatchEvent(new CustomEvent(`mewayz:${name}`));

// The page may come to listen later than something happens: what is on offer stays readable.
const offers = document.documentElement.dataset;

function offerUpdate(worker) {
  offers.update = "true";
  tell("update");
  addEventListener("mewayz:reload", () => worker.postMessage("take over"), { once: true });
}

function watch(registration) {
  if (registration.waiting && navigator.serviceWorker.controller) offerUpdate(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      // Without a controller this is the first worker ever: nothing is old yet.
      if (worker.state === "installed" && navigator.serviceWorker.controller) offerUpdate(worker);
    });
  });
  // A tab that stays open for days learns of new versions when somebody comes back to it.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => {});
  });
}

if ("serviceWorker" in navigator) {
  let asked = false;
  addEventListener("mewayz:reload", () => (asked = true));
  // Only in the tab that asked: another one may hold unsaved input.
  navigator.serviceWorker.addEventListener("controllerchange", () => asked && location.reload());
  // Where a policy forbids workers there is no registration, and nothing to offer.
  navigator.serviceWorker.register("/sw.js").then((registration) => registration && watch(registration), () => {});
}

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offers.install = "true";
  tell("install");
  addEventListener("mewayz:accept", () => event.prompt(), { once: true });
});
addEventListener("appinstalled", () => {
  delete offers.install;
  tell("install");
});
