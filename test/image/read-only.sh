#!/usr/bin/env bash
# Runs a program in the unpacked image, as its user, on a root file system that cannot be written: what `docker run
# --read-only` does, in mounts that nobody else sees and that end with the program.
# Usage: read-only.sh ROOT MANIFESTS USER WORKDIR PROGRAM [ARGUMENT...], in a mount namespace of its own
set -euo pipefail
root=$1 manifests=$2 user=$3 workdir=$4
shift 4
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mkdir -p "$root/manifests"
mount --bind --read-only "$manifests" "$root/manifests"
mount -o remount,ro,bind "$root"
cd "$root"
exec chroot --userspec "$user" "$root" /bin/sh -c 'cd "$1" && shift && exec "$@"' sh "$workdir" "$@"
