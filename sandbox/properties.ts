/** A property value as the engine sends it to a provider. */
export type Property = null | boolean | number | string | Property[] | Properties;
export type Properties = { [key: string]: Property };

export const isObject = (value: Property | undefined): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether two values are the same, whatever the order of their keys. */
export function equal(a: Property | undefined, b: Property | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => equal(item, b[i]));
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => key in b && equal(a[key], b[key]));
  }
  return a === b;
}

/** An input as text, or a fallback where it is not given. */
export function text(value: Property | undefined, fallback = ""): string {
  if (value === undefined || value === null) return fallback;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The properties that have a value. */
export function defined(values: { readonly [key: string]: Property | undefined }): Properties {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Properties;
}
