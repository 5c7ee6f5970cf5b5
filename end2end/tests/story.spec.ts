// The product's main job, from signing up to seeing who came. Runs at a desk and on a telephone.

import type { Page } from "@playwright/test";
import { BOT, BROWSER } from "../support/agents";
import { Builder } from "../support/builder";
import { linkFor } from "../support/mail";
import { ready, somebody, unique } from "../support/people";
import { png } from "../support/pictures";
import { expect, test } from "../support/test";

test("a creator signs up, builds a page, publishes it, and sees who came", async ({ page, device, hasTouch }) => {
  test.slow();
  const [who, handle] = [somebody("Grace Hopper"), unique("grace")];
  await test.step("sign up", () => signUp(page, who));
  await test.step("confirm the address", () => confirm(page, who.email));
  await test.step("choose a handle", () => newSite(page, handle));
  const builder = await Builder.on(page);
  await test.step("add blocks", () => addBlocks(builder));
  await test.step("sort by keyboard and by hand", () => sort(builder));
  await test.step("duplicate, switch off", () => duplicateAndSwitchOff(builder));
  await test.step("a theme, undone and redone", () => chooseTheme(builder));
  await test.step("publish", async () => {
    await builder.saved();
    await builder.publish();
    await expect(builder.publishButton()).toHaveText("Published");
  });
  await test.step("a stranger visits", async () => {
    const stranger = await device({ userAgent: hasTouch ? BROWSER.mac : BROWSER.phone });
    await stranger.route("https://example.com/**", (route) => route.fulfill({ contentType: "text/html", body: "<title>The shop</title>" }));
    await visit(await stranger.newPage(), handle);
  });
  await test.step("a bot and the owner visit as well", async () => {
    const bot = await device({ userAgent: BOT });
    expect((await bot.request.get(`/@${handle}`)).status()).toBe(200);
    const own = await page.context().newPage();
    await own.goto(`/@${handle}`);
    await own.close();
  });
  await test.step("who came", () => whoCame(builder));
});

async function signUp(page: Page, who: ReturnType<typeof somebody>) {
  await page.goto("/");
  await page.getByRole("link", { name: "Create account" }).click();
  await page.getByLabel("Full name").fill(who.name);
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL(/\/w\/grace-hopper/);
  await expect(page.getByRole("heading", { name: "Welcome, Grace" })).toBeVisible();
  await expect(page.getByText("Confirm your e-mail address")).toBeVisible();
}

async function confirm(page: Page, email: string) {
  await page.goto(await linkFor(email, "Confirm your e-mail address"));
  await page.getByRole("button", { name: "Confirm address" }).click();
  await expect(page).toHaveURL(/\/w\/grace-hopper/);
  await ready(page);
  await expect(page.getByText("Confirm your e-mail address")).toHaveCount(0);
}

async function newSite(page: Page, handle: string) {
  await page.getByRole("link", { name: "New bio site" }).first().click();
  await page.getByLabel("Handle").fill(handle);
  await expect(page.getByText(`@${handle} is free`)).toBeVisible();
  await page.getByRole("button", { name: "Create bio site" }).click();
  await expect(page).toHaveURL(/\/sites\/[0-9a-f-]{36}$/);
}

async function addBlocks(builder: Builder) {
  await builder.addLink("My shop", "https://example.com/shop");
  await builder.add("heading");
  await builder.field("Heading").fill("All about compilers");
  await builder.add("text");
  await builder.field("Text").fill("Some **bold** words.");
  await builder.add("video");
  await builder.field("Address").fill("https://www.youtube.com/watch?v=jNQXAC9IVRw");
  await expect(builder.fields.getByText("Found on YouTube")).toBeVisible();
  await builder.add("faq");
  await builder.press(builder.fields.getByRole("button", { name: "Add question" }));
  await builder.field("Question").first().fill("Is it open?");
  await builder.field("Answer").first().fill("Every day.");
  await builder.add("countdown");
  await builder.field("Title").fill("Until the launch");
  await builder.field("Counts down to").fill("2099-01-01T12:00");
  await builder.add("divider");
  await builder.add("email");
  await builder.field("E-mail address").fill("grace@example.com");
  await builder.add("social");
  await builder.press(builder.fields.getByRole("button", { name: "Add account" }));
  await builder.field("Address").fill("https://github.com/grace");
  await builder.field("Address").blur();
  await expect(builder.field("Network")).toHaveValue("GitHub");
  await addPicture(builder);
  await builder.saved();
}

async function addPicture(builder: Builder) {
  await builder.add("image");
  await builder.page.locator("#block-picture-file").setInputFiles(png());
  await builder.field("Description (alt text)").fill("A grey wall");
  await expect(builder.fields.getByRole("img", { name: "A grey wall" }).or(builder.fields.locator("img")).first()).toBeVisible();
}

async function sort(builder: Builder) {
  await builder.show("Blocks");
  const link = (await builder.order()).indexOf("My shop");
  expect(link).toBe(0);
  await builder.grip("My shop").focus();
  await builder.page.keyboard.press("ArrowDown");
  await expect.poll(() => builder.order().then((order) => order.slice(0, 2))).toEqual(["All about compilers", "My shop"]);
  await expect(builder.grip("My shop")).toBeFocused();
  await builder.drag("Some bold words", "All about compilers");
  await expect.poll(() => builder.order().then((order) => order.slice(0, 3))).toEqual(["Some bold words.", "All about compilers", "My shop"]);
}

async function duplicateAndSwitchOff(builder: Builder) {
  await builder.menu("My shop", "Duplicate");
  await expect(builder.row("My shop")).toHaveCount(2);
  await builder.field("Title").fill("A secret sale");
  await expect(builder.row("A secret sale")).toHaveCount(1);
  await builder.show("Blocks");
  await builder.press(builder.switch("A secret sale"));
  await expect(builder.row("A secret sale").getByText("Off", { exact: true })).toBeVisible();
}

async function chooseTheme(builder: Builder) {
  const body = builder.preview.locator("body");
  const ground = () => body.evaluate((element) => getComputedStyle(element).backgroundColor + getComputedStyle(element).backgroundImage + getComputedStyle(element.ownerDocument.documentElement).backgroundColor);
  await builder.show("Preview");
  // The copy is called "My shop" too until the preview has caught up with its renaming and switching off.
  await expect(builder.preview.getByText("My shop")).toHaveCount(1);
  await expect(builder.preview.getByText("My shop")).toBeVisible();
  await expect(builder.preview.getByText("A secret sale")).toHaveCount(0);
  const plain = await ground();
  await builder.show("Design");
  await builder.press(builder.page.getByText("Midnight", { exact: true }));
  await builder.show("Preview");
  await expect.poll(ground).not.toBe(plain);
  await builder.undo();
  await expect.poll(ground).toBe(plain);
  await builder.redo();
  await expect.poll(ground).not.toBe(plain);
}

async function visit(page: Page, handle: string) {
  const response = await page.goto(`/@${handle}`);
  expect(response?.status()).toBe(200);
  await expect(page).toHaveTitle(`Grace Hopper (@${handle})`);
  for (const text of ["My shop", "All about compilers", "Some bold words.", "Is it open?", "Until the launch", "grace@example.com"]) {
    await expect(page.getByText(text)).toBeVisible();
  }
  await expect(page.getByRole("img", { name: "A grey wall" })).toBeVisible();
  await expect(page.getByRole("link", { name: "GitHub" })).toBeVisible();
  await expect(page.locator("iframe")).toHaveAttribute("title", "Play video from YouTube");
  const html = (await response?.text()) ?? "";
  expect(html).not.toContain("secret sale");
  // Data about the page for search engines is the only script element, and no program.
  await expect(page.locator('script:not([type="application/ld+json"])')).toHaveCount(0);
  await page.getByRole("link", { name: "My shop" }).click();
  await expect(page).toHaveTitle("The shop");
  expect(page.url()).toBe("https://example.com/shop");
}

async function whoCame(builder: Builder) {
  const { page } = builder;
  await page.goto(`${page.url()}/analytics`);
  const figures = page.getByRole("region", { name: "Figures" });
  const left = page.getByText("Not counted (views and clicks): 1 by bots, 1 by you and your team.");
  await expect(async () => {
    await page.reload();
    await expect(figures).toContainText(/Views\s*1/, { timeout: 1_000 });
    await expect(figures).toContainText(/Clicks\s*1/, { timeout: 1_000 });
    await expect(left).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 15_000 });
  await expect(page.getByRole("row", { name: /My shop/ })).toContainText("100%");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("analytics-7d.csv");
  const text = await (await file.createReadStream()).toArray().then((parts) => Buffer.concat(parts).toString("utf8"));
  expect(text).toMatch(/^section,name,views,visitors,clicks,click_rate/);
  expect(text).toContain("block,My shop,,,1,1.0000");
}
