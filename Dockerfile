# Any Node image from 20.18.1 on works here, by tag or by digest.
ARG NODE_IMAGE=node:26-bookworm-slim

# What is built is JavaScript and the same for every platform, so it is built on the builder's own.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build

# A registry that needs settings of your own: docker build --secret id=npmrc,src="$HOME/.npmrc"
WORKDIR /production
COPY package.json package-lock.json ./
# The optional node-jq is left out: it would download a jq, and the embedded one is the default.
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

WORKDIR /build
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY src ./src
RUN npm run build

# The manifest and the launcher beside dist, readable whatever the umask of the checkout was; a command for the PATH.
WORKDIR /program
COPY LICENSE package.json ./
COPY bin ./bin
RUN cp -R /build/dist . \
    && ln -s gitlab-port-exporter.js bin/gitlab-port-exporter \
    && chmod -R a+rX,go-w . /production/node_modules \
    && chmod a+x bin/gitlab-port-exporter.js

FROM ${NODE_IMAGE}

# Node finds no home folder for a user without an entry in /etc/passwd where the engine does not set HOME.
ENV NODE_ENV=production \
    HOME=/work \
    PATH=/app/bin:$PATH

COPY --from=build /production/node_modules /app/node_modules
COPY --from=build /program /app

# Slim images lack this folder, and Node complains when it is asked for the system's certificates.
WORKDIR /etc/ssl/certs
# Where users mount their configuration and mapping; the program writes only where it is told to.
WORKDIR /work

USER 1001:1001
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "--", "/app/bin/gitlab-port-exporter.js"]

ARG VERSION
ARG REVISION
ARG CREATED
ARG SOURCE
LABEL org.opencontainers.image.title="gitlab-port-exporter" \
      org.opencontainers.image.description="Exports GitLab into Port's software catalog with one command." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
