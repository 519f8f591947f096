#!/usr/bin/env bash
# Applies a plan that plan.sh saved, and nothing else: apply.sh STACK FOLDER
set -euo pipefail
pulumi up --stack "$1" --non-interactive --yes --suppress-outputs --plan "$2/plan.json"
