// Bio sites with content, made as the builder makes them but without its buttons, for tests about something else.

import { randomUUID } from "node:crypto";
import { expect, type BrowserContext } from "@playwright/test";
import { actionOf, open, submit, unique, type Person } from "./people";
import { png } from "./pictures";

export interface Site {
  handle: string;
  /** The path of its builder. */
  path: string;
  /** The path that visitors see. */
  page: string;
}

export type Block = { type: string } & Record<string, unknown>;

/** An empty draft. */
export async function newSite(context: BrowserContext, person: Person, handle = unique("ada")): Promise<Site> {
  const form = { workspace: workspace(person), handle, name: person.name };
  const path = await submit(context, `${person.home}/sites/new`, "create_site", form);
  expect(path).toContain(`${person.home}/sites/`);
  return { handle, path, page: `/@${handle}` };
}

/** A page that visitors see. */
export async function publishedSite(context: BrowserContext, person: Person, blocks: Block[], theme: Record<string, unknown> = {}): Promise<Site> {
  const site = await newSite(context, person);
  const verb = await verbs(context, person);
  const shared = { workspace: workspace(person), site: site.path.split("/").at(-1) };
  const content = {
    schema: 1,
    profile: { name: person.name, bio: "Mathematician. Writes programs for machines that do not exist yet." },
    theme,
    blocks: blocks.map((block) => ({ id: randomUUID(), ...block })),
  };
  const saved = await context.request.post(verb("save_draft"), { data: { ...shared, version: await version(context, person, site), content } });
  expect(saved.ok(), await saved.text()).toBe(true);
  const form = { workspace: shared.workspace, site: shared.site ?? "", version: String(await saved.json()) };
  const published = await context.request.post(verb("publish_site"), { form });
  expect(published.ok(), await published.text()).toBe(true);
  return site;
}

/** Every kind of block. */
export async function everyBlock(context: BrowserContext, person: Person): Promise<Block[]> {
  const picture = await upload(context, person, "A grey wall");
  return [
    { type: "social", accounts: [{ network: "github", url: "https://github.com/ada" }, { network: "youtube", url: "https://www.youtube.com/@ada" }] },
    { type: "link", title: "My shop", url: "https://example.com/shop" },
    { type: "heading", text: "More of me" },
    { type: "text", markdown: "Some **bold** words and [a link](https://example.com/words).\n\n- one\n- two" },
    { type: "image", picture, url: "", caption: "The wall, in grey" },
    { type: "gallery", pictures: [picture, { ...picture, alt: "The same wall" }] },
    { type: "video", url: "https://www.youtube.com/watch?v=jNQXAC9IVRw", title: "Me at the zoo" },
    { type: "music", url: "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC", title: "A song" },
    { type: "email", label: "Write to me", address: "ada@example.com" },
    { type: "phone", label: "Call me", number: "+49 30 1234567" },
    { type: "vcard", name: "Ada Lovelace", label: "Save my contact", email: "ada@example.com" },
    { type: "faq", items: [{ question: "Is it open?", answer: "Every **day**." }] },
    { type: "countdown", title: "Until the launch", at: "2099-01-01T12:00:00", zone: "Europe/Berlin", done: "" },
    { type: "divider", space: false },
  ];
}

/** Puts a picture into the library and answers with it as blocks hold it. */
export async function upload(context: BrowserContext, person: Person, alt: string): Promise<Record<string, unknown>> {
  const page = await context.newPage();
  await open(page, `${person.home}/media`);
  const sent = page.waitForResponse(/upload_file/);
  await page.locator("#media-file").setInputFiles(png());
  const { key, width, height, widths } = (await (await sent).json()).media;
  await page.close();
  return { key, width, height, widths, alt };
}

export function workspace(person: Person): string {
  return person.home.split("/")[2] ?? "";
}

async function version(context: BrowserContext, person: Person, site: Site): Promise<number> {
  const verb = await verbs(context, person);
  const form = { workspace: workspace(person), site: site.path.split("/").at(-1) ?? "" };
  return (await (await context.request.post(verb("load_site"), { form })).json()).version;
}

/** The addresses of server functions: their ends change from build to build, and a form on a page tells them. */
async function verbs(context: BrowserContext, person: Person) {
  const known = await actionOf(context, `${person.home}/sites/new`, "create_site");
  return (name: string) => known.replace("create_site", name);
}
