#!/usr/bin/env bash
# Exports GitLab to Port once, with the settings and credentials beside this file:
#
#   cp .env.example .env    and fill it in
#   ./export.sh             further arguments are flags of the exporter, such as --no-delete
#
# Needs gitlab-port-exporter on the PATH. Ends with its exit code; for a crontab: 17 * * * * /path/to/export.sh --quiet
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

code=0
gitlab-port-exporter --env-file .env --report report.json "$@" || code=$?
case $code in
  5 | 6) echo "A warning: something is missing, report.json says what." >&2 ;;
esac
exit "$code"
