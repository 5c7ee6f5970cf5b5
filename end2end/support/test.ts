// The base of every test: people with addresses of their own, further devices, and an eye on the browser's console.

import { test as base, expect, type BrowserContext, type BrowserContextOptions } from "@playwright/test";
import { signUp, type Person } from "./people";

/** Errors that the browser reported; a test that expects some says which. */
export class Console {
  private readonly seen: string[] = [];
  private readonly expected: RegExp[] = [];

  watch(context: BrowserContext) {
    context.on("console", (message) => {
      const policy = message.text().includes("Content Security Policy");
      if (message.type() === "error" || policy) this.seen.push(`${message.text()} (${message.location().url || message.page()?.url()})`);
    });
    context.on("weberror", (error) => this.seen.push(`uncaught: ${error.error().message}`));
  }

  /** Reports like this one are part of the test. */
  expect(report: RegExp) {
    this.expected.push(report);
  }

  problems(): string[] {
    return this.seen.filter((report) => !this.expected.some((known) => known.test(report)));
  }
}

interface Fixtures {
  browserConsole: Console;
  /** Another device, without cookies and at another address. */
  device: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  /** Somebody who has just signed up; `page` and `context` are theirs. */
  person: Person;
}

let addresses = 0;

/**
 * A network address that no other test has: limits count per address. The server trusts one proxy, which is us.
 * Nothing is compressed: the scripts of a development build are large, and every test begins without a cache.
 */
function headers(worker: number): Record<string, string> {
  addresses += 1;
  return { "x-forwarded-for": `10.${worker % 250}.${Math.floor(addresses / 250)}.${(addresses % 250) + 1}`, "accept-encoding": "identity" };
}

export const test = base.extend<Fixtures>({
  extraHTTPHeaders: async ({}, use, info) => use(headers(info.workerIndex)),

  browserConsole: [
    async ({ context }, use) => {
      const watched = new Console();
      watched.watch(context);
      await use(watched);
      expect(watched.problems(), "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],

  device: async ({ browser, browserConsole }, use, info) => {
    const open: BrowserContext[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ extraHTTPHeaders: headers(info.workerIndex), ...options });
      browserConsole.watch(context);
      open.push(context);
      return context;
    });
    for (const context of open) await context.close();
  },

  person: async ({ context }, use) => use(await signUp(context)),
});

export { expect };
