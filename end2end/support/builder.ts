// The builder as somebody uses it: with a mouse, a finger or the keyboard.

import { expect, type FrameLocator, type Locator, type Page } from "@playwright/test";

export class Builder {
  readonly page: Page;
  readonly rows: Locator;
  readonly fields: Locator;
  readonly preview: FrameLocator;
  private readonly phone: boolean;

  constructor(page: Page) {
    this.page = page;
    this.rows = page.locator("[data-rows] > li");
    this.fields = page.locator("#block-fields");
    this.preview = page.frameLocator('iframe[title="Preview of your page"]');
    this.phone = (page.viewportSize()?.width ?? 1280) < 768;
  }

  static async open(page: Page, path: string): Promise<Builder> {
    await page.goto(path);
    return Builder.on(page);
  }

  /** The builder that the page shows already. */
  static async on(page: Page): Promise<Builder> {
    await expect(page.locator("[data-builder]")).toHaveAttribute("data-hydrated", "true", { timeout: 30_000 });
    return new Builder(page);
  }

  /** A click, or a tap on telephones. */
  async press(what: Locator) {
    await (this.phone ? what.tap() : what.click());
  }

  /** Brings a pane to the front, where it is not there all the time: that depends on the size of the screen. */
  async show(pane: "Blocks" | "Block" | "Design" | "Page" | "Preview") {
    const tab = this.page.locator("[data-builder] nav").getByRole("button", { name: pane, exact: true });
    if (await tab.count()) await this.press(tab);
  }

  /** Adds a block after the one that is open and opens it. */
  async add(kind: string) {
    const before = await this.rows.count();
    await this.show("Blocks");
    await this.press(this.page.getByRole("button", { name: "Add block" }));
    await this.press(this.page.locator(`dialog[open] [data-kind="${kind}"]`));
    await expect(this.rows).toHaveCount(before + 1);
    await expect(this.fields).toBeVisible();
  }

  async addLink(title: string, url: string) {
    await this.add("link");
    await this.field("Title").fill(title);
    await this.field("Address").fill(url);
  }

  /** A field of the block that is open. */
  field(label: string): Locator {
    return this.fields.locator("input, textarea, select").and(this.page.getByLabel(label));
  }

  row(text: string): Locator {
    return this.rows.filter({ hasText: text });
  }

  /** Opens a block's fields. */
  async select(text: string) {
    await this.show("Blocks");
    await this.press(this.row(text).getByRole("button", { name: /^(?!Move |More about )/ }));
    await expect(this.fields).toBeVisible();
  }

  grip(text: string): Locator {
    return this.row(text).getByRole("button", { name: /^Move / });
  }

  switch(text: string): Locator {
    return this.row(text).getByRole("switch");
  }

  /** What the list calls its blocks, in order. */
  async order(): Promise<string[]> {
    const names = await this.rows.getByRole("button", { name: /^Move / }).evaluateAll((grips) => grips.map((grip) => grip.getAttribute("aria-label") ?? ""));
    return names.map((name) => name.replace(/^Move /, ""));
  }

  /** Chooses from the menu of a row. */
  async menu(text: string, action: string) {
    await this.show("Blocks");
    await this.press(this.row(text).getByRole("button", { name: /^More about / }));
    await this.press(this.page.locator("#row-menu").getByRole("button", { name: action }));
  }

  /** Drags a row by its grip to the place of another. */
  async drag(text: string, onto: string) {
    await this.show("Blocks");
    await this.grip(text).scrollIntoViewIfNeeded();
    const [from, to] = [await middle(this.grip(text)), await middle(this.grip(onto))];
    // Past the middle of the other row, whichever side one comes from.
    const end = { x: to.x, y: to.y + Math.sign(to.y - from.y) * 12 };
    await (this.phone ? dragByTouch(this.page, from, end) : dragByMouse(this.page, from, end));
  }

  /** Waits until the server has everything. */
  async saved() {
    await expect(this.saveState()).toHaveAttribute("data-save", "saved");
  }

  async undo() {
    await this.press(this.page.getByRole("button", { name: "Undo", exact: true }).first());
  }

  async redo() {
    await this.press(this.page.getByRole("button", { name: "Redo", exact: true }));
  }

  /** The button at the top; its name tells whether there is anything to publish. */
  publishButton(): Locator {
    return this.page.locator("[data-builder] > header").getByRole("button", { name: /^Publish/ });
  }

  async publish() {
    await this.press(this.publishButton());
    await expect(this.toast("Published. Your page is at")).toBeVisible();
  }

  /** What stands beside the bar's title about saving. */
  saveState(): Locator {
    return this.page.locator("[data-save]");
  }

  toast(text: string | RegExp): Locator {
    return this.page.locator(".toast").filter({ hasText: text });
  }
}

interface Point {
  x: number;
  y: number;
}

async function middle(what: Locator): Promise<Point> {
  const box = await what.boundingBox();
  if (!box) throw new Error("nothing to drag");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

const STEPS = 8;

function between(from: Point, to: Point, step: number): Point {
  const part = step / STEPS;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

async function dragByMouse(page: Page, from: Point, to: Point) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: STEPS });
  await page.mouse.up();
}

/** Playwright's finger only taps; the browser's own protocol moves it. */
async function dragByTouch(page: Page, from: Point, to: Point) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [from] });
  for (let step = 1; step <= STEPS; step += 1) {
    await devtools.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [between(from, to, step)] });
  }
  await devtools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await devtools.detach();
}
