// Routes whose scripts come later: each alone, and one after the other. Errors in the console fail every test.

import type { Page } from "@playwright/test";
import { Builder } from "../support/builder";
import { ready } from "../support/people";
import { publishedSite, type Site } from "../support/sites";
import { expect, test } from "../support/test";

const LINK = { type: "link", title: "My shop", url: "https://example.com/shop" };

interface Route {
  path: (site: Site, home: string) => string;
  shown: (page: Page) => Promise<void>;
}

const ROUTES: Record<string, Route> = {
  builder: {
    path: (site) => site.path,
    shown: async (page) => {
      const builder = await Builder.on(page);
      await expect(builder.row("My shop")).toBeVisible();
      await expect(builder.preview.getByText("My shop")).toBeVisible();
    },
  },
  analytics: {
    path: (site) => `${site.path}/analytics`,
    shown: async (page) => {
      await expect(page.getByRole("heading", { name: "Analytics" })).toHaveCount(1);
      await expect(page.getByRole("link", { name: "30 days" })).toBeVisible();
      // The browser's zone, which only scripts know.
      await expect(page.getByText("Days begin at midnight, Europe/Berlin.")).toBeVisible();
    },
  },
  media: {
    path: (_, home) => `${home}/media`,
    shown: async (page) => {
      await expect(page.getByRole("heading", { name: "Media" })).toHaveCount(1);
      await expect(page.getByText("No files yet")).toBeVisible();
    },
  },
};

for (const [name, route] of Object.entries(ROUTES)) {
  test(`${name}, loaded afresh and again`, async ({ page, person, context }) => {
    const site = await publishedSite(context, person, [LINK]);
    await page.goto(route.path(site, person.home));
    await ready(page);
    await route.shown(page);
    await page.reload();
    await ready(page);
    await route.shown(page);
  });
}

test("from one to the other and back, without loading the page anew", async ({ page, person, context }) => {
  test.slow();
  const site = await publishedSite(context, person, [LINK]);
  const show = (name: string) => ROUTES[name]?.shown(page);
  await page.goto(person.home);
  await ready(page);
  await page.evaluate(() => document.documentElement.setAttribute("data-same", ""));
  const main = page.getByRole("navigation", { name: "Main" });

  await main.getByRole("link", { name: "Media" }).click();
  await show("media");
  await main.getByRole("link", { name: "Sites" }).click();
  await page.getByRole("link", { name: /@ada-/ }).click();
  await show("builder");
  await page.getByRole("link", { name: "Analytics" }).first().click();
  await show("analytics");
  await page.goBack();
  await show("builder");
  await main.getByRole("link", { name: "Media" }).click();
  await show("media");
  await page.goBack();
  await show("builder");
  await page.goForward();
  await show("media");
  await main.getByRole("link", { name: "Settings" }).click();
  await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
  await main.getByRole("link", { name: "Home" }).click();
  await page.getByRole("link", { name: "Analytics" }).first().click();
  await show("analytics");
  await page.getByRole("link", { name: "30 days" }).click();
  await expect(page).toHaveURL(/range=30d/);
  await expect(page.getByRole("link", { name: "30 days" })).toHaveAttribute("aria-current", /./);
  await expect(page.locator("html"), "the page was never loaded anew").toHaveAttribute("data-same", "");
  expect(site.path).toContain(person.home);
});

test("leaving the builder saves what was typed last", async ({ page, person, context }) => {
  const site = await publishedSite(context, person, [LINK]);
  const builder = await Builder.open(page, site.path);
  await builder.select("My shop");
  await builder.field("Title").fill("My new shop");
  const saved = page.waitForResponse(/save_draft/);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Media" }).click();
  await ROUTES["media"]?.shown(page);
  expect((await saved).status()).toBe(200);
  await page.goBack();
  await Builder.on(page);
  await expect(builder.row("My new shop")).toBeVisible();
});

test("only the studio has scripts, and its answers allow no others", async ({ page, person, device }) => {
  const stranger = await device();
  // The page for signing in has one small script, which asks the device for a passkey; without it everything else there works.
  const asks = '<script src="/passkeys.js" defer';
  for (const path of ["/", "/login", "/signup", "/forgot"]) {
    const text = await (await stranger.request.get(path)).text();
    expect(text.includes(asks), path).toBe(path === "/login");
    expect(text.replace(asks, ""), path).not.toMatch(/<script[^>]* src=|modulepreload|\.wasm/);
  }
  expect(await (await stranger.request.get("/@demo")).text()).not.toMatch(/<script(?! type="application\/ld\+json")/);
  const studio = await page.request.get(person.home);
  const policy = studio.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("'strict-dynamic'");
  expect(policy).not.toContain("'unsafe-inline'");
  expect(policy).not.toContain("'unsafe-eval'");
});
