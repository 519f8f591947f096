import { readFileSync } from "node:fs";
import { check, type Read } from "../config/documents";
import { planSchema, type Plan } from "./schema";

/**
 * Reads a plan that `landfall plan --format json` wrote, also one of an earlier version, which tells less.
 *
 * @param at - How messages name it.
 */
export function readPlan(text: string, at: string): Read<Plan> {
  try {
    return check(planSchema, JSON.parse(text), at, true);
  } catch {
    return { issues: [{ at, problem: "is no JSON", allowed: "what `landfall plan --format json` writes" }] };
  }
}

/** Reads a saved plan. */
export function readPlanFile(file: string, at: string): Read<Plan> {
  try {
    return readPlan(readFileSync(file, "utf8"), at);
  } catch (error) {
    return { issues: [{ at, problem: `cannot be read: ${(error as NodeJS.ErrnoException).code ?? "unknown"}` }] };
  }
}
