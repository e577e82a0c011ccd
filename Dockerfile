# syntax=docker/dockerfile:1
# docker build -t tocsin .                                             for this machine
# docker buildx build --platform linux/amd64,linux/arm64 -t tocsin .   for both kinds

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image has a Node of its own; the one that comes along as a package would double its size.
RUN npm ci --omit=dev --ignore-scripts \
  && rm -rf node_modules/node-linux-* node_modules/node-win-* node_modules/.bin/node

FROM node:24-slim
# For targets of ping://. The copy has no capabilities of its own, without which none may be asked for (cap_drop: ALL);
# containers may ping without any.
RUN apt-get update \
  && apt-get install -y --no-install-recommends iputils-ping \
  && rm -rf /var/lib/apt/lists/* \
  && cp /usr/bin/ping /usr/local/bin/ping \
  && mkdir /data && chown node:node /data
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY commands ./commands
COPY src ./src
# The last one has the allocator give back to the system what starting leaves over, some 25 MB.
ENV NODE_ENV=production STORE_URL=sqlite:/data/tocsin.db HTTP_HOST=0.0.0.0 HTTP_PORT=8080 CONSOLE=off \
    MALLOC_TRIM_THRESHOLD_=131072
USER node
VOLUME /data
EXPOSE 8080
# Started, and able to tell somebody. HTTP_PORT=0 leaves nothing to ask.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "const port = process.env.HTTP_PORT; if (port !== '0') fetch(`http://127.0.0.1:${port}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
# A young generation and a heap that grow in small steps make a small process, at little cost.
CMD ["node", "--max-semi-space-size=4", "--heap-growing-percent=8", "--import=./src/run/strip-types.js", "src/main.ts"]
