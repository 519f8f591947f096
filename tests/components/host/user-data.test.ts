import { gunzipSync, inflateRawSync } from "node:zlib";
import { cloudConfig } from "../../../components/host/cloud-init";
import { deflate } from "../../../components/host/deflate";
import { encodeUserData } from "../../../components/host/user-data";
import { host, reader, service, webOn } from "./example-host";

const decode = (text: string) => Buffer.from(text, "base64");
const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Numbers one after the other, four bytes each: nothing in them repeats for long. */
const numbers = (count: number): Buffer => {
  const bytes = Buffer.alloc(4 * count);
  for (let number = 0; number < count; number++) bytes.writeUInt32BE((number * 2654435761) % 2 ** 32, 4 * number);
  return bytes;
};

describe("encodeUserData", () => {
  it("leaves a short text readable", () => {
    const text = cloudConfig(host({ secrets: reader }));
    expect(decode(encodeUserData(text, 32_000)!).toString()).toBe(text);
  });

  it("compresses a text only when it would be too long", () => {
    const text = cloudConfig(host());
    const plain = encodeUserData(text, 1e6)!;
    const short = encodeUserData(text, plain.length - 1)!;
    expect(short.length).toBeLessThan(plain.length);
    expect(isGzip(decode(plain))).toBe(false);
    expect(gunzipSync(decode(short)).toString()).toBe(text);
  });

  it("compresses to the same bytes on any machine: no time, no operating system, and nothing of zlib's choice", () => {
    const bytes = decode(encodeUserData("landfall\n".repeat(100), 1000)!);
    expect([...bytes.subarray(4, 8)]).toEqual([0, 0, 0, 0]);
    expect(bytes[9]).toBe(0xff);
    expect(bytes.toString("hex")).toBe("1f8b08000000000000ffcb49cc4b494bccc9e11a658c32461903c20000a227a20184030000");
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["one byte", Buffer.from("x")],
    ["every byte", Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
    ["the longest match again and again", Buffer.alloc(2000, "a")],
    ["a repetition as far back as one may be", Buffer.concat([numbers(8192), numbers(8192)])],
    ["a repetition too far back", Buffer.concat([numbers(8192), Buffer.alloc(500), numbers(8192)])],
  ])("compresses %s so that it can be read again", (_, bytes) => {
    expect(inflateRawSync(deflate(bytes)).equals(bytes)).toBe(true);
  });

  it("tells when a text is too long even so", () => {
    expect(encodeUserData("x".repeat(1000), 10)).toBeUndefined();
  });

  it("leaves room for ten services in what Oracle Cloud takes", () => {
    const environment = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`NAME_${i}`, `value of ${i}`.repeat(3)]),
    );
    const services = Array.from({ length: 10 }, (_, i) =>
      service({ name: `s${i}`, web: webOn(8000 + i), environment }),
    );
    expect(encodeUserData(cloudConfig(host({ services, secrets: reader })), 31_800)).toBeDefined();
  });
});
