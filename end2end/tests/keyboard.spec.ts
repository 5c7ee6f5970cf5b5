// The whole studio without a mouse.

import type { Locator, Page } from "@playwright/test";
import { Builder } from "../support/builder";
import { open } from "../support/people";
import { newSite } from "../support/sites";
import { expect, test } from "../support/test";

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, what: Locator, most = 60) {
  for (let step = 0; step < most; step += 1) {
    if (await what.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(what, `reached with ${most} tabs`).toBeFocused();
}

test("the palette opens with Ctrl+K, finds, goes, and gives the focus back", async ({ page, person, context }) => {
  const site = await newSite(context, person);
  await open(page, person.home);
  const link = page.getByRole("link", { name: "New bio site" }).first();
  await link.focus();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  const search = palette.getByRole("combobox");
  await expect(search).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await expect(link).toBeFocused();

  await page.keyboard.press("Meta+k");
  await page.keyboard.type("nothing is called this");
  await expect(palette.getByText("Nothing matches.")).toBeVisible();
  await search.fill("");
  await page.keyboard.type("sett");
  await expect(palette.getByRole("option", { selected: true })).toHaveText("Settings");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${person.home}/settings`);
  await expect(palette).toBeHidden();

  await page.keyboard.press("Control+k");
  await page.keyboard.type(site.handle.slice(0, 8));
  await expect(palette.getByRole("option", { selected: true })).toContainText(`@${site.handle}`);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(site.path);
  await Builder.on(page);
});

test("the first stop of every page skips to its content", async ({ page, person }) => {
  await open(page, person.home);
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
  await page.keyboard.press("Tab");
  const inside = await page.evaluate(() => document.activeElement?.closest("main") !== null);
  expect(inside).toBe(true);
});

for (const path of ["", "/sites/new", "/media", "/settings"]) {
  test(`one always sees where the focus is: ${path || "/"}`, async ({ page, person }) => {
    await open(page, `${person.home}${path}`);
    const blind: string[] = [];
    for (let step = 0; step < 25; step += 1) {
      await page.keyboard.press("Tab");
      const found = await page.evaluate(describeFocus);
      if (found === null) break;
      if (!found.visible) blind.push(found.what);
    }
    expect(blind).toEqual([]);
  });
}

/** What has the focus, and whether an outline or a shadow around it, or around its label, shows that. */
function describeFocus(): { what: string; visible: boolean } | null {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return null;
  const seen = (element: Element | null | undefined): boolean => {
    if (!element) return false;
    const style = getComputedStyle(element);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  };
  const around = [focused, focused.closest("label"), focused.nextElementSibling, focused.closest(".input-wrap")];
  return { what: `${focused.tagName} ${focused.getAttribute("aria-label") ?? focused.textContent?.slice(0, 30)}`, visible: around.some(seen) };
}

test("a page is built with the keyboard alone", async ({ page, person, context, device }) => {
  test.slow();
  const site = await newSite(context, person);
  const builder = await Builder.open(page, site.path);
  const { keyboard } = page;
  for (const name of ["First", "Second"]) {
    await tabTo(page, page.getByRole("button", { name: "Add block" }), 80);
    await keyboard.press("Enter");
    await tabTo(page, page.locator('dialog[open] [data-kind="link"]'));
    await keyboard.press("Enter");
    await expect(builder.field("Title")).toBeFocused();
    await keyboard.type(name);
    await keyboard.press("Tab");
    await keyboard.type(`https://example.com/${name}`);
  }
  await expect.poll(() => builder.order()).toEqual(["First", "Second"]);

  await tabTo(page, builder.grip("Second"), 80);
  await keyboard.press("ArrowUp");
  await expect.poll(() => builder.order()).toEqual(["Second", "First"]);
  await expect(builder.grip("Second")).toBeFocused();
  await expect(page.getByRole("status").filter({ hasText: "Moved to position 1 of 2." })).toHaveCount(1);
  await keyboard.press("End");
  await expect.poll(() => builder.order()).toEqual(["First", "Second"]);

  await tabTo(page, builder.switch("Second"));
  await keyboard.press("Space");
  await expect(builder.switch("Second")).not.toBeChecked();
  await tabTo(page, builder.row("Second").getByRole("button", { name: /^More about / }));
  await keyboard.press("Enter");
  await tabTo(page, page.locator("#row-menu").getByRole("button", { name: "Delete" }));
  await keyboard.press("Enter");
  await expect.poll(() => builder.order()).toEqual(["First"]);
  await keyboard.press("Control+z");
  await expect.poll(() => builder.order()).toEqual(["First", "Second"]);

  await tabTo(page, builder.publishButton(), 80);
  await keyboard.press("Enter");
  await expect(builder.toast("Published.")).toBeVisible();
  const html = await (await (await device()).request.get(site.page)).text();
  expect(html).toContain("First");
  expect(html).not.toContain("Second");
});

test("dialogs hold the focus and give it back", async ({ page, person, context }) => {
  const site = await newSite(context, person);
  await Builder.open(page, site.path);
  for (const name of ["Add block", "Import links"]) {
    const button = page.getByRole("button", { name }).first();
    await button.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await expect(dialog).toBeVisible();
    for (let step = 0; step < 20; step += 1) {
      await page.keyboard.press("Tab");
      // The browser's own bar is a stop as well; the page behind is not.
      const outside = await page.evaluate(() => document.activeElement !== document.body && !document.activeElement?.closest("dialog"));
      expect(outside, `${name}: after ${step + 1} tabs`).toBe(false);
    }
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(button).toBeFocused();
  }
});

test("menus open, walk with the arrows, and give the focus back", async ({ page, person }) => {
  await open(page, person.home);
  const button = page.getByRole("button", { name: "Your account" });
  await button.focus();
  await page.keyboard.press("Enter");
  const item = page.getByRole("button", { name: "Sign out" });
  await expect(item).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(item).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(item).toBeHidden();
  await expect(button).toBeFocused();
});
