// Text messages lie as files in SMS_DIR, as the server writes them in development.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@playwright/test";

const folder = process.env.SMS_DIR;
if (!folder) throw new Error("SMS_DIR is not set: run the browser tests with bin/e2e");

/** All texts to a number, oldest first. */
export async function textsTo(number: string): Promise<string[]> {
  const names = (await readdir(folder as string)).filter((name) => name.endsWith(".txt")).sort();
  const all = await Promise.all(names.map((name) => readFile(join(folder as string, name), "utf8")));
  const head = `To: ${number}\n\n`;
  return all.filter((text) => text.startsWith(head)).map((text) => text.slice(head.length).trim());
}

/** Waits for the `count`th text to a number and answers with its words. */
export async function textTo(number: string, count = 1): Promise<string> {
  let found: string[] = [];
  const arrived = async () => {
    found = await textsTo(number);
    return found.length;
  };
  await expect.poll(arrived, { message: `${count} text(s) to ${number}`, timeout: 10_000 }).toBe(count);
  return found[count - 1] ?? "";
}

/** The six digits in a text. */
export function codeIn(text: string): string {
  const code = /\b\d{6}\b/.exec(text)?.[0];
  expect(code, "the code in the text").toBeTruthy();
  return code ?? "";
}
