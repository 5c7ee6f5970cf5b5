// Teams: somebody is invited, accepts, and may do what the role says; roles of one's own; a workspace moves and is handed over.

import { accessible, fits } from "../support/axe";
import { linkFor } from "../support/mail";
import { open, signIn, signUp, somebody, unique } from "../support/people";
import { expect, test } from "../support/test";

test("somebody is invited by mail, accepts, and the role holds", async ({ page, person, browser }) => {
  const guest = somebody("Bob Babbage");
  await open(page, `${person.home}/settings/members`);
  await page.getByLabel("Email").fill(guest.email);
  await page.getByLabel("Role").first().selectOption("viewer");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByText(guest.email)).toBeVisible();

  const link = await linkFor(guest.email, `${person.name} invites you to ${person.name}`);
  const other = await browser.newContext();
  const theirs = await other.newPage();
  await theirs.goto(link);
  await expect(theirs.getByRole("heading", { name: "Invitation" })).toBeVisible();
  await theirs.getByRole("link", { name: "Create an account" }).click();
  await theirs.getByLabel("Full name").fill(guest.name);
  await theirs.getByLabel("Email").fill(guest.email);
  await theirs.getByLabel("Password").fill(guest.password);
  await theirs.getByRole("button", { name: "Create account" }).click();
  await theirs.getByRole("button", { name: "Accept the invitation" }).click();
  await theirs.waitForURL(`**${person.home}`);

  await open(theirs, `${person.home}/settings/members`);
  await expect(theirs.getByText(person.email)).toBeVisible();
  await expect(theirs.getByText("Invite somebody")).toHaveCount(0);
  await open(theirs, `${person.home}/sites`);
  await expect(theirs.getByRole("link", { name: "New bio site" })).toHaveCount(0);

  await open(page, `${person.home}/settings/members`);
  const row = page.locator("li").filter({ hasText: guest.email });
  await row.getByText("Change or remove").click();
  await row.getByLabel("Role").selectOption("editor");
  await row.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await open(theirs, `${person.home}/sites`);
  await expect(theirs.getByRole("link", { name: "New bio site" }).first()).toBeVisible();
  await other.close();
});

test("a link works for one person, who signs in on the way", async ({ page, person, browser }) => {
  await open(page, `${person.home}/settings/members`);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const link = (await page.locator("[data-invitation]").innerText()).trim();

  const other = await browser.newContext();
  const guest = await signUp(other);
  const theirs = await other.newPage();
  await theirs.goto(new URL(link).pathname);
  await expect(theirs.getByText("Confirm the address of your account first")).toBeVisible();
  await theirs.goto(await linkFor(guest.email, "Confirm your e-mail address"));
  await theirs.getByRole("button", { name: "Confirm address" }).click();
  await theirs.goto(new URL(link).pathname);
  await theirs.getByRole("button", { name: "Accept the invitation" }).click();
  await theirs.waitForURL(`**${person.home}`);
  const third = await browser.newContext();
  const late = await third.newPage();
  await late.goto(new URL(link).pathname);
  await expect(late.getByText("This link was used already or has expired.")).toBeVisible();
  await other.close();
  await third.close();
});

test("a role of one's own appears in the matrix", async ({ page, person }) => {
  await open(page, `${person.home}/settings/roles`);
  await page.getByLabel("Name").fill("Writer");
  await page.getByLabel("Make and edit bio sites").check();
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("columnheader", { name: "Writer" })).toBeVisible();
});

test("a workspace gets another address, and the old one leads to it", async ({ page, person }) => {
  const slug = unique("studio");
  await open(page, `${person.home}/settings/workspace`);
  await page.getByLabel("Address").fill(slug);
  await page.getByRole("button", { name: "Save" }).nth(1).click();
  await page.waitForURL(`**/w/${slug}/settings/workspace`);
  await page.goto(`${person.home}/settings/members`);
  await page.waitForURL(`**/w/${slug}/settings/members`);
});

test("another workspace is made from the switcher", async ({ page, person }) => {
  await open(page, person.home);
  await page.getByRole("button", { name: "Switch workspace" }).click();
  await page.getByRole("link", { name: "New workspace" }).click();
  await page.getByLabel("Name").fill("Second Studio");
  await page.getByRole("button", { name: "Create" }).click();
  await page.waitForURL(/\/w\/second-studio/);
});

test("the pages of teams are accessible and fit a phone", async ({ page, person }) => {
  for (const tail of ["members", "groups", "roles", "workspace", "sharing", "usage"]) {
    await open(page, `${person.home}/settings/${tail}`);
    await accessible(page, tail);
    await fits(page, tail);
  }
  await open(page, `${person.home}/new-workspace`);
  await accessible(page, "new workspace");
});

test("inviting works without scripts", async ({ browser, person }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  await signIn(context, person);
  const page = await context.newPage();
  const email = somebody().email;
  await page.goto(`${person.home}/settings/members`);
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByText(email)).toBeVisible();
  await context.close();
});
