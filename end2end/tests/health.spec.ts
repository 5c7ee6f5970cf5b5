// What those who run the product see of it, and say to everybody.

import { accessible, fits } from "../support/axe";
import { open, signInAsStaff } from "../support/people";
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
