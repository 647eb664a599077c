#!/usr/bin/env bash
# Lays the front-end files of others into static/vendor/<name>-<version>/, each with its licence.
#
#   scripts/vendor_assets.sh           fetch the pinned versions, verify them, write static/vendor anew
#   scripts/vendor_assets.sh --check   verify the files that are here; needs no network
#
# Needed only when a version changes: the files are kept in the repository, so neither a build nor a reader's
# browser asks anybody else for them. To raise a version: change its line below (version and integrity, as the
# registry's `npm view NAME@VERSION dist.integrity` states it), run this, and change the paths in
# templates/base.html, templates/500.html and static/countersign/countersign.css; --check finds a path left behind.
set -euo pipefail
cd "$(dirname "$0")/.."
here=static/vendor

pico_version=2.1.1
pico_integrity='sha512-kIDugA7Ps4U+2BHxiNHmvgPIQDWPDU4IeU6TNRdvXQM1uZX+FibqDQT2xUOnnO2yq/LUHcwnGlu1hvf4KfXnMg=='
pico_files='css/pico.min.css LICENSE.md'

sans_version=5.3.0
sans_integrity='sha512-kjODI0S3zdv0mBYCIQ8TbBayaiqszpc2UbhJiO3bjIqVVXzcWfHSt2o3WBCLOY3juaGaQoy4MoWCcgmfI5hCuA=='
sans_files='LICENSE'
serif_version=5.3.1
serif_integrity='sha512-cWcTCXjYYrgF9A67fThVir1VSc0lPEYmwQ6jA4pPt01s2MSCi/maINUcZoCzaqnU8fyUReDO97eGcBUkHgOeug=='
serif_files='LICENSE'
for set in latin latin-ext; do
  for weight in 400 600 700; do sans_files+=" files/public-sans-$set-$weight-normal.woff2"; done
  for weight in 400 600; do serif_files+=" files/source-serif-4-$set-$weight-normal.woff2"; done
done

check() {
  (cd "$here" && sha256sum --check --quiet --strict SHA256SUMS)
  local named
  named=$(grep -rhoE '(vendor/)[a-z0-9-]+-[0-9][0-9.]*[0-9]/[A-Za-z0-9._-]+' templates static/countersign | sort -u)
  while read -r path; do
    [ -f "static/$path" ] || { echo "named by a template or a style, but not here: static/$path" >&2; return 1; }
  done <<<"$named"
  echo "static/vendor: as recorded, and every path named is here"
}

lay() { # folder package version integrity files…
  local folder=$1 package=$2 version=$3 integrity=$4; shift 4
  local tarball found target=$new/$folder-$version
  tarball=$work/$(cd "$work" && npm pack --silent "$package@$version" 2>/dev/null | tail -1)
  found=sha512-$(openssl dgst -sha512 -binary "$tarball" | base64 --wrap=0)
  [ "$found" = "$integrity" ] || { echo "$package@$version is not what was pinned: $found" >&2; exit 1; }
  mkdir -p "$target" "$work/$folder"
  tar -xzf "$tarball" -C "$work/$folder" --strip-components=1
  for file in "$@"; do install -m 644 "$work/$folder/$file" "$target/"; done
  printf '%s %s (npm)\n%s\n' "$package" "$version" "$integrity" >"$target/ORIGIN.txt"
  echo "$folder-$version: $# files"
}

if [ "${1:-}" = --check ]; then check; exit; fi

work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
new=$work/vendor
lay pico           @picocss/pico              "$pico_version"  "$pico_integrity"  $pico_files
lay public-sans    @fontsource/public-sans    "$sans_version"  "$sans_integrity"  $sans_files
lay source-serif-4 @fontsource/source-serif-4 "$serif_version" "$serif_integrity" $serif_files
(cd "$new" && find . -type f | LC_ALL=C sort | xargs sha256sum >"$work/SHA256SUMS" && mv "$work/SHA256SUMS" .)
rm -rf "$here"; mkdir -p "$(dirname "$here")"; mv "$new" "$here"; chmod -R u+rwX,go+rX "$here"
check
