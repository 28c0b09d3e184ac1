#!/bin/sh
# Puts the jq of other Debian releases (by default 1.7 and 1.8) into build/jq/<release>/jq, for the tests of the native
# engine. For Debian on amd64 or arm64: from the package mirror that apt is set up with; nothing is installed.
set -eu
cd "$(dirname "$0")/../.."
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | sort -u | head -n 1)
target=$PWD/build/jq
for release in "${@:-trixie sid}"; do
  for name in $release; do
    folder=$target/$name
    rm -rf "$folder"
    mkdir -p "$folder/lists/partial" "$folder/archives/partial" "$folder/root"
    keys=/usr/share/keyrings/debian-archive-keyring.gpg
    echo "deb [signed-by=$keys] $mirror $name main" > "$folder/sources.list"
    set -- -qq -o Dir::Etc::sourcelist="$folder/sources.list" -o Dir::Etc::sourceparts=- \
      -o Dir::State::lists="$folder/lists" -o Dir::Cache="$folder" -o APT::Sandbox::User=root
    apt-get "$@" update
    # With its own libc: it may ask for a newer one than the system's.
    (cd "$folder" && apt-get "$@" download "jq/$name" "libjq1/$name" "libonig5/$name" "libc6/$name")
    for package in "$folder"/*.deb; do dpkg-deb -x "$package" "$folder/root"; done
    libraries=$(dirname "$(find "$folder/root" -name 'libjq.so.1' | head -n 1)")
    loader=$(find "$folder/root" -name 'ld-linux-*.so.*' | head -n 1)
    printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' "$loader" "$libraries" "$folder/root/usr/bin/jq" > "$folder/jq"
    chmod +x "$folder/jq"
    rm -rf "$folder"/*.deb "$folder/lists" "$folder/archives" "$folder"/*.bin "$folder/sources.list"
    echo "$folder/jq: $("$folder/jq" --version)"
  done
done
