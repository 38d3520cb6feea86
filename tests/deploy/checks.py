"""What `make deploy-check` holds the Dockerfile, the compose file and the Kubernetes manifests against.

Each check returns what it found wrong, as lines for people; none when all is well. The tools come with the environment.
"""

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import yaml

from cli.processes.roles import ROLES
from golddust import topics

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
SCALED_OBJECT = KUBERNETES / "scaled-object.schema.json"
VERSIONS = ("1.31", "1.37")
"""The oldest Kubernetes that we mean to work on (preStop's sleep is on from 1.30), and the newest whose schemas are here."""
COMMANDS = {("serve", door) for door in ("http", "smtp", "console")} | {("work", role) for role in ROLES}
READS = {
    "tag": {topics.RECEIVED},
    "store": {topics.RECEIVED, topics.TAGGED},
    "complaints": {topics.ISSUES, topics.TAGGED},
}
"""The topics of each stage that is scaled by how far it is behind."""

HTTPS = 443
Manifest = Mapping[str, Any]


def program(name: str) -> Path:
    """A tool of this environment, or else of this machine. Raises FileNotFoundError."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"{name} is not installed; `make check` does it")
    return Path(found)


def _complaints_of(*command: str | Path) -> list[str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


# --- the Dockerfile and the compose file


def check_dockerfile(path: Path) -> list[str]:
    """What hadolint says."""
    return _complaints_of(program("hadolint"), "--no-color", path)


def check_compose(path: Path) -> list[str]:
    """What the Compose Specification's own schema says; then whether each role is there, shut off as it should be."""
    found = _complaints_of(program("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", path)
    return found or [*_services_problems(yaml.safe_load(path.read_text(encoding="utf-8")))]


def _services_problems(compose: Manifest) -> Iterator[str]:
    services = compose["services"]
    yield from _missing_roles(tuple(service.get("command", ())) for service in services.values())
    for name, service in services.items():
        if "ALL" not in service.get("cap_drop", ()) or "no-new-privileges:true" not in service.get("security_opt", ()):
            yield f"{name} keeps privileges: it needs cap_drop: [ALL] and no-new-privileges:true"
        if "entrypoint" not in service and tuple(service.get("command", ())) in COMMANDS and not service.get("read_only"):
            yield f"{name} can write to its image: it needs read_only: true"
        yield from (f"{name} opens port {port} to the network" for port in service.get("ports", ()) if not _is_loopback(port))
    yield from (f"{name}: no secret {secret}" for name, secret in _secrets(services) if secret not in compose["secrets"])


def _is_loopback(port: str | Mapping[str, Any]) -> bool:
    return (port if isinstance(port, str) else str(port.get("host_ip"))).startswith("127.0.0.1")


def _secrets(services: Mapping[str, Manifest]) -> Iterator[tuple[str, str]]:
    """Each secret that a service names, as a mount or as a file in its environment."""
    for name, service in services.items():
        for value in service.get("environment", {}).values():
            if value.startswith("/run/secrets/"):
                yield name, value.removeprefix("/run/secrets/")
        yield from ((name, secret) for secret in service.get("secrets", ()))


def _missing_roles(started: Iterable[Sequence[str]]) -> list[str]:
    missing = COMMANDS - {tuple(words) for words in started}
    return [f"nothing runs golddust {' '.join(words)}" for words in sorted(missing)]


# --- Kubernetes


def rendered(folder: Path) -> list[Manifest]:
    """What kustomize makes of this folder. Raises ValueError with its words when it refuses."""
    done = subprocess.run([program("kubectl"), "kustomize", folder], capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr.strip())
    return [manifest for manifest in yaml.safe_load_all(done.stdout) if manifest]


def check_kubernetes(folder: Path, versions: Sequence[str] = VERSIONS) -> list[str]:
    """What is wrong with the manifests that kustomize makes of this folder, for these versions of Kubernetes."""
    try:
        manifests = rendered(folder)
    except ValueError as refused:
        return [str(refused)]
    found = [problem for manifest in manifests for problem in check_manifest(manifest, versions)]
    return found or [*_whole_problems(manifests)]


def check_manifest(manifest: Manifest, versions: Sequence[str] = VERSIONS) -> list[str]:
    """What Kubernetes' schemas say, unknown fields included; for a ScaledObject, our own."""
    if manifest["kind"] == "ScaledObject":
        schema = json.loads(SCALED_OBJECT.read_text(encoding="utf-8"))
        errors = jsonschema.Draft202012Validator(schema).iter_errors(manifest)
        return [_told(manifest, error.json_path, error.message) for error in errors]
    return [problem for version in versions for problem in _kubernetes_problems(manifest, version)]


def _kubernetes_problems(manifest: Manifest, version: str) -> Iterator[str]:
    try:
        kubernetes_validate.validate(manifest, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        yield _told(manifest, error.json_path, f"{error.message} (Kubernetes {version})")
    except kubernetes_validate.SchemaNotFoundError as unknown:
        yield _told(manifest, "$", unknown.message)


def _told(manifest: Manifest, path: str, message: str) -> str:
    return f"{manifest['kind']} {manifest['metadata']['name']} at {path}: {message[:300]}"


def _whole_problems(manifests: Sequence[Manifest]) -> Iterator[str]:
    """What no schema sees: whether all roles are there, locked down, probed, and whether names lead somewhere."""
    pods = [(m, m["spec"]["template"]) for m in manifests if m["kind"] in ("Deployment", "StatefulSet")]
    yield from _missing_roles(c.get("args", ()) for _, pod in pods for c in pod["spec"]["containers"])
    names = {(m["kind"], m["metadata"]["name"]) for m in manifests}
    for owner, pod in pods:
        yield from (_told(owner, "$", words) for words in _pod_problems(pod["spec"], names))
    yield from _egress_problems(manifests)
    yield from _selector_problems(manifests, [pod["metadata"]["labels"] for _, pod in pods])
    for scaled in (m for m in manifests if m["kind"] == "ScaledObject"):
        yield from (_told(scaled, "$", words) for words in _scaling_problems(scaled["spec"], manifests))


def _pod_problems(pod: Manifest, names: set[tuple[str, str]]) -> Iterator[str]:
    if not pod.get("securityContext", {}).get("runAsNonRoot") or pod.get("automountServiceAccountToken") is not False:
        yield "the pod may be root, or holds a token"
    if "seccompProfile" not in pod.get("securityContext", {}):
        yield "the pod has no seccomp profile"
    for container in pod["containers"]:
        rights = container.get("securityContext", {})
        if rights.get("allowPrivilegeEscalation") is not False or rights.get("capabilities") != {"drop": ["ALL"]}:
            yield f"container {container['name']} keeps privileges"
        if not rights.get("readOnlyRootFilesystem"):
            yield f"container {container['name']} can write to its image"
        if "livenessProbe" not in container or not {"requests", "limits"} <= set(container.get("resources", {})):
            yield f"container {container['name']} has no probe, or no resources"
        yield from _dangling(container, pod, names)


def _dangling(container: Manifest, pod: Manifest, names: set[tuple[str, str]]) -> Iterator[str]:
    """Names that lead nowhere: volumes, claims, settings. The Secret is not among the manifests, and must not be."""
    volumes = {volume["name"]: volume for volume in pod.get("volumes", ())}
    for mount in container.get("volumeMounts", ()):
        if mount["name"] not in {*volumes, "spool"}:
            yield f"container {container['name']}: no volume {mount['name']}"
    wanted = {("ConfigMap", source["configMapRef"]["name"]) for source in container.get("envFrom", ())}
    wanted |= {("ConfigMap", volume["configMap"]["name"]) for volume in volumes.values() if "configMap" in volume}
    claims = (volume.get("persistentVolumeClaim") for volume in volumes.values())
    wanted |= {("PersistentVolumeClaim", claim["claimName"]) for claim in claims if claim}
    wanted.add(("ServiceAccount", pod["serviceAccountName"]))
    yield from (f"container {container['name']}: no {kind} {name}" for kind, name in sorted(wanted - names))


def _selector_problems(manifests: Sequence[Manifest], labels: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Services, budgets and policies that choose no pod at all."""
    for manifest in manifests:
        spec = manifest.get("spec", {})
        chosen = {
            "Service": lambda spec=spec: spec["selector"],
            "PodDisruptionBudget": lambda spec=spec: spec["selector"]["matchLabels"],
            "NetworkPolicy": lambda spec=spec: spec["podSelector"]["matchLabels"],
        }.get(manifest["kind"])
        if chosen and not any(chosen().items() <= pod.items() for pod in labels):
            yield _told(manifest, "$.spec", f"no pod has the labels {chosen()}")


def _egress_problems(manifests: Sequence[Manifest]) -> Iterator[str]:
    """Roles that customers' words reach, and that talk to addresses on the internet: HTTPS must not lead into the cluster."""
    for manifest in (m for m in manifests if m["kind"] == "NetworkPolicy"):
        if manifest["spec"]["podSelector"]["matchLabels"].get("app.kubernetes.io/component") not in ("ingest", "media"):
            continue
        for rule in manifest["spec"].get("egress", ()):
            blocks = [to.get("ipBlock", {}) for to in rule.get("to", ())]
            https = any(port.get("port") == HTTPS for port in rule.get("ports", ()))
            if https and not (blocks and all(block.get("except") for block in blocks)):
                yield _told(manifest, "$.spec.egress", "HTTPS leads to addresses inside the cluster")


def _scaling_problems(scaled: Manifest, manifests: Sequence[Manifest]) -> Iterator[str]:
    name = scaled["scaleTargetRef"]["name"]
    target = next((m for m in manifests if (m["kind"], m["metadata"]["name"]) == ("Deployment", name)), None)
    if target is None:
        yield f"there is no Deployment {name}"
    elif "replicas" in target["spec"]:
        yield f"Deployment {name} sets replicas, which each apply would set back"
    found = {trigger["metadata"]["topic"] for trigger in scaled["triggers"]}
    if found != READS.get(name):
        yield f"{name} reads {sorted(READS.get(name, ()))}, not {sorted(found)}"
    for trigger in (trigger["metadata"] for trigger in scaled["triggers"]):
        if trigger["consumerGroup"] != f"golddust.{name}":
            yield f"the consumer group of {name} is golddust.{name}"
        if trigger["bootstrapServers"] != (brokers := _brokers(manifests)):
            yield f"golddust.toml names the brokers {brokers}"


def _brokers(manifests: Sequence[Manifest]) -> str:
    files = [m["data"]["golddust.toml"] for m in manifests if m["kind"] == "ConfigMap" and "golddust.toml" in m["data"]]
    return ",".join(server for file in files for server in tomllib.loads(file)["log"]["bootstrap_servers"])


def main() -> None:
    """Check everything, print what was found, and end with 1 if it was anything."""
    found = check_dockerfile(ROOT / "Dockerfile") + check_compose(DEPLOY / "compose.yaml")
    for folder in (KUBERNETES / "base", *sorted((KUBERNETES / "overlays").iterdir())):
        found += check_kubernetes(folder)
    for example in sorted(KUBERNETES.rglob("secret.example.yaml")):
        found += check_manifest(yaml.safe_load(example.read_text(encoding="utf-8")))
    sys.exit("\n".join(found) if found else 0)


if __name__ == "__main__":
    main()
