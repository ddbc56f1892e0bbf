# syntax=docker/dockerfile:1
# docs/install.md says how the image is used. For one with a shell (deploy/kubernetes/indexed-job.yaml):
#   docker build --build-arg BASE=mcr.microsoft.com/dotnet/runtime-deps:10.0-noble .
ARG BASE=mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled

# Compiled on the builder's own system, whatever the image's is.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ARG TARGETARCH
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish src/CouponSync -c Release --os linux -a $TARGETARCH --self-contained -o /out/couponsync \
    && mkdir /out/data

FROM $BASE
COPY --from=build /out/couponsync /opt/couponsync
# A volume takes over whose this directory is: the program need not be root to write there.
COPY --from=build --chown=$APP_UID:$APP_UID /out/data /data
# State, log, temporary files and reports go to the volume; nothing else is written, so that the root may be read-only.
ENV TMPDIR=/data \
    DOTNET_EnableDiagnostics=0
USER $APP_UID
WORKDIR /data
VOLUME /data
ENTRYPOINT ["/opt/couponsync/couponsync"]
