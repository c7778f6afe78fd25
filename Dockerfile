# Two stages: Rust builds one binary, a small Debian runs it as a user without rights.
FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
COPY . .
# The caches outlive the layer, so that a second build compiles only what changed.
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --release --locked && cp target/release/frontdesk /usr/local/bin/frontdesk

FROM debian:bookworm-slim
# Root certificates: for Twilio, and for mail servers with TLS.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin frontdesk \
    && install -d -o frontdesk -g frontdesk -m 0700 /data
COPY --from=build /usr/local/bin/frontdesk /usr/local/bin/frontdesk
USER frontdesk
WORKDIR /data
VOLUME /data
EXPOSE 8080
ENV FRONTDESK_DATA__DIR=/data FRONTDESK_SERVER__LISTEN=0.0.0.0:8080
# bash speaks to the port by itself; the image has no curl. 200 means: the process answers.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r -t 2 status <&3 && [[ $status == *' 200 '* ]]"]
# The process is told to stop by SIGTERM: it closes its doors, ends its sockets and jobs, then the database.
STOPSIGNAL SIGTERM
ENTRYPOINT ["frontdesk"]
CMD ["serve"]
