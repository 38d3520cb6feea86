"""What we deploy passes its checks, and each check can fail."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

pytest.importorskip("kubernetes_validate", reason="`make check` installs the tools")

from tests.deploy.checks import (
    KUBERNETES,
    ROOT,
    VERSIONS,
    check_compose,
    check_dockerfile,
    check_kubernetes,
    check_manifest,
)

EXAMPLE = "overlays/example"


def broken(path: Path, pattern: str, replacement: str) -> Path:
    """The file, with the first place that matches put out of order."""
    text = path.read_text()
    changed = re.sub(pattern, replacement, text, count=1, flags=re.MULTILINE)
    assert changed != text, f"{pattern} is not in {path}"
    path.write_text(changed)
    return path


@pytest.fixture
def dockerfile(tmp_path: Path) -> Path:
    return Path(shutil.copy(ROOT / "Dockerfile", tmp_path))


@pytest.fixture
def compose(tmp_path: Path) -> Path:
    return Path(shutil.copy(ROOT / "deploy" / "compose.yaml", tmp_path))


@pytest.fixture
def kubernetes(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KUBERNETES, tmp_path / "kubernetes"))


def test_what_we_deploy_has_no_fault(dockerfile: Path, compose: Path) -> None:
    assert check_dockerfile(dockerfile) == []
    assert check_compose(compose) == []
    assert check_kubernetes(KUBERNETES / "base") == []
    assert check_kubernetes(KUBERNETES / EXAMPLE) == []


@pytest.mark.parametrize(
    ("pattern", "replacement", "words"),
    [
        (r"^USER 1000:1000", "USER root", "DL3002"),
        (r"^ENTRYPOINT \[.*\]", "ENTRYPOINT golddust", "DL3025"),
        (r"^COPY \. \.", "ADD . .", "DL3020"),
        (r"^ARG PYTHON_IMAGE=.*", "ARG PYTHON_IMAGE=python:latest\nFROM python:latest AS other", "DL3007"),
        (r"^WORKDIR /src", "WORKDIR src", "DL3000"),
        (r"^CMD ", "CDM ", "unexpected"),
    ],
)
def test_a_worse_dockerfile_is_refused(dockerfile: Path, pattern: str, replacement: str, words: str) -> None:
    assert words in "\n".join(check_dockerfile(broken(dockerfile, pattern, replacement)))


@pytest.mark.parametrize(
    ("pattern", "replacement", "words"),
    [
        (r"^    depends_on:", "    depend_on:", "depend_on"),
        (r"condition: service_healthy", "condition: service_healty", "service_healty"),
        (r'"127\.0\.0\.1:8080:8080"', '"8080:8080"', "opens port"),
        (r"command: \[work, promises\]", "command: [work, tag]", "work promises"),
        (r"^  read_only: true", "  read_only: false", "can write"),
        (r"^  cap_drop: \[ALL\]", "  cap_drop: [NET_RAW]", "keeps privileges"),
        (r"/run/secrets/key-links", "/run/secrets/key-link", "no secret key-link"),
    ],
)
def test_a_worse_compose_file_is_refused(compose: Path, pattern: str, replacement: str, words: str) -> None:
    assert words in "\n".join(check_compose(broken(compose, pattern, replacement)))


@pytest.mark.parametrize(
    ("file", "pattern", "replacement", "words"),
    [
        ("base/workers.yaml", r"^  replicas: 1", '  replicas: "1"', "is not of type 'integer'"),
        ("base/workers.yaml", r"^  replicas: 1", "  replikas: 1", "replikas"),
        ("base/workers.yaml", r"args: \[work, promises\]", "args: [work, tag]", "work promises"),
        ("base/workers.yaml", r"^            limits: .*", "            none: {}", "none"),
        ("base/workers.yaml", r"^kind: Deployment", "kind: Deploymen", "Deploymen"),
        ("base/ingest.yaml", r"readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "can write to its image"),
        ("base/ingest.yaml", r"claimName: originals", "claimName: originale", "no PersistentVolumeClaim originale"),
        ("base/ingest.yaml", r"^          livenessProbe:", "          readinessProbes:", "readinessProbes"),
        ("base/pod.yaml", r"drop: \[ALL\]", "drop: [NET_RAW]", "keeps privileges"),
        ("base/pod.yaml", r"^        runAsNonRoot: true\n", "", "may be root"),
        ("base/pod.yaml", r"^        seccompProfile: .*\n", "", "seccomp"),
        ("base/network.yaml", r"component: replies", "component: repliers", "no pod has the labels"),
        ("base/network.yaml", r"^ +except: .*\n", "", "HTTPS leads to addresses inside the cluster"),
        ("base/kustomization.yaml", r"workers\.yaml", "worker-s.yaml", "worker-s.yaml"),
        ("components/autoscaling/scaled-objects.yaml", r"minReplicaCount", "minReplicas", "minReplicas"),
        ("components/autoscaling/scaled-objects.yaml", r'lagThreshold: "500"', "lagThreshold: 500", "lagThreshold"),
        ("components/autoscaling/scaled-objects.yaml", r"golddust\.tag", "golddust.tags", "is golddust.tag"),
        ("components/autoscaling/scaled-objects.yaml", r"topic: feedback\.issues", "topic: feedback.tagged", "complaints reads"),
        ("components/autoscaling/kustomization.yaml", r"tag\|store", "tag", "Deployment store sets replicas"),
        ("overlays/example/golddust.toml", r"kafka-bootstrap", "kafka-brokers", "names the brokers"),
    ],
)
def test_worse_manifests_are_refused(kubernetes: Path, file: str, pattern: str, replacement: str, words: str) -> None:
    broken(kubernetes / file, pattern, replacement)
    assert words in "\n".join(check_kubernetes(kubernetes / EXAMPLE, VERSIONS[:1]))


def test_the_example_of_a_secret_names_what_the_settings_look_for() -> None:
    secret = yaml.safe_load((KUBERNETES / EXAMPLE / "secret.example.yaml").read_text())
    assert check_manifest(secret) == []
    sought = re.findall(r"=/run/secrets/golddust/(.*)", (KUBERNETES / "base" / "environment").read_text())
    assert set(secret["stringData"]) == set(sought)
