/**
 * The image as people run it: its Dockerfile is built, what it says of itself is read, and the container, as its own user
 * and on a root file system that cannot be written, converges a story against an embedded AWS on this machine.
 */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { DescribeServicesCommand, ECSClient } from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalAws, startLocal } from "../support/command-line.ts";
import { useBuildah } from "./buildah.ts";
import { useDocker } from "./docker.ts";
import type { Engine, ImageConfig } from "./engine.ts";

const examples = fileURLToPath(new URL("../../manifests/examples", import.meta.url));
const mebibyte = 1024 * 1024;

const found = await findEngine();
let engine: Engine;
let config: ImageConfig;
let aws: LocalAws;

beforeAll(async () => {
	if (typeof found === "string") return;
	engine = found;
	await engine.build();
	config = await engine.config();
	process.stdout.write(`Image of ${Math.round(config.sizeBytes / mebibyte)} MiB\n`);
	aws = await startLocal(["--speed", "100"]);
});
afterAll(async () => {
	await aws?.stop();
	await engine?.dispose();
});

describe.skipIf(typeof found === "string")("the image", () => {
	it("runs as a user that is not root", () => {
		expect(config.user).toBe("node");
	});

	it("starts the controller with no more said", () => {
		expect([...config.entrypoint, ...config.command].slice(-1)).toEqual(["run"]);
	});

	it("is under 300 MB unpacked", () => {
		expect(config.sizeBytes).toBeLessThan(300_000_000);
	});

	it("brings its own health check", () => {
		expect(config.healthCheck[0]).toBe("CMD");
	});
});

describe.skipIf(typeof found === "string")("a container on a read-only root file system", () => {
	it("tells its version", async () => {
		const { code, text } = await ended(engine.run({ args: ["--version"], manifests: examples }));
		expect(text).toMatch(/^\d+\.\d+\.\d+/);
		expect(code).toBe(0);
	});

	it("is not root, and cannot write", async () => {
		const program = `console.log(process.getuid()); require("node:fs").writeFileSync("/app/any", "")`;
		const { text } = await ended(engine.run({ command: ["node", "-e", program], manifests: examples }));
		expect(text).toMatch(/^1000\n/);
		expect(text).toContain("EROFS");
	});

	it("converges a story, is healthy, and ends in order when it is asked to", async () => {
		const container = engine.run({ env: environment(), manifests: examples });
		const said = listen(container);
		await said.until(/converged/i);
		const { services = [] } = await client().send(
			new DescribeServicesCommand({ cluster: "golang-ecs-cluster", services: ["golang-ecs-app-service"] }),
		);
		expect(services).toMatchObject([{ status: "ACTIVE", desiredCount: 1 }]);

		const healthCheck = { command: config.healthCheck.slice(1), manifests: examples };
		expect(await ended(engine.run(healthCheck))).toMatchObject({ code: 0 });
		container.kill("SIGTERM");
		expect(await said.code).toBe(0);
		expect(await ended(engine.run(healthCheck))).toMatchObject({ code: 1 });
	});

	it("says in words that it has no credentials", async () => {
		const env = { AWS_ENDPOINT_URL: "http://aws.invalid", AWS_EC2_METADATA_DISABLED: "true" };
		const { code, text } = await ended(engine.run({ args: ["plan"], env, manifests: examples }));
		expect(text).toContain("AWS_PROFILE");
		expect(code).toBe(1);
	});
});

/** Docker, else Buildah, else the reason why neither can be had; with IMAGE_REQUIRED=true, as in CI, that is a failure. */
async function findEngine(): Promise<Engine | string> {
	try {
		const first = await useDocker().catch(() => useBuildah());
		process.stdout.write(`The image is built with ${first.version}.\n`);
		return first;
	} catch (error) {
		if (process.env.IMAGE_REQUIRED === "true") throw error;
		const reason = (error as Error).message;
		process.stdout.write(`The image is not tested: no Docker daemon answers, and ${reason}.\n`);
		return reason;
	}
}

/** What an ECS task definition would say: where AWS is, and nothing else. */
function environment(): Readonly<Record<string, string>> {
	return {
		AWS_ENDPOINT_URL: aws.url,
		AWS_REGION: "ap-northeast-1",
		AWS_ACCESS_KEY_ID: "any",
		AWS_SECRET_ACCESS_KEY: "any",
		EVENKEEL_INTERVAL: "2s",
	};
}

function client(): ECSClient {
	const credentials = { accessKeyId: "any", secretAccessKey: "any" };
	return new ECSClient({ endpoint: aws.url, region: "ap-northeast-1", credentials });
}

interface Listening {
	/** Resolves once what was said matches; rejects with all of it when the container ends before. */
	readonly until: (pattern: RegExp) => Promise<void>;
	readonly code: Promise<number | null>;
	readonly text: () => string;
}

function listen(child: ChildProcess): Listening {
	let text = "";
	const code = once(child, "close").then(([status]) => status as number | null);
	for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (text += chunk));
	const until = async (pattern: RegExp) => {
		let over = false;
		void code.then(() => (over = true));
		while (!pattern.test(text)) {
			if (over) throw new Error(`The container ended without saying ${pattern}:\n${text}`);
			await Promise.race([code, once(child.stdout as NodeJS.ReadableStream, "data")]);
		}
	};
	return { until, code, text: () => text };
}

async function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly text: string }> {
	const said = listen(child);
	return { code: await said.code, text: said.text() };
}
