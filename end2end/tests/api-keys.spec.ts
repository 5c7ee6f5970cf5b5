// Keys for programs: made, shown once, used with a plain request, revoked; and the reference, without help from other hosts.

import { accessible, fits } from "../support/axe";
import { open, ready } from "../support/people";
import { newSite } from "../support/sites";
import { expect, test } from "../support/test";

test("a key is made, used and revoked", async ({ page, person, context, playwright, baseURL, browserConsole }) => {
  browserConsole.expect(/status of 422/);
  const site = await newSite(context, person);
  await open(page, `${person.home}/settings`);
  await page.getByRole("link", { name: "API keys" }).click();
  await expect(page.getByText("No API keys yet")).toBeVisible();
  await fits(page, "no keys");
  await accessible(page, "no keys");

  await page.getByRole("button", { name: "New API key" }).click();
  const dialog = page.getByRole("dialog", { name: "New API key" });
  await dialog.getByLabel("Name").fill("Our sheet");
  await dialog.getByLabel("Only from these addresses").fill("nowhere");
  await dialog.getByRole("button", { name: "Make the key" }).click();
  await expect(dialog.getByText("“nowhere” is no address")).toBeVisible();
  await expect(dialog.getByLabel("Name")).toHaveValue("Our sheet");
  await accessible(page, "the form with an error", "#new-key");
  await dialog.getByLabel("Only from these addresses").fill("");
  await dialog.getByRole("button", { name: "Make the key" }).click();
  const key = (await dialog.locator("[data-secret]").textContent()) ?? "";
  expect(key).toMatch(/^mwz_[0-9A-Za-z]{46}$/);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("Our sheet", { exact: true })).toBeVisible();
  await expect(page.getByText("Never used")).toBeVisible();
  await fits(page, "a key");

  // A program elsewhere, which has the key and nothing else.
  const program = await playwright.request.newContext({ baseURL, extraHTTPHeaders: { authorization: `Bearer ${key}` } });
  const listed = await (await program.get("/api/v1/bio-sites")).json();
  expect(listed.data.map((one: { handle: string }) => one.handle)).toEqual([site.handle]);
  expect((await program.get("/api/v1/media")).status()).toBe(403);

  await page.reload();
  await ready(page);
  await expect(page.getByText("Last used")).toBeVisible();
  await expect(page.locator("main")).not.toContainText(key);
  await page.getByRole("button", { name: "Revoke Our sheet" }).click();
  await page.getByRole("dialog", { name: "Revoke this key?" }).getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(page.getByText("Revoked", { exact: true })).toBeVisible();
  expect((await program.get("/api/v1/bio-sites")).status()).toBe(401);
  await program.dispose();
});

test("the form of a key opens empty again, without the last key", async ({ page, person }) => {
  await open(page, `${person.home}/settings/api-keys`);
  for (const name of ["First", "Second"]) {
    await page.getByRole("button", { name: "New API key" }).first().click();
    const dialog = page.getByRole("dialog", { name: "New API key" });
    await expect(dialog.getByLabel("Name")).toHaveValue("");
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByRole("button", { name: "Make the key" }).click();
    await expect(dialog.locator("[data-secret]")).toBeVisible();
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(page.getByText(name, { exact: true })).toBeVisible();
  }
});

test("the reference asks nobody else", async ({ browser, baseURL }) => {
  // The reference is stored compressed and comes so to everybody: this browser says that it can read it, as all do.
  const page = await browser.newPage({ baseURL, extraHTTPHeaders: {} });
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(baseURL ?? "") && !/^(data|blob):/.test(request.url())) elsewhere.push(request.url());
  });
  await page.goto("/api/docs");
  await expect(page.getByText("List bio sites")).toBeVisible();
  await page.goto("/api/redoc");
  await expect(page.getByRole("heading", { name: "List bio sites" })).toBeVisible({ timeout: 20_000 });
  expect(elsewhere).toEqual([]);
  await page.close();
});
