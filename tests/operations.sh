#!/bin/sh
# Checks what comes with the program for its operation: the units of systemd and the rules of Prometheus. It needs systemd-analyze
# (Debian: systemd) and promtool (Debian: prometheus; without it the package is fetched and unpacked, not installed).
# Outside of CI; `cargo test` checks that everything that the rules name is counted.
set -eu
cd "$(dirname "$0")/.."
for unit in convenor convenor-backup; do
    # A threshold is ten times the exposure that is shown.
    systemd-analyze security --offline=true --threshold=20 "config/systemd/$unit.service" | tail -n 1
    # What is not installed here is not the unit's fault.
    wrong=$(systemd-analyze verify "config/systemd/$unit.service" 2>&1 | grep -v -e 'is not executable' -e "Command 'man" || true)
    [ -z "$wrong" ] || { echo "$wrong" >&2; exit 1; }
done
systemd-analyze verify config/systemd/convenor-backup.timer 2>&1 | grep -v -e 'is not executable' -e "Command 'man" || true
promtool=$(command -v promtool || true)
if [ -z "$promtool" ]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    (cd "$folder" && apt-get download -qq prometheus && dpkg -x prometheus_*.deb .)
    promtool=$folder/usr/bin/promtool
fi
"$promtool" check rules docs/alerts.yml
(cd docs && "$promtool" test rules alerts-test.yml)
