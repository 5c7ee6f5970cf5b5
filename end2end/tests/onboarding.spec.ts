// First steps: a newcomer says what they do, steps do themselves, a sample comes and goes; staff set and measure.

import { accessible, fits } from "../support/axe";
import { Builder } from "../support/builder";
import { open, ready, signIn, signInAsStaff, signUp } from "../support/people";
import { newSite } from "../support/sites";
import { expect, test } from "../support/test";

test("a coach is asked, publishes a page, and the steps are done by themselves", async ({ page, person, context }) => {
  await open(page, person.home);
  await expect(page.getByRole("heading", { name: "What do you do?" })).toBeVisible();
  await accessible(page, "the question at home");
  await page.getByRole("link", { name: "Choose", exact: true }).click();
  await page.waitForURL(`**${person.home}/welcome`);
  await page.getByLabel("You are").selectOption("coach");
  await page.getByLabel("A page that people find").check();
  await page.getByRole("button", { name: "Show my first steps" }).click();
  await expect(page.getByText("0 of 6 done")).toBeVisible();
  await accessible(page, "first steps");
  await fits(page, "first steps");

  await page.getByRole("button", { name: "Leave out: Protect your account" }).click();
  await expect(page.locator('[data-step="protect_account"]').getByText("Left out")).toBeVisible();
  await page.getByRole("button", { name: "Take up again: Protect your account" }).click();
  await expect(page.getByRole("button", { name: "Leave out: Protect your account" })).toBeVisible();

  const site = await newSite(context, person);
  const builder = await Builder.open(page, site.path);
  await builder.addLink("My first talk", "https://example.com/talk");
  await builder.saved();
  await builder.publish();
  await expect(async () => {
    await page.goto(`${person.home}/welcome`);
    await expect(page.locator('[data-step="publish_site"]').getByText("Done")).toBeVisible({ timeout: 1000 });
  }).toPass();
  await expect(page.locator('[data-step="create_site"]').getByText("Done")).toBeVisible();

  await open(page, person.home);
  await expect(page.getByText("2 of 6 done")).toBeVisible();
  await accessible(page, "the checklist at home");
  await fits(page, "the checklist at home");
  await page.getByRole("button", { name: "Put away" }).click();
  await expect(page.getByText("2 of 6 done")).toBeHidden();
  await page.getByRole("main").getByRole("link", { name: "First steps" }).click();
  await page.getByRole("button", { name: "Call them back" }).click();
  await expect(page.getByText("are put away")).toBeHidden();
  await open(page, person.home);
  await expect(page.getByText("2 of 6 done")).toBeVisible();
});

test("a sample is put in, looked at and taken out with one click each", async ({ page, person }) => {
  await open(page, `${person.home}/welcome`);
  await page.getByLabel("You are").selectOption("shop");
  await page.getByRole("button", { name: "Show my first steps" }).click();
  await page.getByRole("button", { name: "Put the sample in" }).click();
  const sample = page.getByRole("link", { name: "Sample: a shop’s page" });
  await expect(sample).toBeVisible();
  await expect(page.getByText("It is as we put it in.")).toBeVisible();
  await accessible(page, "a sample");
  await fits(page, "a sample");
  await page.getByRole("button", { name: "Take the sample out" }).click();
  await expect(page.getByText("The sample is gone.")).toBeVisible();
  await expect(sample).toBeHidden();
  await expect(page.getByRole("button", { name: "Put the sample in" })).toBeVisible();
});

test("a sample that was changed is kept unless somebody says so", async ({ page, person }) => {
  await open(page, `${person.home}/welcome`);
  await page.getByRole("button", { name: "Show my first steps" }).click();
  await page.getByRole("button", { name: "Put the sample in" }).click();
  const sample = page.getByRole("link", { name: "Sample: a creator’s page" });
  await expect(sample).toBeVisible();
  const builder = await Builder.open(page, (await sample.getAttribute("href")) ?? "");
  await builder.addLink("My own link", "https://example.com/own");
  await builder.saved();
  await open(page, `${person.home}/welcome`);
  await expect(page.getByText("It was changed.")).toBeVisible();
  await expect(page.getByLabel("Remove it with all changes.")).not.toBeChecked();
  await page.getByRole("button", { name: "Take the sample out" }).click();
  await expect(page.getByText("It is an ordinary bio site of yours now.")).toBeVisible();
  await open(page, `${person.home}/sites`);
  await expect(page.getByRole("link", { name: "Sample: a creator’s page" })).toBeVisible();
});

test("first steps work without scripts", async ({ browser, context }) => {
  const who = await signUp(context);
  const plain = await browser.newContext({ javaScriptEnabled: false });
  await signIn(plain, who);
  const page = await plain.newPage();
  await page.goto(who.home);
  await page.getByRole("link", { name: "Choose", exact: true }).click();
  await page.getByLabel("You are").selectOption("agency");
  await page.getByRole("button", { name: "Show my first steps" }).click();
  await expect(page.getByText("0 of 8 done")).toBeVisible();
  await page.getByRole("button", { name: "Leave out: Add a webhook" }).click();
  await expect(page.locator('[data-step="add_webhook"]').getByText("Left out")).toBeVisible();
  await page.getByRole("button", { name: "Put the sample in" }).click();
  await expect(page.getByRole("link", { name: "Sample: an agency’s page" })).toBeVisible();
  await page.getByRole("button", { name: "Take the sample out" }).click();
  await expect(page.getByRole("button", { name: "Put the sample in" })).toBeVisible();
  await page.getByRole("button", { name: "Put away" }).click();
  await expect(page.getByText("are put away")).toBeVisible();
  await plain.close();
});

test("staff see how far people come and set the steps of a trade", async ({ page, context, browserConsole }) => {
  browserConsole.expect(/status of 422/);
  await signInAsStaff(context);
  await open(page, "/admin/onboarding");
  await expect(page.getByRole("heading", { name: "From an account to the first published page" })).toBeVisible();
  await accessible(page, "first steps, for staff");
  await fits(page, "first steps, for staff");
  const card = page.locator("section").filter({ has: page.getByRole("heading", { name: "Another small firm" }) });
  await card.locator("summary").click();
  await card.locator("#firm-invite_team-place").fill("0");
  await card.locator("#firm-reason").fill("A browser test");
  await card.getByRole("button", { name: "Save" }).click();
  await expect(card.getByText("Set by staff")).toBeVisible();
  await card.locator("summary").click();
  await card.getByRole("button", { name: "Back to the default" }).click();
  await expect(card.getByText("Default", { exact: true })).toBeVisible();
  await ready(page);
});
