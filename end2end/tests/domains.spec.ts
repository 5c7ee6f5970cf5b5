// A name of one's own: claimed, proven in the name service, led to a page.

import { accessible, fits } from "../support/axe";
import { open, unique } from "../support/people";
import { publishedSite } from "../support/sites";
import { expect, test } from "../support/test";

const OUTSIDE = process.env.MEWAYZ_STAND_INS!;

test("a domain is claimed, proven and leads to the page", async ({ page, person, request, baseURL, browserConsole }) => {
  browserConsole.expect(/status of 422/);
  const host = `${unique("links")}.acme.test`;
  const site = await publishedSite(page.context(), person, [{ type: "link", title: "My shop", url: "https://example.com/shop" }]);
  await open(page, `${person.home}/settings/domains`);
  await accessible(page, "domains, none yet");
  await fits(page, "domains, none yet");
  await page.getByLabel("Domain").first().fill("printer.local");
  await page.getByRole("button", { name: "Add a domain" }).click();
  await expect(page.getByText("This domain cannot be used here")).toBeVisible();
  await page.getByLabel("Domain").first().fill(`https://${host.toUpperCase()}/`);
  await page.getByLabel("Page at its root").selectOption({ label: `@${site.handle}` });
  await page.getByRole("button", { name: "Add a domain" }).click();
  await expect(page.getByRole("heading", { name: host })).toBeVisible();
  await expect(page.getByText("Waiting for the proof")).toBeVisible();
  await accessible(page, "domains, one claimed");
  await fits(page, "domains, one claimed");

  const token = await page.locator("code", { hasText: "site-check=" }).innerText();
  const set = await request.put(`${OUTSIDE}/names/_site-check.${host}`, { data: token, headers: { "content-type": "text/plain" } });
  expect(set.status()).toBe(204);
  await page.getByRole("button", { name: "Look now" }).first().click();
  await expect(page.getByText("Active", { exact: true })).toBeVisible();

  const shown = await request.get(baseURL!, { headers: { host } });
  expect(shown.status()).toBe(200);
  expect(await shown.text()).toContain(`//${host}/`);
  expect((await request.get(`${baseURL}/login`, { headers: { host } })).status(), "nothing of the product is there").toBe(404);
  await page.getByRole("button", { name: "Remove", exact: true }).first().click();
  await expect(page.getByRole("heading", { name: host })).toBeHidden();
});
