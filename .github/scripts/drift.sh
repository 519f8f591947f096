#!/usr/bin/env bash
# Compares a stack with its cloud and changes neither: drift.sh STACK FOLDER
# Exit code 0: no drift, 3: drift, which drift.md tells; anything else: the comparison itself failed.
set -euo pipefail
stack=$1
folder=$2
mkdir -p "$folder"

compared=0
pulumi preview --stack "$stack" --non-interactive --refresh --expect-no-changes --json \
  >"$folder/drift.json" 2>"$folder/drift.log" || compared=$?
if [ "$compared" -eq 0 ]; then exit 0; fi

# A preview that failed is no drift; one that only found changes says so in this one line.
if ! grep -q 'no changes were expected' "$folder/drift.log" "$folder/drift.json"; then
  cat "$folder/drift.log" >&2
  exit 1
fi
npx --no-install landfall gate "$folder/drift.json" --format markdown >"$folder/drift.md" || true
cat "$folder/drift.md"
exit 3
