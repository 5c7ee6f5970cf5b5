// The media library: what is taken, what is refused, how it is found again, and what becomes of it.

import type { Page } from "@playwright/test";

import { accessible, fits } from "../support/axe";
import { Builder } from "../support/builder";
import { open, ready } from "../support/people";
import { bomb, jpeg, pdf, png, svg, type File } from "../support/pictures";
import { newSite } from "../support/sites";
import { expect, test } from "../support/test";

test.beforeEach(async ({ page, person }) => open(page, `${person.home}/media`));

const input = (page: Page) => page.locator("#media-file");
const files = (page: Page) => page.getByRole("list", { name: "Files", exact: true });
const file = (page: Page, name: string) => page.getByRole("button", { name: `Details of ${name}` });
const sheet = (page: Page) => page.getByRole("dialog", { name: "File", exact: true });

async function upload(page: Page, ...all: File[]) {
  await input(page).setInputFiles(all);
  for (const one of all) await expect(file(page, one.name)).toBeVisible();
}

test("several files at once; pictures are served as WebP, the rest is private", async ({ page }) => {
  await expect(page.getByText("No files yet")).toBeVisible();
  await upload(page, await jpeg("Holiday.jpg"), png("Wall.png", 1200, 800), pdf("Terms.pdf"));
  await expect(files(page).getByText(/1200 × 800/)).toBeVisible();
  const thumb = await file(page, "Wall.png").locator("img").getAttribute("src");
  const picture = await page.request.get(thumb ?? "");
  expect(picture.headers()["content-type"]).toBe("image/webp");
  expect(picture.headers()["x-content-type-options"]).toBe("nosniff");
  await file(page, "Terms.pdf").click();
  const link = await sheet(page).getByRole("link", { name: "Download" }).getAttribute("href");
  const download = await page.request.get(link ?? "", { headers: { range: "bytes=0-7" } });
  expect([download.status(), download.headers()["content-disposition"]]).toEqual([206, expect.stringContaining("attachment")]);
  expect(await download.text()).toBe("%PDF-1.7");
  await page.reload();
  await expect(file(page, "Holiday.jpg")).toBeVisible();
  await expect(page.getByText(/of 5 GB used/)).toBeVisible();
});

const REFUSED: [string, () => File, string][] = [
  ["a drawing that carries a program", svg, "SVG drawings can carry programs and are not accepted."],
  ["a header that claims 60,000 × 60,000 pixels", bomb, "This picture has too many pixels."],
  ["a text under a picture's name", () => ({ name: "words.png", mimeType: "image/png", buffer: Buffer.from("hello") }), "This is not a picture we can read."],
  ["nothing at all", () => ({ name: "empty.png", mimeType: "image/png", buffer: Buffer.alloc(0) }), "This file is empty."],
  ["sixteen megabytes", () => ({ name: "huge.png", mimeType: "image/png", buffer: Buffer.alloc(16_000_000) }), "larger than 15 MB"],
  ["a page", () => ({ name: "page.pdf", mimeType: "application/pdf", buffer: Buffer.from("<!DOCTYPE html><p>") }), "This kind of file is not accepted."],
];

for (const [what, made, reason] of REFUSED) {
  test(`refused with a reason: ${what}`, async ({ page, browserConsole }) => {
    browserConsole.expect(/status of 4\d\d/);
    const refused = made();
    await input(page).setInputFiles(refused);
    await expect(page.getByRole("alert").filter({ hasText: `${refused.name}: ` })).toContainText(reason);
    await expect(page.getByText("No files yet")).toBeVisible();
    // The next one is taken all the same.
    await upload(page, png("Good.png"));
    await expect(page.getByRole("alert").filter({ hasText: refused.name })).toHaveCount(0);
  });
}

test("an upload that failed is tried again or put away", async ({ page, browserConsole }) => {
  browserConsole.expect(/Failed to load resource|ERR_FAILED/);
  await page.route("**/rpc/**/upload_file*", (route) => route.abort());
  await input(page).setInputFiles([png("One.png"), png("Two.png", 300, 300)]);
  const row = (name: string) => page.getByRole("list", { name: "Uploads" }).getByRole("listitem").filter({ hasText: name });
  await expect(row("One.png").getByText("The connection was lost.")).toBeVisible();
  await expect(row("Two.png").getByRole("button", { name: "Try again" })).toBeVisible();
  await row("Two.png").getByRole("button", { name: "Remove Two.png from the uploads" }).click();
  await expect(row("Two.png")).toHaveCount(0);
  await page.unroute("**/rpc/**/upload_file*");
  await row("One.png").getByRole("button", { name: "Try again" }).click();
  await expect(file(page, "One.png")).toBeVisible();
  await expect(row("One.png")).toHaveCount(0);
});

test("words and tags are found again, and the search can be shared", async ({ page }) => {
  await upload(page, png("Wall.png"), png("Sea.png", 300, 300));
  await file(page, "Wall.png").click();
  await sheet(page).getByLabel("Alt text").fill("A grey brick wall");
  await sheet(page).getByLabel("Tags").fill("Summer, #House");
  await sheet(page).getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved")).toBeVisible();
  await sheet(page).getByRole("button", { name: "Close" }).click();
  await page.getByRole("searchbox", { name: "Search" }).fill("brick WALL");
  await expect(file(page, "Sea.png")).toHaveCount(0);
  await expect(file(page, "Wall.png")).toBeVisible();
  await expect(page).toHaveURL(/[?&]q=brick/);
  await page.reload();
  await ready(page);
  await expect(page.getByRole("searchbox", { name: "Search" })).toHaveValue("brick WALL");
  await expect(file(page, "Sea.png")).toHaveCount(0);
  await page.getByRole("searchbox", { name: "Search" }).fill("");
  await page.getByRole("list", { name: "Tags" }).getByRole("link", { name: "house" }).click();
  await expect(file(page, "Sea.png")).toHaveCount(0);
  await page.getByLabel("Show").selectOption("Without alt text");
  await expect(page.getByText("Nothing found")).toBeVisible();
  await page.goBack();
  await expect(file(page, "Wall.png")).toBeVisible();
});

test("files move into folders, which can be gone through", async ({ page }) => {
  await upload(page, png("Wall.png"));
  await page.getByRole("button", { name: "New folder" }).click();
  await page.getByRole("dialog", { name: "New folder" }).getByLabel("Name").fill("Summer");
  await page.getByRole("dialog", { name: "New folder" }).getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("link", { name: /Summer/ })).toBeVisible();
  await page.getByRole("checkbox", { name: "Choose Wall.png" }).check();
  await page.getByRole("group", { name: "Chosen files" }).getByRole("button", { name: "Move" }).click();
  await page.getByRole("dialog", { name: "Move files" }).getByLabel("Into").selectOption("Summer");
  await page.getByRole("dialog", { name: "Move files" }).getByRole("button", { name: "Move" }).click();
  await expect(file(page, "Wall.png")).toHaveCount(0);
  await page.getByRole("link", { name: /Summer\s*1 file/ }).click();
  await expect(file(page, "Wall.png")).toBeVisible();
  await upload(page, png("Sea.png", 300, 300));
  await page.getByRole("navigation", { name: "Folders" }).getByRole("link", { name: "All files" }).click();
  await expect(page.getByRole("link", { name: /Summer\s*2 files/ })).toBeVisible();
});

test("the trash gives back what it was given", async ({ page }) => {
  await upload(page, png("Wall.png"), png("Sea.png", 300, 300));
  await page.getByRole("checkbox", { name: "Choose Wall.png" }).check();
  await page.getByRole("group", { name: "Chosen files" }).getByRole("button", { name: "Delete" }).click();
  await expect(file(page, "Wall.png")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(file(page, "Wall.png")).toBeVisible();
  await file(page, "Wall.png").click();
  await sheet(page).getByRole("button", { name: "Delete" }).click();
  await expect(file(page, "Wall.png")).toHaveCount(0);
  await page.getByLabel("Show").selectOption("Trash");
  await file(page, "Wall.png").click();
  await sheet(page).getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText("The trash is empty")).toBeVisible();
  await page.getByLabel("Show").selectOption("Everything");
  await expect(file(page, "Wall.png")).toBeVisible();
});

test("a used picture says where, is replaced everywhere, and asks before it goes", async ({ page, person, context }) => {
  await upload(page, png("Wall.png"));
  const site = await newSite(context, person);
  const builder = await Builder.open(page, site.path);
  await builder.add("image");
  await page.getByRole("button", { name: "Choose from library" }).click();
  const picker = page.getByRole("dialog", { name: "Choose from library" });
  await picker.getByLabel("Search").fill("nothing like it");
  await expect(picker.getByText("No picture matches.")).toBeVisible();
  await picker.getByLabel("Search").fill("wall");
  await picker.getByRole("button", { name: "Wall.png" }).click();
  await expect(builder.fields.locator("img")).toBeVisible();
  await builder.publishButton().click();
  await expect(builder.toast("Describe the picture for people who cannot see it.")).toBeVisible();
  await builder.field("Description (alt text)").fill("A grey wall");
  await expect(builder.preview.getByRole("img", { name: "A grey wall" })).toBeVisible();
  await builder.publish();
  await page.goto(site.page);
  const shown = page.getByRole("img", { name: "A grey wall" });
  await expect(shown).toHaveAttribute("srcset", /\.webp \d+w/);
  await expect(shown).toHaveAttribute("width", "640");

  await open(page, `${person.home}/media`);
  await expect(files(page).getByText("Used once")).toBeVisible();
  await file(page, "Wall.png").click();
  await expect(sheet(page).getByText("Visitors see it")).toBeVisible();
  await page.locator("#replace-file").setInputFiles(png("Other.png", 500, 500));
  await expect(page.getByText("Replaced: every page shows the new file")).toBeVisible();
  await expect(sheet(page).getByText("500 × 500 px")).toBeVisible();
  await expect(async () => {
    const html = await (await page.request.get(site.page)).text();
    expect(html).toContain('width="500"');
  }).toPass();

  await sheet(page).getByRole("button", { name: "Delete" }).click();
  const question = page.getByRole("dialog", { name: "Delete what pages use?" });
  await expect(question.getByRole("link", { name: new RegExp(site.page.replace("/@", "@")) }).first()).toBeVisible();
  await question.getByRole("button", { name: "Keep it" }).click();
  await expect(question).toBeHidden();
});

test("everything works with the keyboard", async ({ page }) => {
  await upload(page, png("Wall.png", 1200, 800));
  await file(page, "Wall.png").focus();
  await page.keyboard.press("Enter");
  const point = sheet(page).getByRole("button", { name: /Focal point: 50 % from the left/ });
  await point.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(sheet(page).getByRole("button", { name: "Focal point: 45 % from the left, 56 % from the top" })).toBeFocused();
  await sheet(page).getByLabel("Name").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Saved")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet(page)).toBeHidden();
  await expect(file(page, "Wall.png").locator("img")).toHaveAttribute("src", /-45-56-/);
});

test("accessible and no wider than the screen, in both views", async ({ page }) => {
  await upload(page, png("A very long name of a picture that nobody would ever type, but cameras do.png"), pdf("Terms.pdf"));
  await page.getByRole("checkbox", { name: "Choose Terms.pdf" }).check();
  await accessible(page, "the grid");
  await fits(page, "the grid");
  await page.getByRole("button", { name: "List", exact: true }).click();
  await expect(page).toHaveURL(/view=list/);
  await expect(page.getByRole("table", { name: "Files" })).toBeVisible();
  await accessible(page, "the list");
  await fits(page, "the list");
  await page.getByRole("button", { name: "Terms.pdf", exact: true }).click();
  await expect(sheet(page).getByLabel("Name")).toBeVisible();
  await accessible(page, "the details");
  await fits(page, "the details");
});
