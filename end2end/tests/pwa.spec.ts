// The product as an installed app: what it keeps, what it says without a connection, how it is renewed.

import { open } from "../support/people";
import { expect, test } from "../support/test";

test.use({ serviceWorkers: "allow" });

test("without a connection a page says so, and nothing of anybody's is kept", async ({ page, context, person, browserConsole }) => {
  browserConsole.expect(/ERR_INTERNET_DISCONNECTED|Failed to load resource/);
  await open(page, person.home);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  // The first worker does not take over the page that registered it.
  await page.reload();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await context.setOffline(true);
  await page.goto(`${person.home}/sites`);
  await expect(page.getByRole("heading", { name: "You are offline" })).toBeVisible();
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const lists = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)));
    return lists.flat();
  });
  expect(kept).toEqual(["/offline"]);
  await context.setOffline(false);
  await page.getByRole("link", { name: "try again" }).click();
  await expect(page).toHaveURL(person.home);
});

test("a new version is offered and never forced", async ({ page, person }) => {
  await open(page, person.home);
  await page.evaluate(() => {
    addEventListener("mewayz:reload", () => (document.body.dataset.answered = "true"));
    document.documentElement.dataset.update = "true";
    dispatchEvent(new CustomEvent("mewayz:update"));
  });
  await expect(page.getByText("A new version of Mewayz is ready.")).toBeVisible();
  expect(await page.evaluate(() => document.body.dataset.answered)).toBeUndefined();
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.locator("body")).toHaveAttribute("data-answered", "true");
});

test("the app can be installed from the menu where the browser can", async ({ page, person }) => {
  await open(page, person.home);
  await page.getByRole("button", { name: "Your account" }).click();
  await expect(page.getByRole("button", { name: "Install the app" })).toHaveCount(0);
  await page.evaluate(() => {
    addEventListener("mewayz:accept", () => (document.body.dataset.accepted = "true"));
    document.documentElement.dataset.install = "true";
    dispatchEvent(new CustomEvent("mewayz:install"));
  });
  await page.getByRole("button", { name: "Install the app" }).click();
  await expect(page.locator("body")).toHaveAttribute("data-accepted", "true");
});

test("the manifest names icons that are there", async ({ request }) => {
  const manifest = await (await request.get("/manifest.webmanifest")).json();
  expect(manifest.start_url).toBe("/w");
  for (const icon of manifest.icons) {
    const file = await request.get(icon.src);
    expect([icon.src, file.status(), file.headers()["content-type"]]).toEqual([icon.src, 200, icon.type]);
  }
  const worker = await request.get("/sw.js");
  expect(worker.headers()["cache-control"]).toBe("no-cache");
  expect(await worker.text()).toMatch(/pages-[0-9a-f]{12}/);
});
