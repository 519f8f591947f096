#!/usr/bin/env bash
# Previews a stack, saves the plan, and lets the gate judge what would go: plan.sh STACK FOLDER
# LANDFALL_ALLOW names the URNs, with blanks between, of what may go although it holds data. Writes plan.json, preview.json and summary.md.
set -euo pipefail
stack=$1
folder=$2
mkdir -p "$folder"

previewed=0
pulumi preview --stack "$stack" --non-interactive --json --save-plan "$folder/plan.json" \
  >"$folder/preview.json" || previewed=$?

# The names of other stacks are none of this one's business, and the gate refuses a name that it finds no use for.
gate=(npx --no-install landfall gate "$folder/preview.json")
set -f
for urn in ${LANDFALL_ALLOW:-}; do
  if [[ $urn == "urn:pulumi:${stack##*/}::"* ]]; then gate+=(--allow "$urn"); fi
done

judged=0
"${gate[@]}" || judged=$?
{
  printf '## Plan of %s\n\n' "$stack"
  "${gate[@]}" --format markdown || true
} >"$folder/summary.md"
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$folder/summary.md" >>"$GITHUB_STEP_SUMMARY"; fi

# What was refused must not be there to be applied.
if [ "$previewed" -ne 0 ] || [ "$judged" -ne 0 ]; then
  rm -f "$folder/plan.json"
  exit 1
fi
