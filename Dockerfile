# golddust in a container: one image, whose command picks the role (run, serve http, work tag …).
#
# The base may be another Python 3.11 on Debian, such as a mirrored or a patched one: --build-arg PYTHON_IMAGE=…
# Behind a package index of one's own: --secret id=pip,src=pip.conf (and --secret id=ca,src=ca.pem, named in it as
# cert = /run/secrets/ca). Neither leaves a trace in the image.
ARG PYTHON_IMAGE=docker.io/library/python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src

# Every package is checked against its hash here, once, and made a wheel where it comes without one; what follows installs from
# this folder only.
COPY requirements.lock requirements-build.lock ./
RUN --mount=type=secret,id=pip,target=/etc/pip.conf --mount=type=secret,id=ca,target=/run/secrets/ca \
    python3 -m venv /opt/build \
    && /opt/build/bin/pip install --quiet --only-binary :all: --require-hashes --requirement requirements-build.lock \
    && /opt/build/bin/pip wheel --quiet --no-build-isolation --require-hashes --wheel-dir /wheels --requirement requirements.lock

# What golddust needs to run. Other people's tests, type stubs and commands are dead weight, and so are the forty products of
# Twilio's beside messages, which its client imports when asked for them; bytecode is made now, as nothing can be written later,
# and is not held against its source's date, so that a start does not look at thousands of files.
COPY pyproject.toml ./
RUN python3 -m venv --without-pip /opt/golddust \
    && python3 -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"], sep="\n")' \
       > /tmp/needed \
    && /opt/build/bin/pip --python /opt/golddust/bin/python install --quiet --no-compile --no-index --find-links /wheels \
       --requirement /tmp/needed \
    && find /opt/golddust/bin -type f -delete \
    && find /opt/golddust/lib -type d -name tests -prune -exec rm -r {} + \
    && find /opt/golddust/lib -name '*.pyi' -delete \
    && find /opt/golddust/lib -path '*/twilio/rest/*' -prune -type d ! -name api -exec rm -r {} + \
    && python3 -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/golddust/lib

# Our own code in a tree of its own, so that a release is a layer of a few megabytes over one that stays.
COPY . .
RUN /opt/build/bin/pip wheel --quiet --no-index --find-links /wheels --no-build-isolation --no-deps --wheel-dir /own . \
    && /opt/build/bin/pip --python /opt/golddust/bin/python install --quiet --no-compile --no-deps --root /image /own/*.whl \
    && python3 -m compileall -q -j 0 --invalidation-mode unchecked-hash -s /image /image \
    && python3 deploy/sbom.py requirements.lock --version-from golddust/__init__.py \
       --installed "$(echo /opt/golddust/lib/python3.*/site-packages)" --to /image/usr/share/golddust/sbom.cdx.json
COPY --chmod=0755 deploy/healthy.py /image/opt/golddust/bin/golddust-healthy


FROM ${PYTHON_IMAGE}
ARG REVISION=unknown
LABEL org.opencontainers.image.title="golddust" \
      org.opencontainers.image.description="Hears what customers say by text, mail and web, and keeps the promises made about it." \
      org.opencontainers.image.revision="${REVISION}" \
      golddust.sbom="/usr/share/golddust/sbom.cdx.json"

# The official image comes without its standard library's bytecode, which a read-only container would make anew at each start.
# A user's password has a date even where there is none: a fixed one, so that a build on another day gives the same bytes.
ARG SOURCE_DATE_EPOCH=315532800
RUN python3 -m compileall -q --invalidation-mode unchecked-hash -x '/(test|tests|idlelib|lib2to3|site-packages|dist-packages)/' \
        "$(python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')" \
    && groupadd --gid 1000 golddust \
    && useradd --uid 1000 --gid 1000 --no-log-init --no-create-home --home-dir /data --shell /usr/sbin/nologin golddust \
    && install --directory --owner golddust --group golddust --mode 0700 /data /data/originals
COPY --from=build /opt/golddust /opt/golddust
COPY --from=build /image /

# Doors listen on all addresses: in a container the published ports, not the address, are what guards them.
ENV PATH=/opt/golddust/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    GOLDDUST_DATA_DIR=/data \
    GOLDDUST_HTTP__HOST=0.0.0.0 \
    GOLDDUST_HTTP__PUBLIC_URL=http://127.0.0.1:8080 \
    GOLDDUST_SMTP__HOST=0.0.0.0 \
    GOLDDUST_CONSOLE__HOST=0.0.0.0 \
    GOLDDUST_CONSOLE__PUBLIC_URL=http://127.0.0.1:8081 \
    GOLDDUST_WATCH__HOST=0.0.0.0 \
    GOLDDUST_WATCH__PORT=9090

# A number, not a name: Kubernetes' runAsNonRoot cannot look names up.
USER 1000:1000
WORKDIR /data
VOLUME /data
EXPOSE 8080 8081 2525 9090
STOPSIGNAL SIGTERM
# Asks whatever role the container runs; Kubernetes ignores it and has probes of its own.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["golddust-healthy"]
ENTRYPOINT ["golddust"]
CMD ["run"]
