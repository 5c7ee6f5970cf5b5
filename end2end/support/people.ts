// Accounts and sites, made by the same forms that people send, but without a browser: fast.

import { execFileSync } from "node:child_process";
import { expect, type BrowserContext, type Page } from "@playwright/test";

export interface Person {
  name: string;
  email: string;
  password: string;
  /** The path of the workspace, `/w/…`. */
  home: string;
}

/** A word that nobody else uses: tests share one database. */
export function unique(prefix = "x"): string {
  // Digits 0, 1 and 5 look like letters; handles that look alike exclude each other.
  const letters = "abcdefghkpqtuxyz234789";
  let word = "";
  for (let i = 0; i < 9; i += 1) word += letters[Math.floor(Math.random() * letters.length)];
  return `${prefix}-${word}`;
}

export function somebody(name = "Ada Lovelace"): Omit<Person, "home"> {
  return { name, email: `${unique("ada")}@example.test`, password: `correct ${unique("horse")}` };
}

/** Signs somebody up and leaves their session in the context. */
export async function signUp(context: BrowserContext, who = somebody()): Promise<Person> {
  const to = await submit(context, "/signup", "sign_up", { full_name: who.name, email: who.email, password: who.password });
  expect(to).toMatch(/^\/w\/[a-z0-9-]+$/);
  return { ...who, home: to };
}

export async function signIn(context: BrowserContext, who: { email: string; password: string }) {
  await submit(context, "/login", "sign_in", { email: who.email, password: who.password, next: "" });
}

/** The operator's example: a published site with visitors' links. */
export const DEMO = { email: "demo@mewayz.test", password: "demo-password-1", handle: "demo" };

/** Signs the operator's example in as staff who have shown a second factor. */
export async function signInAsStaff(context: BrowserContext) {
  await signIn(context, DEMO);
  proof(DEMO.email, "strong", "true");
}

/** As if the person had last proven who they are long ago. */
export function stale(email: string) {
  proof(email, "at", '"2026-01-01T00:00:00Z"');
}

function proof(email: string, part: "at" | "strong", value: string) {
  const sql = `update sessions set data = jsonb_set(data, '{proof,${part}}', '${value}') where user_id = (select id from users where email = '${email}')`;
  execFileSync("psql", [process.env["DATABASE_URL"] ?? "", "-q", "-c", sql]);
}

/** Sends a form of a page as a browser without scripts would, and answers with where that leads. */
export async function submit(context: BrowserContext, path: string, action: string, form: Record<string, string>): Promise<string> {
  const target = await actionOf(context, path, action);
  const response = await context.request.post(target, { form, headers: { accept: "text/html" }, maxRedirects: 0 });
  expect(response.status(), `${action} must lead on`).toBe(302);
  return response.headers()["location"] ?? "";
}

/** The address of a form on a page. */
export async function actionOf(context: BrowserContext, path: string, action: string): Promise<string> {
  const page = await (await context.request.get(path)).text();
  const target = new RegExp(`action="([^"]*/${action}[0-9]*)"`).exec(page)?.[1];
  expect(target, `the form ${action} on ${path}`).toBeTruthy();
  return target ?? "";
}

/** Waits until the page's buttons answer. The scripts of a development build take their time on a busy machine. */
export async function ready(page: Page) {
  await expect(page.locator("body")).toHaveAttribute("data-hydrated", "true", { timeout: 30_000 });
}

/** Opens a page of the studio. */
export async function open(page: Page, path: string) {
  await page.goto(path);
  await ready(page);
}
