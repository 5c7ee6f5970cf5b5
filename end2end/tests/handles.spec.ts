// Choosing the address of a page.

import type { Page } from "@playwright/test";
import { open, signUp, unique, type Person } from "../support/people";
import { newSite } from "../support/sites";
import { expect, test } from "../support/test";

async function asked(page: Page, person: Person) {
  await open(page, `${person.home}/sites/new`);
  return page.getByLabel("Handle");
}

const REFUSED: [string, RegExp][] = [
  ["admin", /“admin” is reserved/],
  ["supp0rt", /looks too much like a reserved name/],
  ["а-cyrillic-a", /could be mistaken for another letter/],
  ["ab", /Use at least 3 characters/],
  ["two words", /Use only letters, digits and hyphens/],
  ["a--b", /hyphens only one at a time/],
  ["🦄🦄🦄", /Use only letters, digits and hyphens/],
  ["<script>alert(1)</script>", /Use only letters, digits and hyphens/],
];

test("names nobody may have are refused while typing, with a reason", async ({ page, person }) => {
  const handle = await asked(page, person);
  for (const [typed, reason] of REFUSED) {
    await handle.fill(typed);
    await expect(page.getByText(reason), typed).toBeVisible();
  }
});

test("a refused name stays in the field after sending, with the reason beside it", async ({ page, person, browserConsole }) => {
  browserConsole.expect(/status of 422/);
  const handle = await asked(page, person);
  await handle.fill("admin");
  await page.getByRole("button", { name: "Create bio site" }).click();
  await expect(handle).toHaveAccessibleDescription(/“admin” is reserved/);
  await expect(handle).toHaveAttribute("aria-invalid", "true");
  await expect(handle).toHaveValue("admin");
});

test("a taken name, and one that looks like it, lead to a free one", async ({ page, person, device }) => {
  const theirs = await device();
  const other = await signUp(theirs);
  const site = await newSite(theirs, other, unique("solo"));
  const handle = await asked(page, person);
  for (const typed of [site.handle, site.handle.toUpperCase(), site.handle.replace("solo", "s0l0"), `https://mewayz.com/@${site.handle}`]) {
    await handle.fill(typed);
    await expect(page.getByText("This handle is taken."), typed).toBeVisible();
    await handle.fill("");
  }
  await handle.fill(site.handle);
  const offer = page.getByRole("button", { name: /^Use @/ });
  const free = (await offer.textContent())?.replace("Use @", "") ?? "";
  await offer.click();
  await expect(handle).toHaveValue(free);
  await expect(page.getByText(`@${free} is free`)).toBeVisible();
  await page.getByRole("button", { name: "Create bio site" }).click();
  await expect(page.getByRole("heading", { name: `@${free}` })).toBeVisible();
});
