"""`make image-twice`: the image is built twice from nothing, and each file that differs is named. Ends with 1 where one does."""

import hashlib
import json
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.services.image import IMAGE, built_image, podman

SHOWN = 40
AGAIN = f"{IMAGE.rpartition(':')[0]}:again"


def layers(image: str) -> list[str]:
    """The digest of each layer's content, in order."""
    return list(json.loads(podman("image", "inspect", image))[0]["RootFS"]["Layers"])


def described(saved: Path) -> dict[str, str]:
    """Each entry of each layer, with all that is held of it, as short as can be compared."""
    found: dict[str, str] = {}
    with tarfile.open(saved) as image:
        for layer in json.load(image.extractfile("manifest.json") or sys.exit("no manifest"))[0]["Layers"]:
            with tarfile.open(fileobj=image.extractfile(layer)) as files:
                for entry in files:
                    content = files.extractfile(entry) if entry.isreg() else None
                    digest = hashlib.sha256(content.read()).hexdigest() if content else entry.linkname
                    found[entry.name] = f"{entry.mode:o} {entry.uid}:{entry.gid} {entry.mtime} {digest}"
    return found


def differing(first: str, second: str) -> list[str]:
    """The names of the files that are not the same in both images."""
    with tempfile.TemporaryDirectory() as folder:
        kept = []
        for number, image in enumerate((first, second)):
            saved = Path(folder) / f"{number}.tar"
            podman("save", "--quiet", "--format", "docker-archive", "--output", str(saved), image)
            kept.append(described(saved))
            saved.unlink()
    one, other = kept
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def main() -> None:
    """Build, compare, say, end."""
    for name in (IMAGE, AGAIN):
        built = built_image(name, "--no-cache")
        sys.stdout.write(f"{name}: {built.own_megabytes} MB over its base, in {built.seconds:.0f} s\n")
    one, other = layers(IMAGE), layers(AGAIN)
    if one == other:
        sys.stdout.write(f"the same: {len(one)} layers, the last {one[-1]}\n")
        return
    names = differing(IMAGE, AGAIN)
    same = sum(first == second for first, second in zip(one, other, strict=False))
    sys.stdout.write(f"{same} of {len(one)} layers are the same; {len(names)} files differ\n" + "\n".join(names[:SHOWN]) + "\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
