import * as fc from "fast-check";
import { physicalName, type NameRule } from "../../components/core/naming";

const rule = (change: Partial<NameRule> = {}): NameRule => ({
  maxLength: 20,
  allowed: /[a-z0-9-]/,
  separator: "-",
  lowercase: true,
  source: "a test",
  ...change,
});

describe("physicalName", () => {
  it("joins parts that fit as they are", () => {
    expect(physicalName(["shop", "dev", "uploads"], rule())).toBe("shop-dev-uploads");
  });

  it("cuts a long name and puts a fingerprint of the whole at its end", () => {
    const name = physicalName(["a-very-long-app", "production", "uploads"], rule());
    expect(name).toMatch(/^a-very-long-a-[0-9a-f]{6}$/);
    expect(name).toHaveLength(20);
  });

  it("keeps names apart that lose different characters", () => {
    expect(physicalName(["shop_a"], rule())).not.toBe(physicalName(["shop.a"], rule()));
  });

  it("leaves no separator at an end or twice in a row", () => {
    expect(physicalName(["--shop--", "x"], rule())).toMatch(/^shop-x-[0-9a-f]{6}$/);
  });

  it("makes a name without separators where the cloud has none", () => {
    const letters = rule({ allowed: /[a-z0-9]/, separator: "", maxLength: 14 });
    expect(physicalName(["mega", "lance"], letters)).toBe("megalance");
    expect(physicalName(["mega_lance"], letters)).toMatch(/^megalanc[0-9a-f]{6}$/);
  });

  it("names what has no allowed character by its fingerprint", () => {
    expect(physicalName(["магазин"], rule())).toMatch(/^[0-9a-f]{12}$/);
  });

  it("refuses to name nothing", () => expect(() => physicalName([""], rule())).toThrow("at least one part"));

  it("holds its rule for any parts, and tells different ones apart", () => {
    const parts = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const names = [one, other].map((it) => physicalName(it, rule()));
        for (const name of names) expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/);
        const same = one.join("-").toLowerCase() === other.join("-").toLowerCase();
        if (!same) expect(names[0]).not.toBe(names[1]);
      }),
    );
  });
});
