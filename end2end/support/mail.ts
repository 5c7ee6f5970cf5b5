// Mail lies as files in MAIL_DIR, as the server sends it in development.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@playwright/test";

const folder = process.env.MAIL_DIR;
if (!folder) throw new Error("MAIL_DIR is not set: run the browser tests with bin/e2e");

interface Mail {
  subject: string;
  text: string;
}

/** All mail to an address. */
export async function mailTo(email: string): Promise<Mail[]> {
  const names = (await readdir(folder as string)).filter((name) => name.endsWith(".eml"));
  const all = await Promise.all(names.map((name) => readFile(join(folder as string, name), "utf8")));
  return all.filter((mail) => header(mail, "To").includes(email)).map((mail) => ({ subject: header(mail, "Subject"), text: plain(mail) }));
}

/** Waits for the `count`th mail with this subject and answers with its first link, as a path. */
export async function linkFor(email: string, subject: string, count = 1): Promise<string> {
  const links = await linksFor(email, subject, count);
  return links[0] ?? "";
}

/** Waits for `count` mails with this subject and answers with the first link of each. */
export async function linksFor(email: string, subject: string, count: number): Promise<string[]> {
  let found: Mail[] = [];
  const arrived = async () => {
    found = (await mailTo(email)).filter((mail) => mail.subject === subject);
    return found.length;
  };
  await expect.poll(arrived, { message: `${count} mail(s) “${subject}” to ${email}`, timeout: 10_000 }).toBe(count);
  return found.map((mail) => {
    const link = /https?:\/\/\S+/.exec(mail.text)?.[0];
    expect(link, "the link in the mail").toBeTruthy();
    return new URL(link ?? "").pathname;
  });
}

function header(mail: string, name: string): string {
  return new RegExp(`^${name}: (.*(?:\\r?\\n[ \\t].*)*)`, "m").exec(mail)?.[1]?.replace(/\r?\n[ \t]/g, " ") ?? "";
}

/** The part of plain text, decoded. */
function plain(mail: string): string {
  const part = mail.split(/^--.*$/m).find((piece) => /^Content-Type: text\/plain/m.test(piece)) ?? mail;
  const [head = "", ...body] = part.trimStart().split(/\r?\n\r?\n/);
  const text = body.join("\n\n");
  if (/base64/i.test(head)) return Buffer.from(text, "base64").toString("utf8");
  if (!/quoted-printable/i.test(head)) return text;
  const joined = text.replace(/=\r?\n/g, "");
  return Buffer.from(joined.replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))), "latin1").toString("utf8");
}
