/**
 * What a client makes of an AWS that takes a request and never answers it, in every way that a server can: nothing waits for
 * longer than its limit, and the failure says what was waited for, and for how long.
 */
import { afterEach, describe, expect, it, vi } from "vitest";
import { type AwsOptions, createAws } from "../../src/aws/client.ts";
import { createEcr } from "../../src/aws/ecr.ts";
import { type AwsLimits, defaultLimits } from "../../src/aws/limits.ts";
import type { FaultRule } from "../../src/emulator/front/fault-rule.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { type Silence, type SilentServer, silentServer } from "../support/silent-server.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

const short: AwsLimits = { connectMs: 1_000, readMs: 200, writeMs: 200, graceMs: 200, credentialsMs: 200 };
const never = new AbortController().signal;

let closing: (() => unknown)[] = [];
afterEach(async () => {
	for (const close of closing.reverse()) await close();
	closing = [];
	vi.unstubAllEnvs();
});

async function silent(silence: Silence): Promise<SilentServer> {
	const server = await silentServer(silence);
	closing.push(server.close);
	return server;
}

function awsAt(endpoint: string, options: Partial<AwsOptions> = {}) {
	const aws = createAws({
		...{ region: "ap-northeast-1", endpoint, anyCredentials: true, limits: short },
		...{ clock: systemClock(), random: () => 0, budget: async () => {} },
		...options,
	});
	closing.push(aws.close);
	return aws;
}

type Aws = ReturnType<typeof awsAt>;
const requests: Readonly<Record<string, (aws: Aws) => Promise<unknown>>> = {
	"ecs:DescribeServices": ({ read }) => read("ecs:DescribeServices", { services: ["api"] }),
	"servicediscovery:ListNamespaces": ({ read }) => read("servicediscovery:ListNamespaces", {}),
	"route53:GetHostedZone": ({ read }) => read("route53:GetHostedZone", { Id: "Z1" }),
	"ecs:DeleteCluster": ({ send }) => send({ operation: "ecs:DeleteCluster", input: { cluster: "shop" } }),
	"servicediscovery:DeleteNamespace": ({ send }) =>
		send({ operation: "servicediscovery:DeleteNamespace", input: { Id: "ns-1" } }),
	"iam:GetRole": ({ lookups }) => lookups.iam.read(undefined, "iam:GetRole", { RoleName: "web" }, never),
	"logs:DescribeLogGroups": ({ lookups }) => lookups.logs.read(undefined, "logs:DescribeLogGroups", {}, never),
	"elasticloadbalancing:DescribeTargetGroups": ({ lookups }) =>
		lookups.elasticloadbalancing.read("eu-west-1", "elasticloadbalancing:DescribeTargetGroups", {}, never),
};

describe("a server that never answers", () => {
	it.each(
		Object.keys(requests).flatMap((operation) =>
			(["no answer", "half a body", "a body without an end"] as const).map((silence) => [operation, silence] as const),
		),
	)("keeps %s waiting for no longer than its limit: %s", async (operation, silence) => {
		const server = await silent(silence);
		const aws = awsAt(server.url);
		await expect(requests[operation]?.(aws)).rejects.toMatchObject({
			...{ kind: "unavailable", code: "RequestTimeout", operation },
			message: expect.stringContaining(`${operation}: RequestTimeout: AWS did not answer within 0.2 s.`),
		});
		expect(server.requests()).toBeLessThanOrEqual(1);
		// Nothing is left open behind it.
		await server.left();
	});

	it("keeps no question to ECR waiting", async () => {
		const server = await silent("a body without an end");
		for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) vi.stubEnv(name, "any");
		const ecr = createEcr({ endpoint: server.url, limits: short });
		closing.push(ecr.close);
		const asked = ecr.read("eu-west-1", "ecr:DescribeImages", { repositoryName: "shop" }, never);
		await expect(asked).rejects.toMatchObject({ kind: "unavailable", code: "RequestTimeout" });
	});

	it("is told that a write may have taken effect", async () => {
		const aws = awsAt((await silent("no answer")).url);
		await expect(requests["ecs:DeleteCluster"]?.(aws)).rejects.toThrow(/unknown whether the call has taken effect/);
	});
});

describe("credentials that never come", () => {
	it.each(["no answer", "a body without an end"] as const)("are asked for again later: %s", async (silence) => {
		const server = await silent(silence);
		const answering = await silent("no answer");
		answering.answer({ clusterArns: [] });
		vi.stubEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.url);
		const aws = awsAt(answering.url, { anyCredentials: false });
		const list = () => aws.read("ecs:ListClusters", {});
		await expect(list()).rejects.toMatchObject({
			...{ kind: "unavailable", code: "CredentialsTimeout" },
			message: expect.stringMatching(/^ecs:ListClusters: .* no credentials within 0.2 s/),
		});
		server.answer({
			...{ AccessKeyId: "a", SecretAccessKey: "b", Token: "c" },
			Expiration: new Date(Date.now() + 3_600_000).toISOString(),
		});
		await new Promise((passed) => setTimeout(passed, short.credentialsMs));
		expect(await list()).toMatchObject({ clusterArns: [] });
	});
});

const create = { operation: "ecs:CreateCluster", input: { clusterName: "shop" } } as const;

/** In virtual time, with the true limits. */
function embedded(faults: FaultRule | readonly FaultRule[], options: Partial<AwsOptions> = {}) {
	const world = createVirtualWorld({ faults: [faults].flat() });
	const { clock, emulator, advance } = world;
	const codes: string[] = [];
	const aws = createAws({
		...{ region: emulator.region, requestHandler: emulator.requestHandler, clock },
		...{ random: () => 0, budget: async () => {} },
		onRequest: ({ code }) => void codes.push(code),
		...options,
	});
	/** How long a request takes, milliseconds, however it ends. */
	const took = async (request: Promise<unknown>) => {
		const startMs = clock.now();
		const ended = request.then(clock.now, clock.now);
		await advance(60_000);
		return (await ended) - startMs;
	};
	return { aws, advance, codes, took };
}

describe("the embedded AWS in this process", () => {
	it("is given up at the limit of a read, which is not repeated", async () => {
		const { aws, codes, took } = embedded({ operation: "*", fault: "neverAnswers" });
		expect(await took(aws.read("ecs:ListClusters", {}))).toBe(defaultLimits.readMs);
		expect(codes).toEqual(["RequestTimeout"]);
	});

	it("is given up at the limit of a write, which is not repeated", async () => {
		const { aws, codes, took } = embedded({ operation: "*:Create*", fault: "neverAnswers", of: "response" });
		expect(await took(aws.send(create))).toBe(defaultLimits.writeMs);
		expect(codes).toEqual(["RequestTimeout"]);
		// It had its effect, as every lost answer may.
		const { clusters } = await aws.read("ecs:DescribeClusters", { clusters: ["shop"] });
		expect(clusters).toHaveLength(1);
	});

	it("is not asked again and again where it fails slowly", async () => {
		const faults: FaultRule[] = [
			{ operation: "*", fault: "delay", delaySeconds: 6 },
			{ operation: "*", fault: "internalFailure" },
		];
		const { aws, codes, took } = embedded(faults);
		expect(await took(aws.read("ecs:ListClusters", {}))).toBe(12_000);
		expect(codes).toEqual(["ServerException", "ServerException"]);
	});

	it("is waited for ever less while it answers nothing, and in full again a minute later", async () => {
		const { aws, took, advance } = embedded({ operation: "ecs:ListClusters", fault: "neverAnswers" });
		const burst = Array.from({ length: 5 }, () => () => aws.read("ecs:ListClusters", {}).catch(() => {}));
		const together = burst.reduce((before, read) => before.then(read), Promise.resolve<unknown>(undefined));
		expect(await took(together)).toBe(10_000 + 5_000 + 2_500 + 1_250 + 1_250);
		await advance(60_000);
		expect(await took(aws.read("ecs:ListClusters", {}))).toBe(10_000);
		// What is answered has its own limit.
		expect(await aws.read("ecs:ListTaskDefinitions", {})).toMatchObject({ taskDefinitionArns: [] });
	});
});

describe("when the program is to end", () => {
	it("a read in flight ends at once", async () => {
		const ending = new AbortController();
		const { aws, codes, took } = embedded({ operation: "*", fault: "neverAnswers" }, { signal: ending.signal });
		const read = aws.read("ecs:ListClusters", {});
		setImmediate(() => ending.abort());
		expect(await took(read)).toBe(0);
		await expect(read).rejects.toMatchObject({ kind: "unavailable", code: "Ending" });
		// It had been sent.
		expect(codes).toEqual(["Ending"]);
	});

	it("a write in flight has some seconds to be answered", async () => {
		const ending = new AbortController();
		const slow: FaultRule = { operation: "*", fault: "delay", delaySeconds: 4, of: "response" };
		const { aws, advance } = embedded(slow, { signal: ending.signal });
		const sent = aws.send(create);
		await advance(1);
		ending.abort();
		await advance(4_000);
		expect(await sent).toMatchObject({ answer: { cluster: { clusterName: "shop" } } });
	});

	it("and is given up after that", async () => {
		const ending = new AbortController();
		const { aws, took } = embedded({ operation: "*", fault: "neverAnswers" }, { signal: ending.signal });
		const sent = aws.send(create);
		setImmediate(() => ending.abort());
		expect(await took(sent)).toBe(defaultLimits.graceMs);
		await expect(sent).rejects.toMatchObject({
			code: "Ending",
			message: expect.stringMatching(/unknown whether the call has taken effect/),
		});
	});

	it("nothing more is sent", async () => {
		const ending = new AbortController();
		const { aws, codes } = embedded([], { signal: ending.signal });
		ending.abort();
		await expect(aws.send(create)).rejects.toMatchObject({ code: "Ending" });
		await expect(aws.read("ecs:ListClusters", {})).rejects.toMatchObject({ code: "Ending" });
		expect(codes).toEqual([]);
	});
});
