#!/bin/sh
# Fills the fresh home, starts the relays between the loopback ports and the mounted sockets, then Jupyter.
set -eu

cp -r /opt/home/. "$HOME/"

case "${D2H_LANGUAGE:-en}" in
    fr) locale=fr_FR ;;
    *) locale=en ;;
esac
settings="$HOME/.jupyter/lab/user-settings/@jupyterlab/translation-extension"
mkdir -p "$settings"
printf '{"locale": "%s"}\n' "$locale" > "$settings/plugin.jupyterlab-settings"

/usr/sbin/haproxy -db -q -f /run/d2h/session/relays.cfg &

exec "$@"
