// How people sign in besides the password: passkeys, codes of an app, accounts of others; and what is asked again.

import { createHmac } from "node:crypto";
import type { Page } from "@playwright/test";
import { accessible, fits } from "../support/axe";
import { linkFor } from "../support/mail";
import { open, ready, signIn, stale, unique } from "../support/people";
import { expect, test } from "../support/test";

/** A device that verifies its owner and keeps passkeys. */
async function authenticator(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } as const;
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options });
  return { session, authenticatorId };
}

/** What an app shows that was given this secret (RFC 6238). */
function code(secret: string, at = Date.now()): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/\s/g, "")].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  const counter = new Uint8Array(8);
  new DataView(counter.buffer).setBigUint64(0, BigInt(Math.floor(at / 30_000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const security = (home: string) => `${home}/settings/security`;

test("a passkey is added, signs in by itself, and is removed", async ({ page, person }) => {
  await authenticator(page);
  await open(page, security(person.home));
  await accessible(page, "security");
  await fits(page, "security");
  await page.getByRole("textbox", { name: "Name" }).fill("My laptop");
  await page.getByRole("button", { name: "Add passkey" }).click();
  await expect(page.getByText("My laptop")).toBeVisible();
  await expect(page.getByText("Not used yet")).toBeVisible();

  // The browser offers it as soon as the page is open; this device takes it at once.
  await page.context().clearCookies();
  await page.goto(`/login?next=${security(person.home)}`);
  await page.waitForURL(`**${security(person.home)}`);
  await ready(page);
  await expect(page.getByText("My laptop")).toBeVisible();
  await expect(page.getByText("Not used yet")).toHaveCount(0);

  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByText("My laptop")).toHaveCount(0);
});

test("a button asks for a passkey where the browser does not offer one", async ({ page, person }) => {
  const { session, authenticatorId } = await authenticator(page);
  await open(page, security(person.home));
  await page.getByRole("textbox", { name: "Name" }).fill("Key");
  await page.getByRole("button", { name: "Add passkey" }).click();
  await expect(page.getByText("Not used yet")).toBeVisible();
  await page.context().clearCookies();
  // Nobody touches the device while the page waits in the background.
  await session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: false });
  await page.goto("/login");
  await accessible(page, "sign-in with passkeys");
  await session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: true });
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.waitForURL(`**${person.home}`);
});

test("an app is set up, and asked for from then on", async ({ page, context, person, device }) => {
  await open(page, security(person.home));
  await page.getByRole("button", { name: "Set up" }).click();
  const secret = page.locator("code[dir=ltr]");
  await expect(secret).toBeVisible();
  await accessible(page, "an app is set up");
  await page.getByRole("textbox", { name: "Code" }).fill(code(await secret.innerText(), Date.now() - 30_000));
  await page.getByRole("button", { name: "Turn on" }).click();
  const kept = page.locator("[data-recovery-codes]");
  await expect(kept).toBeVisible();
  const recovery = (await kept.innerText()).split("\n");
  expect(recovery).toHaveLength(10);
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("10 recovery codes are left")).toBeVisible();

  const phone = await device();
  const there = await phone.newPage();
  await enter(there, person);
  await expect(there.getByRole("heading", { name: "One more step" })).toBeVisible();
  await there.getByRole("textbox", { name: "Code" }).fill("000000");
  await there.getByRole("button", { name: "Continue" }).click();
  await expect(there.getByText("This code is wrong")).toBeVisible();
  await there.getByRole("textbox", { name: "Code" }).fill(recovery[0] ?? "");
  await there.getByRole("button", { name: "Continue" }).click();
  await there.waitForURL(`**${person.home}`);
  await open(page, security(person.home));
  await expect(page.getByText("9 recovery codes are left")).toBeVisible();
  await context.close();
});

test("Google signs somebody new in, and the same person again", async ({ page, device }) => {
  const email = `${unique("grace")}@example.test`;
  await google(page, email, "Grace Hopper");
  await page.waitForURL(/\/w\/grace-hopper/);
  const home = new URL(page.url()).pathname;
  await ready(page);
  const again = await (await device()).newPage();
  await google(again, email, "Grace Hopper");
  await again.waitForURL(`**${home}`);
});

test("an account with the same address is linked after its password", async ({ page, person, context, device }) => {
  await page.goto(await linkFor(person.email, "Confirm your e-mail address"));
  await page.getByRole("button", { name: "Confirm address" }).click();
  const other = await (await device()).newPage();
  await google(other, person.email, person.name);
  await expect(other.getByText("There is an account with this address already")).toBeVisible();
  await other.getByLabel("Email").fill(person.email);
  await other.getByLabel("Password").fill(person.password);
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  await other.waitForURL(`**${person.home}`);
  await open(page, security(person.home));
  await expect(page.getByText("Google").first()).toBeVisible();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByRole("button", { name: "Continue with Google" })).toBeVisible();
  await context.close();
});

test("what was proven long ago is asked again", async ({ page, context, person }) => {
  await context.clearCookies();
  await signIn(context, person);
  stale(person.email);
  await open(page, security(person.home));
  await expect(page.getByRole("button", { name: "Set up" })).toHaveCount(0);
  await page.getByRole("link", { name: "Confirm" }).click();
  await expect(page.getByRole("heading", { name: "Is it you?" })).toBeVisible();
  await accessible(page, "is it you");
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.waitForURL(`**${security(person.home)}`);
  await ready(page);
  await expect(page.getByRole("button", { name: "Set up" })).toBeVisible();
});

test("a new address is asked, and so is the old one", async ({ page, person }) => {
  await open(page, security(person.home));
  const email = `${unique("new")}@example.test`;
  await page.getByLabel("New address").fill(email);
  await page.getByRole("button", { name: "Change address" }).click();
  // Nobody has confirmed the old one yet, so it is not asked.
  await expect(page.getByText(`We have written to ${email}, which has to agree.`)).toBeVisible();
  await page.goto(await linkFor(email, "Confirm your new address"));
  await accessible(page, "agree");
  await page.getByRole("button", { name: "I agree" }).click();
  await expect(page.getByText("The address was changed.")).toBeVisible();
});

async function enter(page: Page, who: { email: string; password: string }) {
  await page.goto("/login");
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function google(page: Page, email: string, name: string) {
  await page.goto("/login");
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Continue" }).click();
}
