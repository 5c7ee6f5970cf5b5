// The mailbox of development: mail is read and its links followed as in a mail program.

import { accessible, fits } from "../support/axe";
import { linkFor } from "../support/mail";
import { open } from "../support/people";
import { expect, test } from "../support/test";

const CONFIRM = "Confirm your e-mail address";

test("a mail is found in the mailbox, shown without scripts, and its button leads where it says", async ({ page, person }) => {
  await linkFor(person.email, CONFIRM);
  await open(page, person.home);
  await page.locator('a[href="/dev/mailbox"]').click();
  await expect(page).toHaveURL("/dev/mailbox");
  await accessible(page, "the mailbox");
  await page.getByRole("listitem").filter({ hasText: person.email }).getByRole("link", { name: CONFIRM }).click();
  const mail = page.frameLocator("iframe");
  await expect(mail.getByRole("article").getByText("Please confirm that this address is yours")).toBeVisible();

  const opened = page.waitForEvent("popup");
  await mail.getByRole("link", { name: "Confirm address" }).click();
  const there = await opened;
  await there.getByRole("button", { name: "Confirm address" }).click();
  await expect(there).toHaveURL(person.home);
});

test("text and headers have pages of their own, also on a telephone", async ({ page, person }) => {
  const link = await linkFor(person.email, CONFIRM);
  await page.setViewportSize({ width: 360, height: 700 });
  await page.goto("/dev/mailbox");
  await page.getByRole("listitem").filter({ hasText: person.email }).getByRole("link", { name: CONFIRM }).click();
  await fits(page, "a mail");
  await page.getByRole("link", { name: "Text" }).click();
  await expect(page.getByRole("link", { name: link })).toBeVisible();
  await fits(page, "the text of a mail");
  await page.getByRole("link", { name: "Headers" }).click();
  await expect(page.getByText("Auto-Submitted: auto-generated")).toBeVisible();
  await fits(page, "the headers of a mail");
});
