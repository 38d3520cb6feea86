# golddust in a container: one image, whose command picks the role (golddust run, serve http, work tag store …).
FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/golddust && /opt/golddust/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN /opt/golddust/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
COPY --from=build /opt/golddust /opt/golddust
ENV PATH=/opt/golddust/bin:$PATH GOLDDUST_DATA_DIR=/data
RUN useradd --system --uid 1000 golddust && install --directory --owner golddust --mode 0700 /data
USER 1000
WORKDIR /data
VOLUME /data
ENTRYPOINT ["golddust"]
CMD ["run"]
