import { script } from "./shell";
import { step } from "./step";
import type { Step } from "./schema";

/** Functions that read the stack's state, so that no name of the cloud has to be copied by hand. */
const READERS = [
  "# of_part STACK TYPE NAME PROVIDER OUTPUT: an output of a part",
  "of_part() {",
  '  pulumi stack export --stack "$1" | jq --raw-output --exit-status \\',
  '    --arg type "landfall:index:$2" --arg name "$3" --arg provider "$4" --arg output "$5" \'',
  "    first(.deployment.resources[] | select(.delete != true and .type == $type and .outputs.provider == $provider",
  '      and (.urn | endswith("::" + $name) or endswith("::" + $name + "-on-" + $provider))) | .outputs[$output])\'',
  "}",
  "# of_resource STACK TYPE NAME PATH: what the state has of a resource",
  "of_resource() {",
  '  pulumi stack export --stack "$1" | jq --raw-output --exit-status --arg type "$2" --arg name "$3" \\',
  '    "first(.deployment.resources[] | select(.delete != true and .type == \\$type and (.urn | endswith(\\"::\\" + \\$name))) | $4)"',
  "}",
  "# secret_of_resource STACK TYPE NAME PATH: the same, decrypted; for variables, never for the screen",
  "secret_of_resource() {",
  '  pulumi stack export --show-secrets --stack "$1" | jq --raw-output --exit-status --arg type "$2" --arg name "$3" "',
  '    first(.deployment.resources[] | select(.delete != true and .type == \\$type and (.urn | endswith(\\"::\\" + \\$name))))',
  '    | walk(if type == \\"object\\" and has(\\"plaintext\\") then .plaintext | fromjson else . end) | $4"',
  "}",
];

/** The session that all commands run in. */
export const session = (stack: string): Step =>
  step({
    id: "session",
    title: "Open the session",
    checked: "run",
    text: [
      "Follow the whole runbook in one Bash session, in the project's folder, signed in to Pulumi's backend and to both clouds. Open it in `tmux` or `screen`: a lost connection must not end a copy.",
      "Read each step before you paste it, and stop where one fails: those in parentheses stop by themselves at the first command that does. Nothing before the switch changes what serves.",
      "The folder holds copies of the app's data, unencrypted. Put it on a disk that is encrypted and has room for them.",
    ],
    commands: script(
      "set -o pipefail",
      "umask 077",
      `export WORK=\${WORK:-$HOME/landfall-move-${stack}}`,
      'mkdir -p "$WORK"',
      READERS,
    ),
  });
