import { stringify } from "yaml";

/**
 * YAML that readers of version 1.1 (cloud-init) and 1.2 (Docker Compose) understand alike: whatever either would take
 * for a number, a truth value or a date is quoted, and nothing is folded.
 */
export const toYaml = (value: object): string =>
  stringify(value, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });
