#!/bin/sh
# The researcher's container: fills the fresh home, starts the relays between the loopback ports and the mounted
# sockets, then what is asked for.
set -eu

cp -r /opt/home/. "$HOME/"
/usr/sbin/haproxy -db -q -f /run/d2h/session/relays.cfg &

exec "$@"
