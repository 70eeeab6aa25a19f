#!/bin/sh
# Runs the image as it is meant to run: rootless, read-only, without any capability, reachable from this machine only.
set -eu
: "${LEITPLANKE_ORIGIN:?https://… under which people call the server}"
# Every setting of this shell goes along but the data folder, which is the volume; by name, so that no secret stands in the command.
for name in $(env | sed -n 's/^\(LEITPLANKE_[A-Z_]*\)=.*/\1/p'); do
    [ "$name" = LEITPLANKE_VAR ] || set -- "$@" --env "$name"
done
exec "${ENGINE:-podman}" run --rm --name leitplanke \
    --read-only --tmpfs /tmp:rw,size=256m,mode=1777 \
    --cap-drop ALL --security-opt no-new-privileges \
    --publish 127.0.0.1:8000:8000 --volume leitplanke-data:/data "$@" leitplanke
