// Files to upload, made on the spot.

import { readFile } from "node:fs/promises";
import { deflateSync } from "node:zlib";

export interface File {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A plain PNG of one colour. */
export function png(name = "picture.png", width = 640, height = 400): File {
  const pixels = new Uint8Array(height * (1 + width * 3)).map((_, at) => (at % (1 + width * 3) === 0 ? 0 : 120));
  return image(name, [header(width, height), chunk("IDAT", packed(pixels)), chunk("IEND", [])]);
}

/** A few bytes that claim to be 60,000 × 60,000 pixels. */
export function bomb(): File {
  return image("bomb.png", [header(60_000, 60_000), chunk("IDAT", packed(new Uint8Array(16))), chunk("IEND", [])]);
}

/** A photograph. */
export async function jpeg(name = "photo.jpg"): Promise<File> {
  return { name, mimeType: "image/jpeg", buffer: await readFile(new URL("../../server/demo/avatar.jpg", import.meta.url)) };
}

/** A drawing that carries a program, under the name of a picture. */
export function svg(name = "drawing.png"): File {
  const text = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><script>alert(1)</script></svg>';
  return { name, mimeType: "image/png", buffer: Buffer.from(text) };
}

/** A document of a few bytes. */
export function pdf(name = "document.pdf"): File {
  return { name, mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n") };
}

function image(name: string, chunks: number[][]): File {
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return { name, mimeType: "image/png", buffer: Buffer.from([signature, ...chunks].flat()) };
}

function header(width: number, height: number): number[] {
  // Eight bits each of red, green and blue.
  return chunk("IHDR", [...number(width), ...number(height), 8, 2, 0, 0, 0]);
}

function chunk(kind: string, data: number[]): number[] {
  const body = [...Buffer.from(kind, "latin1"), ...data];
  return [...number(data.length), ...body, ...number(checksum(body))];
}

function packed(pixels: Uint8Array): number[] {
  return [...deflateSync(pixels)];
}

/** Four bytes, the highest first. */
function number(value: number): number[] {
  return [24, 16, 8, 0].map((bits) => (value >>> bits) & 0xff);
}

/** CRC-32 as the PNG specification defines it (annex D). */
function checksum(bytes: number[]): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
