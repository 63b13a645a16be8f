#!/bin/sh
# The server's container: relays, then Jupyter. Neither is started with the hub token in its environment, where
# a link to /proc among the researcher's files would show it.
set -eu

token=$JUPYTERHUB_API_TOKEN
unset JUPYTERHUB_API_TOKEN JPY_API_TOKEN

case "${D2H_LANGUAGE:-en}" in
    fr) locale=fr_FR ;;
    *) locale=en ;;
esac
settings="$JUPYTERLAB_SETTINGS_DIR/@jupyterlab/translation-extension"
mkdir -p "$settings"
printf '{"locale": "%s"}\n' "$locale" > "$settings/plugin.jupyterlab-settings"
# Jupyter keeps its proof of trusted notebooks there, and makes no folder itself.
mkdir -p /tmp/jupyter

/usr/sbin/haproxy -db -q -f /dev/stdin -f /run/d2h/session/relays.cfg <<RELAYS &
global
    setenv D2H_HUB_TOKEN $token
RELAYS

# Not among her files: some programs read settings where they are started.
cd /
exec tini -g -- "$@" <<SERVER
$token
SERVER
