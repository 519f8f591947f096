import * as pulumi from "@pulumi/pulumi";
import type { ResolvedServiceArgs } from "../../../components/compute";
import {
  environmentName,
  plain,
  type Binding,
  type Bindings,
  type SecretReference,
} from "../../../components/core/binding";
import { PRIVATE_ZONE } from "./discovery";
import type { Statement } from "../policy";

type Services = Readonly<Record<string, ResolvedServiceArgs>>;

/** What a container is given under one name, in ECS's words. */
export interface Variable {
  readonly name: string;
  readonly value: pulumi.Input<string>;
}
export interface SecretVariable {
  readonly name: string;
  readonly valueFrom: pulumi.Output<string>;
}

/** What a service's containers are given when they start. */
export interface ContainerEnvironment {
  readonly environment: readonly Variable[];
  readonly secrets: readonly SecretVariable[];
  /** What is read from the store, each secret once. */
  readonly references: readonly SecretReference[];
}

/** The address of each service that this one calls: by Service Connect, or in DNS for one that is run at set times. */
function addresses(services: Services, { calls, schedule }: ResolvedServiceArgs): Bindings {
  const zone = schedule === undefined ? "" : `.${PRIVATE_ZONE}`;
  return Object.fromEntries(
    calls.map((callee) => [environmentName(callee, "url"), plain(`http://${callee}${zone}:${services[callee]!.port}`)]),
  );
}

/** Where ECS reads a secret from: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html */
const valueFrom = ({ id, field }: SecretReference): pulumi.Output<string> =>
  field === undefined ? id : pulumi.interpolate`${id}:${field}::`;

function referenceOf(name: string, binding: Binding): SecretReference | undefined {
  if (binding.kind === "plain") return undefined;
  if (binding.kind === "reference" && binding.reference.provider === "aws") return binding.reference;
  const where =
    binding.kind === "reference" ? `stands in the store of ${binding.reference.provider}` : "is in no store";
  throw new Error(`a container on AWS was given ${name}, which ${where}`);
}

/**
 * Splits what a service gets into plain values and secrets by reference, each sorted by name.
 *
 * @throws Error when a secret is not in AWS's own store: it would end in the environment for all to read, so it is a bug.
 */
export function containerEnvironment(services: Services, service: ResolvedServiceArgs): ContainerEnvironment {
  const bindings = Object.entries({ ...addresses(services, service), ...service.environment });
  const sorted = bindings.sort(([a], [b]) => (a < b ? -1 : 1));
  const environment: Variable[] = [];
  const secrets: SecretVariable[] = [];
  const references = new Set<SecretReference>();
  for (const [name, binding] of sorted) {
    if (binding.kind === "plain") environment.push({ name, value: binding.value });
    const reference = referenceOf(name, binding);
    if (reference === undefined) continue;
    secrets.push({ name, valueFrom: valueFrom(reference) });
    references.add(reference);
  }
  return { environment, secrets, references: [...references] };
}

/** The right to read exactly the given secrets. */
export const readSecrets = (references: readonly SecretReference[]): readonly Statement[] => [
  {
    Sid: "ReadSecrets",
    Effect: "Allow",
    Action: ["secretsmanager:GetSecretValue"],
    Resource: references.map(({ id }) => id),
  },
];

/** Changes when a stored secret does, so that copies are started which read the new one; undefined where nothing tells. */
export function secretVersions(references: readonly SecretReference[]): pulumi.Output<string> | undefined {
  const versions = references.flatMap(({ version }) => version ?? []);
  return versions.length === 0 ? undefined : pulumi.all(versions).apply((known) => known.join(","));
}
