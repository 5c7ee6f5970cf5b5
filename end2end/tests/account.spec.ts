// An account and its devices.

import type { BrowserContext, Page } from "@playwright/test";
import { BROWSER } from "../support/agents";
import { linkFor, linksFor } from "../support/mail";
import { open, signIn, signUp, somebody } from "../support/people";
import { newSite } from "../support/sites";
import { expect, test } from "../support/test";

const CONFIRM = "Confirm your e-mail address";

test("an address is confirmed with a link that works once", async ({ page, person, browserConsole }) => {
  await open(page, `${person.home}/settings`);
  await expect(page.getByText("Not confirmed")).toBeVisible();
  const link = await linkFor(person.email, CONFIRM);
  await page.goto(link);
  await page.getByRole("button", { name: "Confirm address" }).click();
  await expect(page).toHaveURL(person.home);
  await open(page, `${person.home}/settings`);
  await expect(page.getByText("Confirmed", { exact: true })).toBeVisible();
  await expect(page.getByText(CONFIRM)).toHaveCount(0);

  browserConsole.expect(/status of 4/);
  await page.goto(link);
  await page.getByRole("button", { name: "Confirm address" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "used already or has expired" })).toBeVisible();
});

test("the mail is sent again, and either link confirms", async ({ page, person }) => {
  await linkFor(person.email, CONFIRM);
  await open(page, person.home);
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(page.getByRole("button", { name: "Sent" })).toBeDisabled();
  const [first, second] = await linksFor(person.email, CONFIRM, 2);
  expect(first).not.toBe(second);
  await page.goto(second ?? "");
  await page.getByRole("button", { name: "Confirm address" }).click();
  await expect(page).toHaveURL(person.home);
});

test("somebody who forgot the password gets a link once, and every device is signed out", async ({ page, person, device, browserConsole }) => {
  const elsewhere = await device();
  await page.goto("/forgot");
  await page.getByLabel("Email").fill(person.email);
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByRole("heading", { name: "Look into your mail" })).toBeVisible();
  const link = await linkFor(person.email, "Choose a new password");

  const other = await elsewhere.newPage();
  await choose(other, link, "a new and better password");
  await expect(other).toHaveURL(person.home);
  await expectSignedOut(page, person.home);
  await linkFor(person.email, "Your password was changed");

  browserConsole.expect(/status of 4/);
  await choose(page, link, "yet another password");
  await expect(page.getByRole("alert").filter({ hasText: "used already or has expired" })).toBeVisible();
  await signInAt(page, person.email, person.password);
  await expect(page.getByRole("alert").filter({ hasText: "is wrong" })).toBeVisible();
  await signInAt(page, person.email, "a new and better password");
  await expect(page).toHaveURL(person.home);
});

test("devices are listed by name and signed out one by one", async ({ page, person, device }) => {
  const [phone, mac] = [await device({ userAgent: BROWSER.phone }), await device({ userAgent: BROWSER.mac })];
  await signIn(phone, person);
  await signIn(mac, person);
  await open(page, `${person.home}/settings/security`);
  const row = (name: RegExp) => page.locator("div.border-t", { hasText: name }).filter({ has: page.getByRole("button", { name: "Sign out", exact: true }) });
  await expect(page.getByText("This device")).toHaveCount(1);
  await expect(row(/Linux/)).toContainText("This device");
  await expect(row(/Android/)).toHaveCount(1);
  await expect(row(/Safari/)).toContainText(/Last used/);

  await row(/Android/).getByRole("button", { name: "Sign out" }).click();
  await expect(row(/Android/)).toHaveCount(0);
  await expectSignedOut(await phone.newPage(), person.home);
  await expectSignedIn(mac, person.home);

  await row(/Safari/).getByRole("button", { name: "Sign out" }).click();
  await expect(row(/Safari/)).toHaveCount(0);
  await expectSignedOut(await mac.newPage(), person.home);
  await page.reload();
  await expect(page.getByText("This device")).toBeVisible();
});

test("signing out ends the session, not just the cookie", async ({ page, person, context }) => {
  const cookies = await context.cookies();
  await open(page, person.home);
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/login/);
  await context.addCookies(cookies);
  await expectSignedOut(page, person.home);
});

test("the cookie cannot be read by scripts, and signing in changes it", async ({ context, person }) => {
  const session = async () => (await context.cookies()).find((cookie) => cookie.name === "__Host-session");
  const before = await session();
  expect(before).toMatchObject({ httpOnly: true, secure: true, sameSite: "Lax", path: "/" });
  await context.clearCookies();
  await signIn(context, person);
  expect((await session())?.value).not.toBe(before?.value);
});

test("what belongs to somebody else does not exist", async ({ page, person, device, browserConsole }) => {
  browserConsole.expect(/status of 404/);
  const theirs = await device();
  const other = await signUp(theirs, somebody("Grace Hopper"));
  const site = await newSite(theirs, other);
  for (const path of [other.home, `${other.home}/settings`, `${other.home}/media`, site.path, `${site.path}/analytics`, `${site.path}/history`]) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { name: /^(This page does not exist|Nothing here)$/ })).toBeVisible();
    await expect(page.getByText(site.handle)).toHaveCount(0);
  }
  // A site of theirs under a workspace of one's own.
  const response = await page.goto(`${person.home}/sites/${site.path.split("/").at(-1)}`);
  expect(response?.status()).toBe(404);
});

async function choose(page: Page, link: string, password: string) {
  await page.goto(link);
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Save password" }).click();
}

async function signInAt(page: Page, email: string, password: string) {
  await page.goto("/login");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function expectSignedOut(page: Page, path: string) {
  await page.goto(path);
  await expect(page).toHaveURL(/\/login\?next=/);
}

async function expectSignedIn(context: BrowserContext, path: string) {
  const page = await context.newPage();
  await page.goto(path);
  await expect(page).toHaveURL(path);
  await page.close();
}
