// Everything a person needs before the studio, and everything a visitor sees, without a single script.

import type { Page } from "@playwright/test";
import { linkFor, mailTo } from "../support/mail";
import { signUp, somebody, submit } from "../support/people";
import { everyBlock, publishedSite } from "../support/sites";
import { expect, test } from "../support/test";

test.use({ javaScriptEnabled: false });

async function fill(page: Page, fields: Record<string, string>, button: string) {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
  await page.getByRole("button", { name: button }).click();
}

test("sign-up says what is wrong beside each field and keeps what was typed", async ({ page }) => {
  await page.goto("/signup");
  await fill(page, { "Full name": " ", Email: "ada@nowhere", Password: "short" }, "Create account");
  const [name, email, password] = [page.getByLabel("Full name"), page.getByLabel("Email"), page.getByLabel("Password")];
  await expect(name).toHaveAccessibleDescription("Enter your name.");
  await expect(email).toHaveAccessibleDescription("Enter an e-mail address such as name@example.com.");
  await expect(password).toHaveAccessibleDescription(/Use at least 8 characters\./);
  for (const field of [name, email, password]) await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(email).toHaveValue("ada@nowhere");
  await expect(password).toHaveValue("");

  await fill(page, { "Full name": 'Ada <b>"Lovelace"</b> עדה', Password: "short" }, "Create account");
  await expect(name).toHaveValue('Ada <b>"Lovelace"</b> עדה');
  await expect(name).not.toHaveAttribute("aria-invalid", "true");
  await expect(page).toHaveTitle(/Create your account/);
});

test("signing up, out, and in again", async ({ page }) => {
  const who = somebody();
  await page.goto("/signup");
  await fill(page, { "Full name": who.name, Email: who.email, Password: who.password }, "Create account");
  await expect(page).toHaveURL(/\/w\/ada-lovelace/);
  await expect(page.getByRole("heading", { name: "Welcome, Ada" })).toBeVisible();
  const home = new URL(page.url()).pathname;

  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/login");
  await page.goto(`${home}/settings`);
  await expect(page).toHaveURL(/\/login\?next=/);

  await fill(page, { Email: who.email, Password: "not the password" }, "Sign in");
  await expect(page.getByRole("alert").filter({ hasText: "E-mail address or password is wrong." })).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue(who.email);
  await fill(page, { Password: who.password }, "Sign in");
  await expect(page).toHaveURL(`${home}/settings`);
  await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
});

test("an unknown address gets the same answer as a wrong password", async ({ page }) => {
  await page.goto("/login");
  await fill(page, { Email: somebody().email, Password: "whatever it is" }, "Sign in");
  await expect(page.getByRole("alert").filter({ hasText: "E-mail address or password is wrong." })).toBeVisible();
});

test("a forgotten password is mailed about, and the answer does not tell who has an account", async ({ page, device }) => {
  const who = await signUp(await device());
  const stranger = somebody();
  for (const { email } of [who, stranger]) {
    await page.goto("/forgot");
    await fill(page, { Email: email }, "Send link");
    await expect(page.getByRole("heading", { name: "Look into your mail" })).toBeVisible();
    await expect(page.getByText("If the address has an account")).toBeVisible();
  }
  await page.goto(await linkFor(who.email, "Choose a new password"));
  await fill(page, { "New password": "short" }, "Save password");
  await expect(page.getByLabel("New password")).toHaveAccessibleDescription(/Use at least 8 characters\./);
  await fill(page, { "New password": "a better password" }, "Save password");
  await expect(page).toHaveURL(who.home);
  expect(await mailTo(stranger.email)).toEqual([]);
});

test("a public page shows every kind of block and its links lead on", async ({ page, device }) => {
  const owner = await device({ javaScriptEnabled: true });
  const ada = await signUp(owner);
  const site = await publishedSite(owner, ada, await everyBlock(owner, ada));
  const response = await page.goto(site.page);
  const main = page.locator("body");
  const shown = ["More of me", "bold", "The wall, in grey", "Write to me", "Call me", "Save my contact", "Is it open?", "Until the launch"];
  for (const text of shown) await expect(main.getByText(text)).toBeVisible();
  await expect(page.getByRole("img", { name: "A grey wall" })).toHaveCount(2);
  await expect(page.getByRole("img", { name: "The same wall" })).toBeVisible();
  await expect(page.getByRole("link", { name: "YouTube", exact: true })).toBeVisible();
  await expect(page.locator("iframe")).toHaveCount(2);
  await page.getByText("Is it open?").click();
  await expect(page.getByText("Every day.")).toBeVisible();
  const html = (await response?.text()) ?? "";
  expect(html).not.toMatch(/<script(?! type="application\/ld\+json")/);
  // Nobody else is asked for anything until the visitor does.
  expect(html).not.toMatch(/<(?:img|link|script|iframe)[^>]+(?:src|href)="https?:\/\/(?!127\.0\.0\.1)[^"]*\.(?:js|css|png|jpg|webp|woff2)/);

  await page.route("https://example.com/**", (route) => route.fulfill({ contentType: "text/html", body: "<title>The shop</title>" }));
  await page.getByRole("link", { name: "My shop" }).click();
  await expect(page).toHaveURL("https://example.com/shop");
  await page.goBack();
  const card = page.waitForEvent("download");
  await page.getByRole("link", { name: "Save my contact" }).click();
  expect((await card).suggestedFilename()).toBe("contact.vcf");
});

test("a player is asked for by a click, and nothing is before", async ({ page, device }) => {
  const owner = await device();
  const ada = await signUp(owner);
  const site = await publishedSite(owner, ada, [{ type: "video", url: "https://www.youtube.com/watch?v=jNQXAC9IVRw", title: "Me at the zoo" }]);
  const asked: string[] = [];
  await page.route(/^https:/, (route) => {
    asked.push(new URL(route.request().url()).host);
    return route.fulfill({ contentType: "text/html", body: "<title>player</title><p>The player</p>" });
  });
  await page.goto(site.page);
  const player = page.frameLocator("iframe");
  await expect(player.getByText("Me at the zoo")).toBeVisible();
  expect(asked).toEqual([]);
  await player.getByRole("link").click();
  await expect(player.getByText("The player")).toBeVisible();
  expect(asked).toEqual(["www.youtube-nocookie.com"]);
});

test("pages that are not there say so", async ({ page, browserConsole, device }) => {
  browserConsole.expect(/status of 404/);
  const owner = await device();
  const ada = await signUp(owner);
  const draft = await submit(owner, `${ada.home}/sites/new`, "create_site", { workspace: ada.home.slice(3), handle: `draft-${Date.now().toString(36).replace(/\d/g, "q")}`, name: "Draft" });
  const handle = /@([a-z0-9-]+)/.exec(await (await owner.request.get(`${ada.home}/sites`)).text())?.[1];
  expect(draft).toContain("/sites/");
  for (const path of [`/@${handle}`, "/@nobody-has-this", "/nowhere", "/@"]) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(404);
    await expect(page.getByRole("heading")).toBeVisible();
  }
});
