// A plan from the first price to the last day of grace, paid for at a stand-in for Stripe (bin/e2e starts it).

import { accessible, fits } from "../support/axe";
import { open, ready, signInAsStaff } from "../support/people";
import { newSite } from "../support/sites";
import { expect, test } from "../support/test";

test("a plan is bought, used, cancelled and ends in reading only", async ({ browserConsole, page, person, context, device }) => {
  // A code that nobody gave out, and a card that is declined.
  browserConsole.expect(/status of 4(02|22)/);
  await newSite(context, person);
  await open(page, `${person.home}/settings`);
  await page.getByRole("link", { name: "Plan", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Your plan: Free" })).toBeVisible();
  await expect(page.locator("body")).toHaveAttribute("data-stand-ins", /played by/);
  await fits(page, "the free plan");
  await accessible(page, "the free plan");

  // The price stands before the action that raises it.
  await page.getByLabel("Plan", { exact: true }).selectOption("enterprise");
  await page.getByLabel("Storage").check();
  await page.getByRole("button", { name: "Show the price" }).click();
  await ready(page);
  await expect(page.locator("#price")).toContainText("3.00 USD");
  await expect(page.getByText("Days without payment first: 14")).toBeVisible();
  await fits(page, "the price");
  await accessible(page, "the price");

  await page.getByLabel("Code for a discount").fill("LONGAGO");
  await page.getByRole("button", { name: "Go to payment" }).click();
  await expect(page.getByText("This code is not valid")).toBeVisible();
  await page.getByLabel("Code for a discount").fill("");
  await page.getByRole("button", { name: "Go to payment" }).click();

  // A card that is declined changes nothing; the bank asks; then it is paid.
  await page.getByRole("button", { name: "Pay with a card that is declined" }).click();
  await expect(page.getByRole("alert")).toContainText("declined");
  await page.getByRole("button", { name: "Pay with 3-D Secure" }).click();
  await page.getByRole("button", { name: "It is me" }).click();
  await ready(page);
  await expect(page.getByText("Thank you.")).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("heading", { name: "Your plan: Enterprise" })).toBeVisible({ timeout: 1000 });
  }).toPass();
  await expect(page.getByText("Pages without our name").first()).toBeVisible();

  await ready(page);
  await page.getByRole("button", { name: "Cancel the plan" }).click();
  await expect(page.getByText("It was cancelled and ends on")).toBeVisible();
  await page.getByRole("button", { name: "Keep the plan" }).click();
  await expect(page.getByText("The trial ends on")).toBeVisible();
  await page.getByRole("button", { name: "Cancel the plan" }).click();
  await page.getByRole("button", { name: "End it at once" }).click();
  await expect(page.getByText("Everything stays as it is until")).toBeVisible();
  await fits(page, "the days of grace");

  // Staff end the days of grace.
  const staff = await device();
  await signInAsStaff(staff);
  const desk = await staff.newPage();
  await open(desk, "/admin/plans");
  await desk.locator("#grace-workspace").fill(person.home.split("/").pop() ?? "");
  await desk.locator("#grace-reason").fill("The test is over");
  await desk.getByRole("button", { name: "End the days of grace" }).click();
  await expect(desk.getByText("Done.")).toBeVisible();
  await fits(desk, "plans, for staff");
  await accessible(desk, "plans, for staff");

  await page.reload();
  await ready(page);
  await expect(page.getByText("Nothing was deleted.")).toBeVisible();
  await accessible(page, "reading only");
});

test("prices are there for everybody, without scripts", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/pricing");
  await expect(page.getByRole("heading", { level: 1, name: "Prices" })).toBeVisible();
  await expect(page.getByText("1.50 USD")).toBeVisible();
  await page.setViewportSize({ width: 360, height: 740 });
  await fits(page, "prices");
  await context.close();
});
