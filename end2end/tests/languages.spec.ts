// The interface in other languages: right to left, chosen without scripts, counted and dated as the language does.

import type { BrowserContext, Page } from "@playwright/test";
import { accessible, fits } from "../support/axe";
import { open, ready, signUp } from "../support/people";
import { newSite } from "../support/sites";
import { expect, test } from "../support/test";

async function speak(context: BrowserContext, language: string, baseURL: string | undefined) {
  await context.addCookies([{ name: "locale", value: language, url: baseURL ?? "" }]);
}

async function rightToLeft(page: Page, what: string) {
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await expect(page.locator("html")).toHaveAttribute("lang", "ar");
  await fits(page, what);
  await accessible(page, what);
}

for (const path of ["/", "/login", "/signup", "/forgot"]) {
  test(`Arabic at 360 px: ${path}`, async ({ page, context, baseURL }) => {
    await speak(context, "ar", baseURL);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(path);
    await rightToLeft(page, path);
  });
}

test("the studio in Arabic at 360 px", async ({ page, context, person, baseURL }) => {
  const site = await newSite(context, person);
  await speak(context, "ar", baseURL);
  await page.setViewportSize({ width: 360, height: 740 });
  for (const path of [person.home, `${person.home}/sites`, `${person.home}/settings`, site.path, `${site.path}/analytics`, `${site.path}/history`]) {
    await open(page, path);
    await rightToLeft(page, path);
  }
});

test("a browser's language is taken for a new visitor", async ({ device }) => {
  const german = await device({ locale: "de-AT" });
  const page = await german.newPage();
  await page.goto("/login");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.getByRole("heading", { name: "Anmelden" })).toBeVisible();
});

test("a language is chosen without scripts, and the address wins for one page", async ({ device }) => {
  const plain = await device({ javaScriptEnabled: false });
  const page = await plain.newPage();
  await page.goto("/signup");
  await page.getByRole("group", { name: "Language" }).getByRole("button", { name: "Français" }).click();
  await expect(page).toHaveURL("/signup");
  await expect(page.getByRole("heading", { name: "Créez votre compte" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Français" })).toHaveAttribute("aria-current", "true");
  await page.goto("/signup?lang=ja");
  await expect(page.getByRole("heading", { name: "アカウントを作成" })).toBeVisible();
});

test("the language of the account wins over the cookie, on other devices too", async ({ page, context, person, baseURL }) => {
  await open(page, `${person.home}/settings`);
  await page.getByLabel("Language").selectOption({ label: "Español" });
  await page.getByRole("button", { name: "Save language" }).click();
  await expect(page.getByRole("heading", { name: "Ajustes", level: 1 })).toBeVisible();
  await ready(page);
  await speak(context, "de", baseURL);
  await open(page, person.home);
  await expect(page.locator("html")).toHaveAttribute("lang", "es");
  // What the browser renders itself is in the same language.
  await page.getByRole("link", { name: "Páginas" }).first().click();
  await expect(page.getByRole("heading", { name: "Páginas", level: 1 })).toBeVisible();
});

test("counts take the form of the language", async ({ page, context, person, baseURL }) => {
  const site = await newSite(context, person);
  await open(page, `${site.path}?lang=ar`);
  await page.getByRole("button", { name: "استيراد الروابط" }).first().click();
  const field = page.getByLabel("أو الصقها هنا");
  const add = page.getByRole("dialog").getByRole("button", { name: /^إضافة/ });
  const links = (count: number) => Array.from({ length: count }, (_, i) => `https://example.com/${i}`).join("\n");
  for (const [count, words] of [[1, "إضافة رابط واحد (1)"], [2, "إضافة رابطين (2)"], [3, "إضافة 3 روابط"], [11, "إضافة 11 رابطًا"], [100, "إضافة 100 رابط"]] as const) {
    await field.fill(links(count));
    await expect(add).toHaveText(words);
  }
});

test("numbers and dates are those of Intl", async ({ page, context }) => {
  const person = await signUp(context);
  for (const [language, tag] of [["en", "en-GB"], ["de", "de"], ["es", "es"], ["fr", "fr"], ["pt", "pt"], ["ar", "ar-u-nu-latn"], ["ja", "ja"]]) {
    await open(page, `${person.home}/settings/security?lang=${language}`);
    const when = page.locator("time").first();
    const at = (await when.getAttribute("datetime")) ?? "";
    const expected = await page.evaluate(
      ([tag, at]) =>
        new Intl.DateTimeFormat(tag, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at)),
      [tag, at] as const,
    );
    await expect(when).toHaveText(expected);
    // Before the page is alive: the patterns of the server, in UTC.
    const html = await (await context.request.get(`${person.home}/settings/security?lang=${language}`)).text();
    const written = /<time datetime="([^"]+)">([^<]+)</.exec(html);
    const utc = await page.evaluate(
      ([tag, at]) =>
        new Intl.DateTimeFormat(tag, { timeZone: "UTC", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at)),
      [tag, written?.[1] ?? ""] as const,
    );
    expect(written?.[2]).toBe(`${utc} UTC`);
  }
});
