import type { Issue } from "../../components/core/errors";
import type { Asked } from "../provider";
import type { OciSettings } from "./config";
import { computeIssues, databaseIssues } from "./limits";

/** What Oracle Cloud's limits do not allow of what a stack asks. */
export function ociRefusals({ wanted: { compute, database } }: Asked<OciSettings>): readonly Issue[] {
  return [
    ...(compute === undefined ? [] : computeIssues(compute)),
    ...(database === undefined ? [] : databaseIssues(database)),
  ];
}
