// What every page owes to people who cannot see it well, or at all, and to narrow screens.

import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
export const WIDTHS = [360, 768, 1440];

/** Nothing serious or critical, in either theme. `within` is what changed, if the rest was looked at before. */
export async function accessible(page: Page, what: string, within?: string) {
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.waitForFunction(atRest);
    // The builder's preview is the public page, which is looked at by itself.
    const iframes = !page.url().includes("/w/");
    const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"], runOnly: { type: "tag", values: RULES }, iframes });
    const { violations } = await (within ? axe.include(within) : axe).analyze();
    const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    const told = grave.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 4).map((node) => `${node.target.join(" ")} (${node.any[0]?.message ?? ""})`).join("; ")}`);
    expect(told, `${what}, ${theme}`).toEqual([]);
  }
}

/** Whether all colours are what they will be. */
function atRest(): boolean {
  return document.getAnimations().every((animation) => animation instanceof CSSAnimation || animation.playState === "finished");
}

/** Nothing sticks out at the side, however wide the screen. */
export async function fits(page: Page, what: string) {
  const before = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const over = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await expect.poll(over, { message: `${what} at ${width} px`, timeout: 2_000 }).toBeLessThanOrEqual(0);
  }
  if (before) await page.setViewportSize(before);
}
