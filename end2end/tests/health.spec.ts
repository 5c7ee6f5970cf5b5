// What those who run the product see of it, and say to everybody.

import { accessible, fits } from "../support/axe";
import { open, ready, signInAsStaff, unique } from "../support/people";
import { expect, test } from "../support/test";

test("staff see how every part does, and looking again takes no focus away", async ({ page, context }) => {
  await signInAsStaff(context);
  await open(page, "/admin/health");
  await expect(page.getByRole("heading", { level: 1, name: "System health" })).toBeVisible();
  for (const part of ["Database", "Jobs", "Events", "Mail outbox", "Requests", "Slow queries", "File storage", "Disk", "Clock", "Build"]) {
    await expect(page.getByRole("heading", { name: part, exact: true })).toBeVisible();
  }
  await expect(page.locator('[data-part="database"]')).toHaveAttribute("data-level", "ok");
  await accessible(page, "system health");
  await fits(page, "system health");

  // The link inside a card has the focus before and after the figures changed.
  const link = page.locator('[data-part="jobs"]').getByRole("link", { name: "Open the jobs" });
  await link.focus();
  const asked = page.waitForResponse((response) => response.url().includes("load_health"));
  await page.getByRole("link", { name: "Look again" }).dispatchEvent("click");
  await asked;
  await expect(page.locator('[data-part="requests"]')).toBeVisible();
  await expect(link).toBeFocused();
});

test("staff see the business in figures", async ({ page, context }) => {
  await signInAsStaff(context);
  await open(page, "/admin/business");
  await expect(page.getByRole("heading", { level: 1, name: "Business" })).toBeVisible();
  for (const part of ["Sign-ups", "Activation", "Active workspaces", "Retention", "Plans", "Monthly recurring revenue", "Held against bills"]) {
    await expect(page.getByRole("heading", { name: part, exact: true })).toBeVisible();
  }
  await page.getByRole("button", { name: "Count now" }).click();
  await expect(page.getByText("It is counted as soon as a worker has time.")).toBeVisible();
  await accessible(page, "business");
  await fits(page, "business");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Activation" }).click();
  expect((await download).suggestedFilename()).toBe("activation.csv");
});

test("an announcement is written, published, seen by a member and put away", async ({ page, person, device }) => {
  const title = unique("Back at noon");
  const staff = await device();
  await signInAsStaff(staff);
  const desk = await staff.newPage();
  await open(desk, "/admin/announcements");
  await expect(desk.getByRole("heading", { level: 1, name: "Announcements" })).toBeVisible();
  await desk.locator("#new-en-title").fill(title);
  await desk.locator("#new-en-body").fill("We move to a larger machine.");
  // Of this person's workspace only: other tests run beside.
  await desk.locator("#new-workspaces").fill(person.home.split("/").pop() ?? "");
  await desk.locator("#new-reason").fill("A browser test");
  await desk.getByRole("button", { name: "Keep as a draft" }).click();
  await expect(desk.getByRole("heading", { name: title })).toBeVisible();
  await accessible(desk, "announcements");
  await fits(desk, "announcements");

  await open(page, person.home);
  await expect(page.getByText(title)).toHaveCount(0);
  await desk.locator("[id^=publish-]").first().fill("A browser test");
  await desk.getByRole("button", { name: "Publish" }).first().click();
  await expect(desk.getByText("Shown now").first()).toBeVisible();

  await expect(async () => {
    await page.reload();
    await expect(page.getByText(title)).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await ready(page);
  await accessible(page, "an announcement");
  await fits(page, "an announcement");
  await page.getByRole("button", { name: "Put away" }).click();
  await expect(page.getByText(title)).toBeHidden();
  await page.reload();
  await expect(page.getByText(title)).toHaveCount(0);
});
