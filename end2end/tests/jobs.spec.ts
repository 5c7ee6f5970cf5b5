// The back office: what staff see of the work for later, and what they do about it.

import { execFileSync } from "node:child_process";
import type { Page } from "@playwright/test";
import { accessible, fits } from "../support/axe";
import { open, signInAsStaff, unique } from "../support/people";
import { expect, test } from "../support/test";

/** Jobs that were given up, as a failing runner leaves them. */
function givenUp(name: string, count: number) {
  const sql = `insert into jobs (id, queue, name, payload, priority, state, attempts, max_attempts, run_at, failed_at, last_error)
    select gen_random_uuid(), 'default', '${name}', '{}', 0, 'dead', 12, 12, now(), now(), 'out of cheese' from generate_series(1, ${count})`;
  execFileSync("psql", [process.env["DATABASE_URL"] ?? "", "-q", "-c", sql]);
}

async function look(page: Page, name: string) {
  await open(page, `/admin/jobs?state=dead&name=${name}`);
  await expect(page.getByText("out of cheese").first()).toBeVisible();
}

test("to members there is no back office", async ({ page, person, browserConsole }) => {
  browserConsole.expect(/status of 404/);
  expect((await page.goto("/admin/jobs"))?.status(), person.home).toBe(404);
});

test("staff see the work, try again and discard with a reason", async ({ page, context, browserConsole }) => {
  // Discarding without a reason is refused.
  browserConsole.expect(/status of 422/);
  const name = unique("test");
  givenUp(name, 3);
  await signInAsStaff(context);
  await look(page, name);
  await expect(page.getByRole("heading", { name: "Schedules" })).toBeVisible();
  await expect(page.getByText("Nobody works")).toHaveCount(0);
  await accessible(page, "jobs");
  await fits(page, "jobs");

  // One by one: nothing runs this kind, so it waits.
  await page.getByRole("checkbox", { name: `Choose ${name}` }).first().check();
  await page.getByRole("button", { name: "Try again: 1 job" }).click();
  await expect(page.getByText("1 job will run again")).toBeVisible();
  await expect(page.getByText("out of cheese")).toHaveCount(2);

  // All at once, and not without a reason.
  await page.getByRole("button", { name: "Discard: all that match" }).click();
  const dialog = page.getByRole("dialog", { name: "Discard jobs?" });
  await dialog.getByRole("button", { name: "Discard" }).click();
  await expect(dialog.getByText("Say why, in up to 500 characters.")).toBeVisible();
  await accessible(page, "discard", "dialog");
  await dialog.getByLabel("Why?").fill("A browser test");
  await dialog.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByText("2 jobs discarded")).toBeVisible();
  await expect(page.getByText("Nothing was given up")).toBeVisible();
});

test("what is asked for stands in the address", async ({ page, context }) => {
  const name = unique("test");
  givenUp(name, 1);
  await signInAsStaff(context);
  await open(page, "/admin/jobs");
  await page.getByLabel("Kind", { exact: true }).selectOption(name);
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(new RegExp(`name=${name}`));
  await page.getByRole("link", { name: "Given up" }).click();
  await expect(page).toHaveURL(/state=dead/);
  await expect(page.getByText("out of cheese")).toHaveCount(1);
  await page.goBack();
  await expect(page).not.toHaveURL(/state=dead/);
});
