// Notifications: one arrives in a second tab without a reload, and what is read in one tab is read in the other.

import type { BrowserContext, BrowserContextOptions, Page } from "@playwright/test";
import { accessible, fits } from "../support/axe";
import { open, type Person, signIn } from "../support/people";
import { expect, test } from "../support/test";
import { codeIn, textTo } from "../support/texts";

type Device = (options?: BrowserContextOptions) => Promise<BrowserContext>;

/** Signs in on another device in another network, of which the person is told. */
async function elsewhere(device: Device, person: Person) {
  const address = `198.51.100.${1 + Math.floor(Math.random() * 250)}`;
  await signIn(await device({ extraHTTPHeaders: { "x-forwarded-for": address, "accept-encoding": "identity" } }), person);
}

const unread = (page: Page) => page.locator("[data-unread-count]");

test("a notice arrives in a second tab, and reading it in one is reading it in both", async ({ page, context, person, device }) => {
  const other = await context.newPage();
  await open(page, `${person.home}/notifications`);
  await open(other, person.home);
  await expect(page.getByText("Nothing yet")).toBeVisible();
  await elsewhere(device, person);
  await expect(unread(other)).toHaveAttribute("data-unread-count", "1");
  const row = page.getByRole("listitem").filter({ hasText: "New sign-in to your account" });
  await expect(row).toBeVisible();
  await expect(row).toContainText("198.51.100.");
  await accessible(page, "the panel");

  await other.getByRole("button", { name: "Notifications" }).click();
  await expect(other.getByRole("link", { name: "New sign-in to your account" })).toBeVisible();
  await other.getByRole("link", { name: "All notifications" }).click();
  await other.getByRole("button", { name: "Mark as read", exact: true }).click();
  await expect(unread(page)).toHaveAttribute("data-unread-count", "0");
  await expect(page.getByRole("button", { name: "Mark as unread" })).toBeVisible();

  await page.getByRole("link", { name: "Unread" }).click();
  await expect(page.getByText("All read", { exact: true })).toBeVisible();
});

test("by keyboard, and on a phone", async ({ page, person, device }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, person.home);
  await elsewhere(device, person);
  await expect(unread(page)).toHaveAttribute("data-unread-count", "1");
  const bell = page.getByRole("button", { name: "Notifications" });
  await bell.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "New sign-in to your account" })).toBeVisible();
  await fits(page, "the panel");
  await page.keyboard.press("Escape");
  await expect(bell).toBeFocused();
  await open(page, `${person.home}/notifications`);
  await fits(page, "the list");
  await page.getByRole("button", { name: "Mark all as read" }).focus();
  await page.keyboard.press("Enter");
  await expect(unread(page)).toHaveAttribute("data-unread-count", "0");
});

test("what somebody is told is theirs to choose", async ({ page, person, browserConsole }) => {
  browserConsole.expect(/status of 422/);
  await open(page, `${person.home}/settings/notifications`);
  const box = page.getByRole("checkbox", { name: "Bio site published by a colleague: Mail" });
  await expect(box).not.toBeChecked();
  await box.check();
  await page.getByLabel("Mails").selectOption("daily");
  await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
  await page.getByLabel("Quiet from").fill("22:00");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Enter when quiet hours end")).toBeVisible();
  await page.getByLabel("Quiet until").fill("07:00");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("checkbox", { name: "Bio site published by a colleague: Mail" })).toBeChecked();
  await expect(page.getByLabel("Time zone")).toHaveValue("Asia/Tokyo");
  await expect(page.getByLabel("Quiet until")).toHaveValue("07:00");
  await accessible(page, "what to be told");
  await page.setViewportSize({ width: 360, height: 740 });
  await fits(page, "what to be told");
});

test("a number is confirmed with a code, and texts go there until it is removed", async ({ page, person, device, browserConsole }) => {
  browserConsole.expect(/status of 422/);
  const number = `+4915${Math.floor(100_000_000 + Math.random() * 900_000_000)}`;
  await open(page, `${person.home}/settings/notifications`);
  await page.getByLabel("Mobile number").fill("0151 23456789");
  await page.getByRole("button", { name: "Send a code" }).click();
  await expect(page.getByText("Enter the number with a plus sign and the country code")).toBeVisible();
  await page.getByLabel("Mobile number").fill(`${number.slice(0, 6)} ${number.slice(6)}`);
  await page.getByRole("button", { name: "Send a code" }).click();
  await expect(page.getByText(`We sent a code to ${number}.`)).toBeVisible();
  await accessible(page, "a code was sent");
  const code = codeIn(await textTo(number));
  await page.getByLabel("Code", { exact: true }).fill(code === "000000" ? "000001" : "000000");
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText("This is not the code we sent.")).toBeVisible();
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText("Confirmed", { exact: true })).toBeVisible();
  await page.getByRole("checkbox", { name: "Sign-in from a new device: Text message" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await elsewhere(device, person);
  expect(await textTo(number, 2)).toMatch(/^New sign-in to your account: .* http\S+$/);
  await accessible(page, "a confirmed number");
  await page.setViewportSize({ width: 360, height: 740 });
  await fits(page, "a confirmed number");
  await page.getByRole("button", { name: `Remove ${number}` }).click();
  await expect(page.getByLabel("Mobile number")).toHaveValue("");
});

test("without scripts a number is confirmed by forms", async ({ person, device, context }) => {
  const number = `+4916${Math.floor(100_000_000 + Math.random() * 900_000_000)}`;
  const plain = await device({ javaScriptEnabled: false, storageState: await context.storageState() });
  const page = await plain.newPage();
  await page.goto(`${person.home}/settings/notifications`);
  await page.getByLabel("Mobile number").fill(number);
  await page.getByRole("button", { name: "Send a code" }).click();
  await page.getByLabel("Code", { exact: true }).fill(codeIn(await textTo(number)));
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText("Confirmed", { exact: true })).toBeVisible();
});

test("without scripts the list is a page and its buttons work", async ({ person, device, context }) => {
  await elsewhere(device, person);
  const plain = await device({ javaScriptEnabled: false, storageState: await context.storageState() });
  const page = await plain.newPage();
  const list = `${person.home}/notifications`;
  await expect(async () => {
    await page.goto(list);
    await expect(page.getByText("New sign-in to your account")).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.getByRole("button", { name: "Mark as read", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${list}\\??$`));
  await expect(page.getByRole("button", { name: "Mark as unread" })).toBeVisible();
});
