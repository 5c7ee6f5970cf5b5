// Webhooks: an endpoint is made, a test event received by a listener on this machine, and sent again.

import { createHmac } from "node:crypto";
import { createServer, IncomingHttpHeaders, Server } from "node:http";
import { AddressInfo } from "node:net";
import { accessible, fits } from "../support/axe";
import { open } from "../support/people";
import { expect, test } from "../support/test";

interface Message {
  headers: IncomingHttpHeaders;
  body: string;
}

/** Notes what arrives and answers with `status`. */
async function listen(status = 200): Promise<{ server: Server; url: string; seen: Message[] }> {
  const seen: Message[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      seen.push({ headers: request.headers, body });
      response.writeHead(status).end("noted");
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`, seen };
}

function signature(secret: string, message: Message): string {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signed = `${message.headers["webhook-id"]}.${message.headers["webhook-timestamp"]}.${message.body}`;
  return `v1,${createHmac("sha256", new Uint8Array(key)).update(signed).digest("base64")}`;
}

test("a webhook is made, tested, checked by its receiver, and sent again", async ({ page, person }) => {
  const { server, url, seen } = await listen();
  await open(page, `${person.home}/settings/webhooks`);
  await expect(page.getByText("No webhooks yet")).toBeVisible();
  await page.getByLabel("Address").fill(url);
  await page.getByLabel("Description").fill("My machine");
  await page.getByLabel("All events").check();
  await page.getByRole("button", { name: "Add webhook" }).click();
  await page.waitForURL(/settings\/webhooks\/[0-9a-f-]{36}$/);

  await page.getByRole("button", { name: "Send a test" }).click();
  const row = page.locator("li[data-state=delivered]").filter({ hasText: "webhook.test" });
  await expect(row).toHaveCount(1);
  const test = seen.find((message) => message.body.includes("webhook.test"));
  await page.getByRole("button", { name: "Show", exact: true }).click();
  const secret = (await page.locator("[data-secret]").innerText()).trim();
  expect(test?.headers["webhook-signature"]).toBe(signature(secret, test as Message));

  await row.getByRole("button", { name: "Details" }).click();
  const details = page.getByRole("dialog", { name: "Delivery" });
  await expect(details).toContainText("noted");
  await expect(details).toContainText(String(test?.headers["webhook-id"]));
  await details.getByRole("button", { name: "Close" }).last().click();

  const before = seen.length;
  await row.getByRole("button", { name: "Send again" }).click();
  await expect.poll(() => seen.length).toBe(before + 1);
  expect(seen.at(-1)?.headers["webhook-id"]).toBe(test?.headers["webhook-id"]);

  await page.getByRole("button", { name: "Make a new one" }).click();
  await expect(page.locator("[data-secret]")).toHaveCount(2);
  await accessible(page, "a webhook");
  await fits(page, "a webhook");
  server.close();
});

test("what happens is told, and an address inside is refused", async ({ page, person, browserConsole }) => {
  browserConsole.expect(/status of 422/);
  const { server, url, seen } = await listen();
  await open(page, `${person.home}/settings/webhooks`);
  await page.getByLabel("Address").fill("https://169.254.169.254/latest");
  await page.getByLabel("All events").check();
  await page.getByRole("button", { name: "Add webhook" }).click();
  await expect(page.getByText("This address is not on the public internet.")).toBeVisible();
  await accessible(page, "webhooks");
  await fits(page, "webhooks");

  await page.getByLabel("Address").fill(url);
  await page.getByRole("button", { name: "Add webhook" }).click();
  await page.waitForURL(/settings\/webhooks\/[0-9a-f-]{36}$/);
  await page.getByRole("button", { name: "Switch off" }).click();
  await expect(page.getByText("This webhook is off")).toBeVisible();
  await page.getByRole("button", { name: "Switch on" }).click();
  // Switching on is an event itself.
  await expect.poll(() => seen.some((message) => message.body.includes("webhook_endpoint.enabled"))).toBe(true);

  await page.getByRole("button", { name: "Remove webhook" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await page.waitForURL(/settings\/webhooks$/);
  await expect(page.getByText("No webhooks yet")).toBeVisible();
  server.close();
});
