#!/bin/sh
# The researcher's container: fills the fresh home, starts the relays between the loopback ports and the mounted
# sockets, then what is asked for.
set -eu

cp -r /opt/home/. "$HOME/"
# Where JupyterLab shows what the project's members share, unless she keeps something else by that name.
if [ -d "$HOME/project" ] && [ ! -e "$HOME/work/project" ]; then
    ln -s ../project "$HOME/work/project" || true
fi
/usr/sbin/haproxy -db -q -f /run/d2h/session/relays.cfg &

exec "$@"
