// The back office: looking for somebody, keeping them out, letting them in again.

import { accessible, fits } from "../support/axe";
import { open, signInAsStaff, unique } from "../support/people";
import { expect, test } from "../support/test";

test("staff find somebody, suspend them with a reason and lift it", async ({ page, person, context, device, browserConsole }) => {
  browserConsole.expect(/status of 4(22|01)/);
  const staff = await device();
  await signInAsStaff(staff);
  const desk = await staff.newPage();
  await open(desk, "/admin/people");
  await accessible(desk, "people");
  await fits(desk, "people");
  await desk.getByRole("searchbox", { name: "Name or address" }).fill(person.email);
  await desk.getByRole("button", { name: "Search" }).click();
  await desk.getByRole("link", { name: person.name }).click();
  await expect(desk.getByRole("heading", { name: "What you can do" })).toBeVisible();
  await accessible(desk, "a person");
  await fits(desk, "a person");

  await desk.locator("#reason-suspend").fill("A browser test");
  await desk.getByRole("button", { name: "Suspend" }).click();
  await expect(desk.getByText("Suspended")).toBeVisible();
  expect((await context.request.get(person.home, { maxRedirects: 0 })).status(), "signed out at once").toBe(303);
  await page.goto("/login");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("This account is suspended")).toBeVisible();

  await desk.locator("#reason-lift").fill("It was a test");
  await desk.getByRole("button", { name: "Lift suspension" }).click();
  await expect(desk.getByRole("button", { name: "Suspend" })).toBeVisible();
});

test("staff see the product as somebody does, and stop", async ({ person, device, browserConsole }) => {
  browserConsole.expect(/status of 404/);
  const staff = await device();
  await signInAsStaff(staff);
  const desk = await staff.newPage();
  await open(desk, `/admin/people?text=${encodeURIComponent(person.email)}`);
  await desk.getByRole("link", { name: person.name }).click();
  await desk.locator("#reason-impersonate").fill("They cannot find their drafts");
  await desk.getByRole("button", { name: "See the product as they do" }).click();
  const banner = desk.getByText(`You see this as ${person.name} does`);
  await expect(banner).toBeVisible();
  expect(new URL(desk.url()).pathname).toBe(person.home);
  await accessible(desk, "impersonating");
  await fits(desk, "impersonating");
  await open(desk, `${person.home}/settings`);
  await expect(banner).toBeVisible();
  await desk.getByRole("button", { name: "Stop" }).click();
  await expect(desk.getByRole("heading", { name: "What you can do" })).toBeVisible();
  expect((await staff.request.get(person.home, { maxRedirects: 0 })).status()).toBe(404);
});

test("nobody is found under a word that nobody has", async ({ page, context }) => {
  await signInAsStaff(context);
  await open(page, `/admin/people?text=${unique("nobody")}`);
  await expect(page.getByText("Nobody found")).toBeVisible();
});
