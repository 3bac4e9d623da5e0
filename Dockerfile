# The build needs the development tools; the image gets one bundled file, the schemas and Node.
FROM node:24-slim AS build
WORKDIR /build
# A file of certificates beyond Node's own, for builds behind a proxy; it is mounted, and stays out of the image.
ARG NODE_EXTRA_CA_CERTS
COPY package.json package-lock.json .npmrc tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
COPY schemas schemas
RUN npm ci --ignore-scripts && npm run bundle

FROM node:24-slim
ENV NODE_ENV=production EVENKEEL_LISTEN=0.0.0.0:8080 EVENKEEL_HEALTH_LISTEN=127.0.0.1:8081 EVENKEEL_LOG=json EVENKEEL_PATH=/manifests
WORKDIR /app
COPY --from=build /build/dist/bundle dist/bundle
COPY --from=build /build/schemas schemas
COPY LICENSE .
USER node
EXPOSE 8080
# Clients of port 8080 cannot have the container stopped: health has a port of its own.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
	CMD ["node", "-e", "fetch('http://127.0.0.1:8081/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/bundle/evenkeel.mjs"]
CMD ["run"]
