// Pictures: what is taken, what is refused, and what becomes of them.

import { Builder } from "../support/builder";
import { open } from "../support/people";
import { bomb, jpeg, png, svg, type File } from "../support/pictures";
import { newSite } from "../support/sites";
import { expect, test } from "../support/test";

test.beforeEach(async ({ page, person }) => open(page, `${person.home}/media`));

test("photographs and drawings are taken, several at once, and served as WebP", async ({ page }) => {
  await expect(page.getByText("No pictures yet")).toBeVisible();
  await page.locator("#media-file").setInputFiles([await jpeg("Holiday.jpg"), png("Wall.png", 1200, 800)]);
  await expect(page.getByText("Holiday.jpg")).toBeVisible();
  await expect(page.getByText("Wall.png")).toBeVisible();
  await expect(page.getByText(/1200 × 800/)).toBeVisible();
  const file = await page.getByRole("link", { name: "Open Wall.png in a new tab" }).getAttribute("href");
  const picture = await page.request.get(file ?? "");
  expect(picture.headers()["content-type"]).toBe("image/webp");
  expect(picture.headers()["x-content-type-options"]).toBe("nosniff");
  await page.reload();
  await expect(page.getByText("Holiday.jpg")).toBeVisible();
});

const REFUSED: [string, () => File, string][] = [
  ["a drawing that carries a program", svg, "SVG drawings can carry programs and are not accepted."],
  ["a header that claims 60,000 × 60,000 pixels", bomb, "This picture has too many pixels."],
  ["a text under a picture's name", () => ({ name: "words.png", mimeType: "image/png", buffer: Buffer.from("hello") }), "This is not a picture we can read."],
  ["nothing at all", () => ({ name: "empty.png", mimeType: "image/png", buffer: Buffer.alloc(0) }), "This file is empty."],
  ["sixteen megabytes", () => ({ name: "huge.png", mimeType: "image/png", buffer: Buffer.alloc(16_000_000) }), "larger than 15 MB"],
];

for (const [what, file, reason] of REFUSED) {
  test(`refused with a reason: ${what}`, async ({ page, browserConsole }) => {
    browserConsole.expect(/status of 4\d\d/);
    const refused = file();
    await page.locator("#media-file").setInputFiles(refused);
    await expect(page.getByRole("alert").filter({ hasText: `${refused.name}: ` })).toContainText(reason);
    await expect(page.getByText("No pictures yet")).toBeVisible();
    // The next one is taken all the same.
    await page.locator("#media-file").setInputFiles(png("Good.png"));
    await expect(page.getByText("Good.png")).toBeVisible();
    await expect(page.getByRole("alert").filter({ hasText: refused.name })).toHaveCount(0);
  });
}

test("a picture is deleted after a question, which may be answered with no", async ({ page }) => {
  await page.locator("#media-file").setInputFiles(png("Wall.png"));
  const remove = page.getByRole("button", { name: "Delete Wall.png" });
  await remove.click();
  await page.getByRole("button", { name: "Keep it" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByRole("link", { name: /Wall\.png/ })).toBeVisible();
  await remove.click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("link", { name: /Wall\.png/ })).toHaveCount(0);
  await page.reload();
  await expect(page.getByText("No pictures yet")).toBeVisible();
});

test("a picture of the library goes into a block, and needs words", async ({ page, person, context }) => {
  await page.locator("#media-file").setInputFiles(png("Wall.png"));
  await expect(page.getByRole("link", { name: /Wall\.png/ })).toBeVisible();
  const site = await newSite(context, person);
  const builder = await Builder.open(page, site.path);
  await builder.add("image");
  await page.getByRole("button", { name: "Choose from library" }).click();
  await page.getByRole("dialog", { name: "Choose from library" }).getByRole("button", { name: "Wall.png" }).click();
  await expect(builder.fields.locator("img")).toBeVisible();
  await builder.publishButton().click();
  await expect(builder.toast("Describe the picture for people who cannot see it.")).toBeVisible();
  await builder.field("Description (alt text)").fill("A grey wall");
  await expect(builder.preview.getByRole("img", { name: "A grey wall" })).toBeVisible();
  await builder.publish();
  await page.goto(site.page);
  await expect(page.getByRole("img", { name: "A grey wall" })).toHaveAttribute("srcset", /\.webp \d+w/);
});
