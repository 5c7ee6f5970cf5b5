import { defineConfig, devices } from "@playwright/test";
import { BROWSER } from "./support/agents";

// Run by bin/e2e, which starts the server and says where it is.
const baseURL = process.env.BASE_URL;
if (!baseURL) throw new Error("BASE_URL is not set: run the browser tests with bin/e2e");

const report = process.env.PLAYWRIGHT_JSON_OUTPUT_FILE;

export default defineConfig({
  testDir: "tests",
  outputDir: "results",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // The JSON report is what bin/test counts.
  reporter: report ? [["list"], ["json", { outputFile: report }]] : [["list"]],
  projects: [
    { name: "desk", use: { viewport: { width: 1280, height: 800 }, userAgent: BROWSER.desk } },
    // The story of the product once more, with a finger on a small telephone.
    {
      name: "phone",
      testMatch: "story.spec.ts",
      use: { ...devices["Pixel 7"], defaultBrowserType: undefined, viewport: { width: 360, height: 740 }, userAgent: BROWSER.phone },
    },
  ],
  use: {
    baseURL,
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    // A worker between page and server would hide what tests arrange; pwa.spec.ts lets it in.
    serviceWorkers: "block",
    actionTimeout: 15_000,
    // A trace costs a quarter of the time: `bin/e2e SPEC --trace on` writes one.
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM,
      // The browser may run as root in a container, and calls nobody on its own.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
