# syntax=docker/dockerfile:1
FROM rust:1.95-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends libclang-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
# The cache mounts keep crates and RocksDB between builds; the binary is copied out of them.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/source/target \
    cargo build --release --locked --package mutuelle \
    && install -D -m 755 target/release/mutuelle /out/mutuelle

FROM debian:bookworm-slim
# The C++ library is what RocksDB links to.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libstdc++6 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin mutuelle \
    && install -d -o mutuelle -g mutuelle -m 750 /data
COPY --from=build /out/mutuelle /usr/local/bin/mutuelle
USER mutuelle
VOLUME /data
# Every address inside the container; what the outside reaches is decided by what is published.
ENV MUTUELLE_DATA=/data \
    MUTUELLE_BIND=0.0.0.0:7878 \
    MUTUELLE_BASE=http://127.0.0.1:7878/
EXPOSE 7878
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/7878 && printf 'GET /ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["mutuelle"]
CMD ["serve"]
