#!/bin/sh
# Makes the base image out of Debian's own packages, for machines where no image registry answers.
# Usage: bootstrap.sh TAG
set -eu

tag=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mmdebstrap --variant=minbase --quiet \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    bookworm "$work/root.tar"
docker import --change 'ENV LANG=C.UTF-8' --change 'CMD ["sh"]' "$work/root.tar" "$tag"
