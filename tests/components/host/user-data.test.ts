import { gunzipSync } from "node:zlib";
import { cloudConfig } from "../../../components/host/cloud-init";
import { encodeUserData } from "../../../components/host/user-data";
import { host, reader, service } from "./example-host";

const decode = (text: string) => Buffer.from(text, "base64");
const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b;

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

  it("compresses to the same bytes on any machine: no time, no operating system, no matched strings", () => {
    const bytes = decode(encodeUserData("landfall\n".repeat(100), 1000)!);
    expect([...bytes.subarray(4, 8)]).toEqual([0, 0, 0, 0]);
    expect(bytes[9]).toBe(0xff);
    // With matching, a hundred equal lines would take a few dozen bytes.
    expect(bytes.length).toBeGreaterThan(300);
  });

  it("tells when a text is too long even so", () => {
    expect(encodeUserData("x".repeat(1000), 10)).toBeUndefined();
  });

  it("leaves room for ten services in what Oracle Cloud takes", () => {
    const environment = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`NAME_${i}`, `value of ${i}`.repeat(3)]),
    );
    const services = Array.from({ length: 10 }, (_, i) => service({ name: `s${i}`, hostPort: 8000 + i, environment }));
    expect(encodeUserData(cloudConfig(host({ services, secrets: reader })), 31_800)).toBeDefined();
  });
});
