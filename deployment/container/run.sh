#!/bin/sh
# Runs the image as it is meant to run: rootless, read-only, without any capability, reachable from this machine only.
set -eu
exec "${ENGINE:-podman}" run --rm --name leitplanke \
    --read-only --tmpfs /tmp:rw,size=256m,mode=1777 \
    --cap-drop ALL --security-opt no-new-privileges \
    --publish 127.0.0.1:8000:8000 --volume leitplanke-data:/data \
    --env LEITPLANKE_ORIGIN="${LEITPLANKE_ORIGIN:?https://… under which people call the server}" \
    leitplanke
