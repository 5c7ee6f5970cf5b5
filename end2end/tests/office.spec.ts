// The back office: what staff did, workspaces, mails, webhooks, reported pages, data tools.

import type { BrowserContext, Page } from "@playwright/test";
import { accessible, fits } from "../support/axe";
import { open, signInAsStaff } from "../support/people";
import { publishedSite } from "../support/sites";
import { expect, test } from "../support/test";

/** In both themes and on a small phone. */
async function looksRight(page: Page, name: string) {
  await accessible(page, name);
  await fits(page, name);
}

/** Reports a page as somebody without an account and without scripts does; a person needs longer than the form asks for. */
async function report(context: BrowserContext, handle: string) {
  const visitor = await context.newPage();
  await visitor.goto(`/@${handle}`);
  await visitor.getByRole("link", { name: "Report this page" }).click();
  await expect(visitor.getByLabel("Page")).toHaveValue(handle);
  await expect(async () => {
    await visitor.getByLabel("What is wrong with it?").selectOption("fraud");
    await visitor.getByLabel("In your words").fill("It asks for passwords");
    await visitor.getByRole("button", { name: "Send" }).click();
    await expect(visitor.getByText("Somebody will look at the page")).toBeVisible({ timeout: 1000 });
  }).toPass();
}

test("every page of the office is accessible and fits", async ({ page, context }) => {
  await signInAsStaff(context);
  for (const [path, name] of [
    ["/admin/log", "Staff log"],
    ["/admin/workspaces", "Workspaces"],
    ["/admin/mails", "Mails"],
    ["/admin/webhooks", "Webhooks"],
    ["/admin/reports", "Reports"],
    ["/admin/data", "Data tools"],
  ] as const) {
    await open(page, path);
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
    await looksRight(page, name);
  }
  await page.goto("/admin/mails");
  await page.getByRole("row").nth(1).getByRole("link").click();
  await expect(page.getByText("Its text is never shown.")).toBeVisible();
  await looksRight(page, "a mail");
});

test("a workspace is suspended and its page is gone until it is lifted", async ({ page, person, context, device, browserConsole }) => {
  browserConsole.expect(/status of 410/);
  const { handle } = await publishedSite(context, person, []);
  const staff = await device();
  await signInAsStaff(staff);
  const desk = await staff.newPage();
  await open(desk, `/admin/workspaces?text=${encodeURIComponent(person.email)}`);
  await desk.locator("main a[href^='/admin/workspaces/']").first().click();
  await expect(desk.getByRole("heading", { name: "What you can do" })).toBeVisible();
  await looksRight(desk, "a workspace");
  await desk.locator("#reason-suspend").fill("A browser test");
  await desk.getByRole("button", { name: "Suspend" }).click();
  await expect(desk.getByRole("button", { name: "Lift suspension" })).toBeVisible();
  await expect.poll(async () => (await page.request.get(`/@${handle}`)).status()).toBe(410);
  await open(page, person.home);
  await expect(page.getByText("This workspace is suspended")).toBeVisible();
  await expect(page.getByText("Reason: A browser test")).toBeVisible();
  await desk.locator("#reason-release").fill("It was a test");
  await desk.getByRole("button", { name: "Lift suspension" }).click();
  await expect(desk.getByRole("button", { name: "Suspend" })).toBeVisible();
  await expect.poll(async () => (await page.request.get(`/@${handle}`)).status()).toBe(200);
  await desk.getByRole("link", { name: "What staff did about it" }).click();
  await expect(desk.getByText("Suspension of a workspace lifted")).toBeVisible();
});

test("a page is reported without scripts, taken down, objected to and restored", async ({ page, person, context, device, browserConsole }) => {
  browserConsole.expect(/status of 410/);
  const { handle } = await publishedSite(context, person, []);
  await report(await device({ javaScriptEnabled: false }), handle);
  const staff = await device();
  await signInAsStaff(staff);
  const desk = await staff.newPage();
  await open(desk, "/admin/reports");
  await desk.getByRole("link", { name: `@${handle}` }).click();
  await expect(desk.getByText("It asks for passwords")).toBeVisible();
  await looksRight(desk, "a reported page");
  await desk.locator("#reason-take-down").fill("It asks for passwords indeed");
  await desk.getByRole("button", { name: "Take the page down" }).click();
  await expect(desk.getByRole("button", { name: "Restore the page" })).toBeVisible();
  await expect.poll(async () => (await page.request.get(`/@${handle}`)).status()).toBe(410);

  await open(page, `${person.home}/sites`);
  await page.getByRole("link", { name: "Taken down" }).click();
  await expect(page.getByText("It asks for passwords indeed")).toBeVisible();
  await looksRight(page, "an objection");
  await page.getByLabel("Your words").fill("It is a cake");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByText("Your objection was sent.")).toBeVisible();

  await open(desk, "/admin/reports?which=appeals");
  await desk.getByRole("link", { name: `@${handle}` }).click();
  await expect(desk.getByText("It is a cake")).toBeVisible();
  await desk.locator("#reason-restore").fill("A cake indeed");
  await desk.getByRole("button", { name: "Restore the page" }).click();
  await expect(desk.getByText("Everything about this page is decided.")).toBeVisible();
  await expect.poll(async () => (await page.request.get(`/@${handle}`)).status()).toBe(200);
});

test("the form to report a page is accessible in both themes and fits", async ({ page }) => {
  await page.goto("/report?page=somebody");
  await looksRight(page, "report");
});

test("a data tool shows what it would change", async ({ page, context }) => {
  await signInAsStaff(context);
  await open(page, "/admin/data");
  await page.getByRole("button", { name: "Dry run" }).last().click();
  await expect(page).toHaveURL(/\/admin\/data\/[0-9a-f-]{36}/);
  await expect(page.getByText(/There is nothing to change|It would change/)).toBeVisible();
  await looksRight(page, "a run");
});
