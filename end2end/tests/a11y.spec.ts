// axe on every page and dialog in both themes, and no page wider than its screen.

import type { BrowserContext, Page } from "@playwright/test";
import { BROWSER } from "../support/agents";
import { accessible, fits } from "../support/axe";
import { Builder } from "../support/builder";
import { DEMO, open, ready, signIn, signUp } from "../support/people";
import { everyBlock, newSite, publishedSite, upload } from "../support/sites";
import { expect, test } from "../support/test";

async function check(page: Page, what: string) {
  await accessible(page, what);
  await fits(page, what);
}

for (const path of ["/", "/signup", "/login", "/forgot", "/forgot?sent=1", "/reset/token", "/verify/token"]) {
  test(`strangers: ${path}`, async ({ page }) => {
    await page.goto(path);
    await check(page, path);
  });
}

test("forms with errors", async ({ page }) => {
  await page.goto("/signup");
  await page.getByLabel("Full name").fill(" ");
  await page.getByLabel("Email").fill("ada@nowhere");
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("Enter your name.")).toBeVisible();
  await check(page, "sign-up with errors");
  await page.goto("/login");
  await page.getByLabel("Email").fill("ada@example.test");
  await page.getByLabel("Password").fill("wrong password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "is wrong" })).toBeVisible();
  await check(page, "sign-in with an error");
});

for (const path of ["", "/sites", "/sites/new", "/media", "/settings", "/settings/api-keys"]) {
  test(`a new workspace: ${path || "/"}`, async ({ page, person }) => {
    await open(page, `${person.home}${path}`);
    await check(page, path);
  });
}

test("a new site: builder, history, analytics", async ({ page, person, context }) => {
  const site = await newSite(context, person);
  for (const path of ["", "/history", "/analytics"]) {
    await open(page, `${site.path}${path}`);
    await check(page, path || "builder");
  }
});

/** The workspace of the example, where everything is filled in. */
async function demo(context: BrowserContext): Promise<{ home: string; site: string }> {
  await signIn(context, DEMO);
  const sites = await (await context.request.get("/w/demo/sites")).text();
  const site = /href="(\/w\/demo\/sites\/[0-9a-f-]{36})"/.exec(sites)?.[1];
  expect(site, "the example's site").toBeTruthy();
  return { home: "/w/demo", site: site ?? "" };
}

for (const path of ["", "/sites", "/media", "/settings"]) {
  test(`a filled workspace: ${path || "/"}`, async ({ page, context }) => {
    const { home } = await demo(context);
    await open(page, `${home}${path}`);
    await check(page, path);
  });
}

test("a filled site: analytics and history", async ({ page, person, context, device }) => {
  const site = await publishedSite(context, person, [{ type: "link", title: "My shop", url: "https://example.com/shop" }]);
  const visitor = await device({ userAgent: BROWSER.phone });
  await visitor.request.get(site.page, { headers: { referer: "https://www.instagram.com/" } });
  await open(page, `${site.path}/history`);
  await check(page, "history");
  await page.getByRole("button", { name: "Preview" }).click();
  await accessible(page, "an old version", "dialog[open]");
  await expect(async () => {
    await open(page, `${site.path}/analytics?range=30d`);
    await expect(page.getByRole("region", { name: "Figures" })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await page.getByText("Show as a table").click();
  await expect(page.getByRole("table", { name: "Views, visitors and clicks" })).toBeVisible();
  await check(page, "analytics with its table");
});

test("the library's dialogs", async ({ page, person, context }) => {
  await upload(context, person, "");
  await open(page, `${person.home}/media`);
  await page.getByRole("checkbox", { name: "Choose picture.png" }).check();
  await page.getByRole("button", { name: "Tag", exact: true }).click();
  await accessible(page, "tagging a picture", "dialog[open]");
  const site = await newSite(context, person);
  const builder = await Builder.open(page, site.path);
  await builder.add("image");
  await page.getByRole("button", { name: "Choose from library" }).click();
  await expect(page.getByRole("dialog").getByRole("button", { name: "picture.png" })).toBeVisible();
  await accessible(page, "choosing from the library", "dialog[open]");
});

const PANE = 'section[aria-label="Properties"]';

test("the builder's panes and dialogs", async ({ page, context }) => {
  const { site } = await demo(context);
  const builder = await Builder.open(page, site);
  await check(page, "builder");
  await builder.select("Gift vouchers");
  await page.getByText("Schedule", { exact: true }).click();
  await accessible(page, "a block", PANE);
  for (const pane of ["Design", "Page"] as const) {
    await builder.show(pane);
    await accessible(page, pane, PANE);
    await fits(page, pane);
  }
  await page.getByRole("button", { name: "Add block" }).click();
  await accessible(page, "adding a block", "dialog[open]");
  await fits(page, "adding a block");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Import links" }).first().click();
  await page.getByLabel("Or paste them here").fill("https://example.com\nnot an address");
  await expect(page.getByText("1 left out")).toBeVisible();
  await accessible(page, "importing links", "dialog[open]");
  await fits(page, "importing links");
  await page.keyboard.press("Escape");
  await builder.row("Gift vouchers").getByRole("button", { name: /^More about / }).click();
  await accessible(page, "the menu of a row", "#row-menu");
});

test("the fields of every kind of block", async ({ page, person, context }) => {
  test.slow();
  const site = await publishedSite(context, person, await everyBlock(context, person));
  const builder = await Builder.open(page, site.path);
  for (const row of await builder.rows.all()) {
    await row.getByRole("button", { name: /^(?!Move |More about )/ }).click();
    await expect(builder.fields).toBeVisible();
    await accessible(page, `fields of ${await row.getAttribute("data-kind")}`, "#block-fields");
  }
});

test("the palette and the account's menu", async ({ page, person }) => {
  await open(page, person.home);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Command palette" })).toBeVisible();
  await check(page, "palette");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Your account" }).click();
  await check(page, "account menu");
});

test("the design system", async ({ page }) => {
  test.slow();
  await page.goto("/dev/ui");
  await check(page, "/dev/ui");
});

test("pages that are not there", async ({ page, person, browserConsole }) => {
  browserConsole.expect(/status of 404/);
  for (const path of ["/nowhere", "/@nobody-has-this", `${person.home}/nowhere`, `${person.home}/sites/nowhere`]) {
    await page.goto(path);
    await check(page, path);
  }
});

const PRESETS = ["daylight", "midnight", "paper", "sunset", "neon", "sorbet", "editorial", "grove"];

for (const preset of PRESETS) {
  test(`a public page in ${preset}`, async ({ page, device }) => {
    const owner = await device();
    const ada = await signUp(owner);
    const site = await publishedSite(owner, ada, await everyBlock(owner, ada), { preset });
    await page.goto(site.page);
    await check(page, preset);
  });
}

test("long words and long lists do not break the studio", async ({ page, person, context }) => {
  const word = "Donaudampfschifffahrtsgesellschaftskapitänsmütze".repeat(3);
  const site = await publishedSite(context, { ...person, name: word.slice(0, 110) }, [
    { type: "link", title: word, url: `https://example.com/${"path".repeat(60)}` },
    { type: "heading", text: word },
    { type: "text", markdown: word },
    { type: "faq", items: [{ question: word, answer: word }] },
    { type: "email", label: word, address: "ada@example.com" },
    { type: "countdown", title: word, at: "2099-01-01T12:00:00", zone: "America/Argentina/ComodRivadavia", done: "" },
  ]);
  for (const path of [person.home, `${person.home}/sites`, site.path, `${site.path}/history`]) {
    await open(page, path);
    await fits(page, path);
  }
  await page.goto(site.page);
  await fits(page, "the page");
});

test("the chosen theme is a cookie that the server draws", async ({ page, person }) => {
  await open(page, person.home);
  await page.getByRole("group", { name: "Theme" }).getByText("Dark").click({ force: true });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const response = await page.reload();
  expect(await response?.text()).toContain('data-theme="dark"');
  await ready(page);
  await expect(page.getByRole("radio", { name: "Dark" })).toBeChecked();
});
