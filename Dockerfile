# The service with its embedded PostgreSQL or, where LAWCAST_DATABASE_URL is set, one elsewhere.
#
#   docker build -t lawcast .
#   docker run -e LAWCAST_API_KEY="$(openssl rand -hex 32)" -p 127.0.0.1:8080:8080 -v lawcast:/var/lib/lawcast lawcast
#
# BUILD_IMAGE needs a JDK 25 and Maven; RUN_IMAGE needs a JRE 25, bash and glibc.
ARG BUILD_IMAGE=docker.io/library/maven:3-eclipse-temurin-25
ARG RUN_IMAGE=docker.io/library/eclipse-temurin:25-jre

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY pom.xml openapi.yaml ./
COPY tools tools
COPY src src
# Tests are neither compiled nor run: that is `mvn verify`, before an image is built.
RUN --mount=type=cache,target=/root/.m2 \
    mvn --batch-mode --no-transfer-progress -Dmaven.test.skip=true package \
    && cp target/lawcast-*.jar lawcast.jar \
    && java -Djarmode=tools -jar lawcast.jar extract --destination app

FROM ${RUN_IMAGE}
RUN groupadd --system --gid 10001 lawcast \
    && useradd --system --uid 10001 --gid lawcast --home-dir /var/lib/lawcast --no-create-home lawcast \
    && install -d -o lawcast -g lawcast -m 0700 /var/lib/lawcast \
    && install -d -o lawcast -g lawcast /opt/lawcast/cache
COPY --from=build /build/app /opt/lawcast
COPY tools/answers.sh tools/train-start.sh /opt/lawcast/bin/
USER lawcast
# A real start, an answer, a real end. The cache fits this Java and these files only, so it is made
# here and not in the build stage.
RUN /opt/lawcast/bin/train-start.sh /opt/lawcast/lawcast.jar /opt/lawcast/cache/lawcast.aot
ENV LAWCAST_DATA_DIR=/var/lib/lawcast SERVER_ADDRESS=0.0.0.0
WORKDIR /var/lib/lawcast
VOLUME /var/lib/lawcast
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 \
    CMD ["/opt/lawcast/bin/answers.sh"]
ENTRYPOINT ["java", "-XX:AOTCache=/opt/lawcast/cache/lawcast.aot", "-XX:MaxRAMPercentage=50", "-jar", "/opt/lawcast/lawcast.jar"]
