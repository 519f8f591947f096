import type { CloudObject } from "./cloud";

/** How an error is told on the wire, by the name that gRPC gives it. */
export type ErrorCode = "UNKNOWN" | "NOT_FOUND" | "ALREADY_EXISTS" | "DEADLINE_EXCEEDED" | "PERMISSION_DENIED";

/** The engine asked for something that the sandbox cloud cannot do, or may not do just now. */
export class SandboxError extends Error {
  constructor(
    message: string,
    readonly code: ErrorCode = "NOT_FOUND",
  ) {
    super(message);
  }
}

/** An object was made or changed, and did not come up. The engine keeps it and mends it with the next update. */
export class PartialError extends Error {
  constructor(
    readonly object: CloudObject,
    readonly reason: string,
  ) {
    super(reason);
  }
}
