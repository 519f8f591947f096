import { copiesOf, type ResolvedComputeArgs } from "./compute";

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** Image and copies of a service. */
export interface RunningService {
  readonly image: string;
  readonly copies: number;
}

/** What runs, as a plan and a preview tell it: a machine may get another release without any input that shows it. */
export const runningServices = (args: ResolvedComputeArgs): Record<string, RunningService> =>
  Object.fromEntries(
    Object.entries(args.services)
      .map(([name, service]) => [name, { image: service.image, copies: copiesOf(args, service).least }] as const)
      .sort(byName),
  );

/** The names that each service finds in its environment, so that a plan tells what another cloud would change for it. */
export const environmentNames = ({ services }: ResolvedComputeArgs): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(services)
      .map(([name, { environment }]) => [name, Object.keys(environment).sort()] as const)
      .sort(byName),
  );
