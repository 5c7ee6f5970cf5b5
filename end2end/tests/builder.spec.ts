// What the builder does when things go wrong, and what it does not let through.

import type { FrameLocator, Page } from "@playwright/test";
import { Builder } from "../support/builder";
import { newSite, publishedSite, upload } from "../support/sites";
import { expect, test } from "../support/test";

test.describe("two tabs", () => {
  async function conflict(page: Page, path: string): Promise<[Builder, Builder]> {
    const first = await Builder.open(page, path);
    const second = await Builder.open(await page.context().newPage(), path);
    await first.add("heading");
    await first.field("Heading").fill("From the first tab");
    await first.saved();
    await second.add("heading");
    await second.field("Heading").fill("From the second tab");
    await expect(second.page.getByRole("alert").filter({ hasText: "changed in another tab or by a colleague" })).toBeVisible();
    await expect(second.saveState()).toHaveAttribute("data-save", "failed");
    await expect(second.row("From the second tab")).toBeVisible();
    return [first, second];
  }

  test("the second is told and may take over the first one's work, and come back", async ({ page, person, context, browserConsole }) => {
    browserConsole.expect(/status of 409/);
    const site = await newSite(context, person);
    const [, second] = await conflict(page, site.path);
    await second.page.getByRole("button", { name: "Load the other version" }).click();
    await expect(second.row("From the first tab")).toBeVisible();
    await expect(second.row("From the second tab")).toHaveCount(0);
    await second.saved();
    await second.toast("This is the other version now.").getByRole("button", { name: "Back to mine" }).click();
    await expect(second.row("From the second tab")).toBeVisible();
    await second.saved();
    await second.page.reload();
    await expect(second.row("From the second tab")).toBeVisible();
  });

  test("the second may keep its own", async ({ page, person, context, browserConsole }) => {
    browserConsole.expect(/status of 409/);
    const site = await newSite(context, person);
    const [first, second] = await conflict(page, site.path);
    await second.page.getByRole("button", { name: "Keep mine" }).click();
    await second.saved();
    await expect(second.page.getByText("Not saved: changed elsewhere")).toHaveCount(0);
    // The first tab is now the one behind, and loses nothing either.
    await first.field("Heading").fill("Late");
    await expect(first.page.getByRole("alert").filter({ hasText: "changed in another tab" })).toBeVisible();
    await expect(first.row("Late")).toBeVisible();
    await second.page.reload();
    await expect(second.rows).toHaveCount(1);
    await expect(second.row("From the second tab")).toBeVisible();
  });
});

test("a draft saves itself, also after the network was away", async ({ page, person, context, browserConsole }) => {
  browserConsole.expect(/ERR_INTERNET_DISCONNECTED/);
  const site = await newSite(context, person);
  const builder = await Builder.open(page, site.path);
  await builder.add("heading");
  await builder.field("Heading").fill("Kept");
  await expect(builder.saveState()).toHaveAttribute("data-save", "saving");
  await expect(builder.saveState()).toHaveText("All changes saved");

  await context.setOffline(true);
  await builder.field("Heading").fill("Typed in a tunnel");
  await expect(builder.saveState()).toHaveText("Could not save – retrying");
  await context.setOffline(false);
  await expect(builder.saveState()).toHaveText("All changes saved");
  await page.reload();
  await expect(builder.row("Typed in a tunnel")).toBeVisible();
});

test("somebody who was signed out elsewhere signs in again and loses nothing", async ({ page, person, context, browserConsole }) => {
  browserConsole.expect(/status of 401/);
  const site = await newSite(context, person);
  const builder = await Builder.open(page, site.path);
  await builder.add("heading");
  await builder.saved();
  await context.clearCookies();
  await builder.field("Heading").fill("Written without a session");
  await expect(page.getByText("Not saved: you are signed out")).toBeVisible();
  const other = await context.newPage();
  await other.goto("/login");
  await other.getByLabel("Email").fill(person.email);
  await other.getByLabel("Password").fill(person.password);
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other).toHaveURL(person.home);
  // Coming back to the tab is enough; who stays on it has a button.
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await builder.saved();
  await page.reload();
  await expect(builder.row("Written without a session")).toBeVisible();
});

test("a block outside its times is not in the page at all", async ({ page, person, context, device }) => {
  const site = await newSite(context, person);
  const builder = await Builder.open(page, site.path);
  await builder.addLink("Always", "https://example.com/always");
  await builder.addLink("Next century", "https://example.com/later");
  await page.getByText("Schedule", { exact: true }).click();
  await page.getByLabel("Show from").fill("2099-01-01T10:00");
  await builder.addLink("Last century", "https://example.com/earlier");
  await page.getByText("Schedule", { exact: true }).click();
  await page.getByLabel("Show until").fill("1999-12-31T23:59");
  await expect(page.getByLabel("Time zone")).toHaveValue("Europe/Berlin");
  await expect(builder.row("Next century").getByText("Scheduled")).toHaveCount(1);
  await expect(builder.preview.getByText("Always")).toBeVisible();
  await expect(builder.preview.getByText("century")).toHaveCount(0);
  await builder.publish();
  const html = await (await (await device()).request.get(site.page)).text();
  expect(html).toContain("Always");
  expect(html).not.toContain("century");
});

test("a page with a dangerous or missing address is not published, and the field says why", async ({ page, person, context, device, browserConsole }) => {
  browserConsole.expect(/status of 404/);
  const site = await newSite(context, person);
  const builder = await Builder.open(page, site.path);
  await builder.addLink("Bad", "javascript:alert(document.domain)");
  await expect(builder.field("Address")).toHaveAccessibleDescription(/Only addresses that start with https:\/\//);
  await builder.field("Address").fill("java\tscript:alert(1)");
  await expect(builder.field("Address")).toHaveAccessibleDescription(/invisible characters/);
  await builder.add("heading");
  await builder.publishButton().click();
  await expect(builder.toast("Not published yet.")).toBeVisible();
  await expect(builder.field("Address")).toHaveAttribute("aria-invalid", "true");
  await expect(builder.field("Address")).toBeFocused();
  await expect(builder.row("Bad").getByText("Not ready to be published")).toHaveCount(1);
  expect((await (await device()).request.get(site.page)).status()).toBe(404);

  await builder.field("Address").fill("example.com/good");
  await builder.select("Heading");
  await expect(builder.field("Heading")).toHaveAccessibleDescription("Enter the heading.");
  await builder.field("Heading").fill("Better");
  await builder.publish();
  expect((await (await device()).request.get(site.page)).status()).toBe(200);
});

test("a deleted block comes back to its place", async ({ page, person, context }) => {
  const site = await newSite(context, person);
  const builder = await Builder.open(page, site.path);
  for (const [at, name] of ["One", "Two", "Three"].entries()) await builder.addLink(name, `https://example.com/${at}`);
  await builder.menu("Two", "Delete");
  await expect.poll(() => builder.order()).toEqual(["One", "Three"]);
  await builder.toast("Block deleted.").getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => builder.order()).toEqual(["One", "Two", "Three"]);
  await builder.select("Three");
  await page.getByRole("button", { name: "Delete block" }).click();
  await expect.poll(() => builder.order()).toEqual(["One", "Two"]);
  await page.keyboard.press("Control+z");
  await expect.poll(() => builder.order()).toEqual(["One", "Two", "Three"]);
  await page.keyboard.press("Control+Shift+z");
  await expect.poll(() => builder.order()).toEqual(["One", "Two"]);
  await builder.saved();
  await page.reload();
  await expect.poll(() => builder.order()).toEqual(["One", "Two"]);
});

test("the history shows what visitors saw and brings it back", async ({ page, person, context, device }) => {
  const site = await newSite(context, person);
  const visitor = await device();
  const seen = async () => (await visitor.request.get(site.page)).text();
  const builder = await Builder.open(page, site.path);
  await builder.add("heading");
  await builder.field("Heading").fill("As it was");
  await builder.publish();
  await builder.field("Heading").fill("As it is");
  await expect(builder.publishButton()).toBeEnabled();
  await builder.publish();
  await expect.poll(seen).toContain("As it is");

  await page.goto(`${site.path}/history`);
  const version = (number: number) => page.locator(`[data-version="${number}"]`);
  await expect(version(2)).toContainText("Published");
  await expect(version(1)).toContainText("Ada Lovelace");
  await expect(page.locator("body")).toHaveAttribute("data-hydrated", "true");
  await version(1).getByRole("button", { name: "Preview" }).click();
  await expect(page.getByRole("dialog").frameLocator("iframe").getByText("As it was")).toBeVisible();
  await page.keyboard.press("Escape");
  await version(1).getByRole("button", { name: "Restore to draft" }).click();
  await expect(builder.toast("Version 1 is the draft now.")).toBeVisible();
  await expect(builder.row("As it was")).toBeVisible();
  expect(await seen()).toContain("As it is");
  await builder.publish();
  await expect.poll(seen).toContain("As it was");
});

test("unpublishing takes the page away, and back", async ({ page, person, context, device }) => {
  const site = await newSite(context, person);
  const visitor = await device();
  const status = async () => (await visitor.request.get(site.page)).status();
  const builder = await Builder.open(page, site.path);
  await builder.addLink("Here", "https://example.com");
  await builder.publish();
  await expect.poll(status).toBe(200);
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("button", { name: "Unpublish" }).click();
  await expect(builder.toast("Unpublished.")).toBeVisible();
  await expect.poll(status).toBe(404);
  await builder.toast("Unpublished.").getByRole("button", { name: "Publish again" }).click();
  await expect.poll(status).toBe(200);
});

test("a file of 500 links becomes blocks, in one step", async ({ page, person, context }) => {
  const site = await newSite(context, person);
  const builder = await Builder.open(page, site.path);
  const lines = Array.from({ length: 500 }, (_, at) => `"Link, number ${at}",https://example.com/${at}`);
  const buffer = Buffer.from(`title,url\n${lines.join("\n")}\n`);
  await page.getByRole("button", { name: "Import links" }).first().click();
  await page.getByLabel("Choose a file").setInputFiles({ name: "links.csv", mimeType: "text/csv", buffer });
  await expect(page.getByText("500 links found")).toBeVisible();
  await page.getByRole("button", { name: "Add 500 links" }).click();
  await expect(builder.rows).toHaveCount(500);
  await builder.saved();
  await page.reload();
  await Builder.on(page);
  await expect(builder.rows).toHaveCount(500);
  await expect(builder.rows.last()).toContainText("Link, number 499");
});

test("a file that is too large is refused with a reason", async ({ page, person, context }) => {
  const site = await newSite(context, person);
  await Builder.open(page, site.path);
  await page.getByRole("button", { name: "Import links" }).first().click();
  const buffer = Buffer.alloc(10 * 1024 * 1024 + 1, "x");
  await page.getByLabel("Choose a file").setInputFiles({ name: "links.txt", mimeType: "text/plain", buffer });
  await expect(page.getByRole("alert").filter({ hasText: "This file is too large. Use one of at most 10 MB." })).toBeVisible();
});

test("a pasted list says which lines were left out, and why", async ({ page, person, context }) => {
  const site = await newSite(context, person);
  const builder = await Builder.open(page, site.path);
  await page.getByRole("button", { name: "Import links" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Import links" });
  const list = ["https://example.com/one", "not an address", "Shop, https://shop.example.com", "javascript:alert(1)", "<b>bold</b>"];
  await dialog.getByLabel("Or paste them here").fill(list.join("\n"));
  await expect(dialog.getByText("2 links found")).toBeVisible();
  await expect(dialog.getByText("3 left out")).toBeVisible();
  for (const line of [2, 4, 5]) await expect(dialog.getByRole("listitem").filter({ hasText: `Line ${line}` })).toBeVisible();
  await dialog.getByRole("button", { name: "Add 2 links" }).click();
  await expect.poll(() => builder.order()).toEqual(["example.com – one", "Shop"]);
  await builder.toast("2 links added.").getByRole("button", { name: "Undo" }).click();
  await expect(builder.rows).toHaveCount(0);
});

/** What nobody should type, and somebody will. */
const evil = (name: string) => `<b class="evil">${name} 🦄 שלום</b><script>document.title="evil"</script>'; drop table users; --`;

async function harmless(page: Page | FrameLocator) {
  await expect(page.locator(".evil")).toHaveCount(0);
  await expect(page.locator('script:not([type="application/ld+json"])')).toHaveCount(0);
  await expect(page.locator('[href^="javascript:"]')).toHaveCount(0);
}

test("text stays text, in the fields and on the page", async ({ page, person, context, device }) => {
  const site = await newSite(context, person);
  const builder = await Builder.open(page, site.path);
  await builder.addLink(evil("link"), "https://example.com");
  await builder.add("text");
  await builder.field("Text").fill(`${evil("words")} [click](javascript:alert(1))`);
  await builder.add("faq");
  await page.getByRole("button", { name: "Add question" }).click();
  await builder.field("Question").fill(evil("question"));
  await builder.field("Answer").fill(evil("answer"));
  await builder.show("Page");
  await page.getByLabel("Name", { exact: true }).fill(evil("name"));
  await page.getByLabel("Bio").fill(evil("bio"));
  await expect(builder.preview.getByText(evil("bio"))).toBeVisible();
  await harmless(builder.preview);
  await builder.publish();

  const visitor = await (await device()).newPage();
  await visitor.goto(site.page);
  for (const name of ["link", "question", "name", "bio"]) await expect(visitor.getByText(evil(name)).first()).toBeVisible();
  await harmless(visitor);
  await expect(visitor).toHaveTitle(/^<b class="evil">name/);
  const data = await visitor.locator('script[type="application/ld+json"]').textContent();
  expect(JSON.parse(data ?? "").mainEntity.name).toBe(evil("name"));
});

test("text stays text, in every kind of block", async ({ page, person, context }) => {
  const picture = await upload(context, person, evil("alt"));
  const site = await publishedSite(context, person, [
    { type: "heading", text: evil("heading") },
    { type: "image", picture, url: "", caption: evil("caption") },
    { type: "gallery", pictures: [picture] },
    { type: "video", url: "https://www.youtube.com/watch?v=jNQXAC9IVRw", title: evil("video") },
    { type: "music", url: "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC", title: evil("music") },
    { type: "email", label: evil("email"), address: "ada@example.com" },
    { type: "phone", label: evil("phone"), number: "+49 30 1234567" },
    { type: "vcard", name: evil("card"), label: "", organisation: evil("firm") },
    { type: "countdown", title: evil("countdown"), at: "1999-01-01T12:00:00", zone: "UTC", done: evil("done") },
  ]);
  await page.goto(site.page);
  for (const name of ["heading", "caption", "email", "phone", "card", "countdown", "done"]) {
    await expect(page.getByText(evil(name)).first()).toBeVisible();
  }
  await harmless(page);
  for (const name of ["video", "music"]) {
    const player = page.frameLocator(`iframe[title*="${name} "]`);
    await expect(player.getByText(evil(name)).first()).toBeVisible();
    await harmless(player);
  }
  await expect(page.getByRole("img", { name: evil("alt") })).toHaveCount(2);
});
