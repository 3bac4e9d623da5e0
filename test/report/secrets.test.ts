/** Canary values in every secret place, under any names, and then every byte that is shown to anybody. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Call } from "../../src/aws/calls.ts";
import { createRedactor } from "../../src/commands/redactor.ts";
import type { Fields } from "../../src/model/kind.ts";
import type { Plan } from "../../src/model/plan.ts";
import { because } from "../../src/model/reason.ts";
import { holdsSecrets, redact, withoutSecrets } from "../../src/model/redact.ts";
import type { Status } from "../../src/model/status.ts";
import { difference, tagDifference } from "../../src/plan/diff.ts";
import { createMetrics } from "../../src/report/metrics.ts";
import { statusPage } from "../../src/report/page.ts";
import { planJson } from "../../src/report/plan-json.ts";
import { planMarkdown } from "../../src/report/plan-markdown.ts";
import { cliCommand, planText } from "../../src/report/plan-text.ts";
import { statusText } from "../../src/report/status-text.ts";
import { item, nowMs, resource, status } from "./examples.ts";

interface Spec {
	containerDefinitions?: readonly object[];
	volumes?: readonly object[];
}

const fields: Fields<Spec> = { containerDefinitions: { onDrift: "update" }, volumes: { onDrift: "update" } };

const names = fc.oneof(
	fc.constantFrom("name", "db.name", "value", "environment", "options", "0", "пароль.name", "a.name.b", "key"),
	fc.string({ minLength: 1, maxLength: 6, unit: "grapheme" }),
);
const canaries = fc.nat(999).map((number) => `canary-${number}`);
const entries = fc.array(fc.tuple(names, canaries), { maxLength: 4 });
const environments = fc.oneof(
	entries.map((list) => list.map(([name, value]) => ({ name, value }))),
	entries.map((list) => Object.fromEntries(list)),
	entries.map((list) => list.map(([, value]) => value)),
);
const options = fc.option(
	entries.map((list) => Object.fromEntries(list)),
	{ nil: undefined },
);
const containers = fc.record({
	name: fc.constantFrom("web", "log", "name"),
	environment: fc.option(environments, { nil: undefined }),
	logConfiguration: fc.record({ logDriver: fc.constant("splunk"), options }),
	firelensConfiguration: fc.record({ type: fc.constant("fluentbit"), options }),
	repositoryCredentials: fc.oneof(options, canaries),
});
const volumes = fc.record({
	name: fc.constantFrom("data", "name"),
	dockerVolumeConfiguration: fc.record({ driver: fc.constant("rexray"), driverOpts: options }),
});
const specs: fc.Arbitrary<Spec> = fc.record({
	containerDefinitions: fc.array(containers, { maxLength: 3 }),
	volumes: fc.array(volumes, { maxLength: 2 }),
});

/** Everything that anybody is shown of a change from `before` to `after`. */
async function allShown(before: Spec, after: Spec): Promise<string> {
	const { drift } = difference(fields, after, before, { whole: true });
	const call = { operation: "ecs:RegisterTaskDefinition", input: { family: "api", ...after } } as unknown as Call;
	const identity = "TaskDefinition/api";
	const plan: Plan = {
		items: [
			item({
				identity,
				drift,
				verdict: { outcome: "action", action: "update", call, reason: because("NoRevisionWithContent", {}) },
			}),
		],
	};
	const shown: Status = { ...status, resources: [resource({ identity, drift, sync: "OutOfSync" })] };
	const metrics = createMetrics(["TaskDefinition"], { now: () => nowMs, process: false });
	metrics.recordStatus(shown);
	return [
		planText(plan, []),
		planText(plan, [], { verbose: true }),
		JSON.stringify(planJson(plan)),
		planMarkdown(plan, []),
		statusText(shown, nowMs),
		statusPage(shown, nowMs),
		JSON.stringify(shown),
		await metrics.text(),
	].join("\n");
}

describe("canary values in secret places", () => {
	it("are in no byte that is shown, whatever the names", async () => {
		await fc.assert(
			fc.asyncProperty(specs, specs, async (before, after) => {
				expect(await allShown(before, after)).not.toContain("canary");
			}),
			{ numRuns: 300 },
		);
	});

	it.each(["name", "db.name", "value", "a.name.b"])(
		"are not shown when a variable %s comes, changes or goes",
		async (name) => {
			const spec = (...values: readonly string[]): Spec => ({
				containerDefinitions: [{ name: "web", environment: values.map((value) => ({ name, value })) }],
			});
			for (const [before, after] of [
				[[], ["canary-1"]],
				[["canary-1"], []],
				[["canary-1"], ["canary-2"]],
			] as const) {
				const text = await allShown(spec(...before), spec(...after));
				expect(text).not.toContain("canary");
				expect(text).toContain(`containerDefinitions.web.environment.${name}`);
			}
		},
	);
});

describe("a value of a plan's secrets", () => {
	const secrets = ['can"ary\\1', "canary-2"];
	const input = {
		family: "api",
		containerDefinitions: [{ command: [`--db=${secrets[0]}`], dockerLabels: { a: secrets[1] } }],
	};
	const call = { operation: "ecs:RegisterTaskDefinition", input } as unknown as Call;
	const plan: Plan = {
		items: [
			item({
				identity: "TaskDefinition/api",
				verdict: { outcome: "action", action: "update", call, reason: because("NotFound") },
			}),
		],
		secrets,
	};

	it("is in no form of the plan, which says that its input must not be pasted", () => {
		const json = planJson(plan);
		const texts = [planText(plan, [], { verbose: true }), JSON.stringify(json), planMarkdown(plan, [])];
		for (const text of texts) expect(text).not.toMatch(/can.{0,4}ary/);
		expect(json.resources[0]).toMatchObject({
			redacted: true,
			input: { containerDefinitions: [{ command: ["--db=***"], dockerLabels: { a: "***" } }] },
		});
	});
});

it("an endpoint's name and password stay in the variable that they come from", () => {
	const call = { operation: "ecs:CreateCluster", input: {}, redacted: false };
	const at = (endpoint: string) => cliCommand(call, { endpoint });
	expect(at("http://app:canary@127.0.0.1:4566")).toContain('--endpoint-url "$AWS_ENDPOINT_URL"');
	expect(at("http://127.0.0.1:4566")).toContain("--endpoint-url 'http://127.0.0.1:4566'");
});

it.each([["DB_PASSWORD"], ["api-token"], ["clientSecret"]])("a tag %s differs, and is not shown", (name) => {
	const { drift, set } = tagDifference({ [name]: "canary-2", Team: "shop" }, { [name]: "canary-1", Team: "web" });
	expect(JSON.stringify(drift)).not.toContain("canary");
	expect(drift).toContainEqual({ path: "tags.Team", desired: "shop", observed: "web" });
	expect(set[name]).toBe("canary-2");
});

describe("what leaves the process", () => {
	const redactor = createRedactor({
		HTTPS_PROXY: "http://app:canary-1@proxy",
		AWS_SECRET_ACCESS_KEY: "canary-22",
		LEVEL: "debug",
	});
	redactor.learn(["54321", "canary-3"]);

	it("has no secret of the environment in it", () => {
		expect(redactor.hideIn("canary-1, canary-22, http://a:b@c, debug")).toBe("***, ***, http://***@c, debug");
	});

	it.each([
		['{"port":54321,"at":154321,"name":"canary-3"}\n', '{"port":"***","at":154321,"name":"***"}\n'],
		["[\n  54321\n]\n", '[\n  "***"\n]\n'],
	])("stays JSON where a number is secret: %s", (text, expected) => {
		expect(redactor.hideIn(text)).toBe(expected);
	});
});

describe("what is no secret", () => {
	it("stays readable", () => {
		const container = {
			name: "web",
			command: ["serve"],
			entryPoint: ["/bin/sh"],
			environment: [{ name: "TOKEN", value: "***" }],
			logConfiguration: { logDriver: "splunk", secretOptions: [{ name: "splunk-token", valueFrom: "arn:x" }] },
			secrets: [{ name: "KEY", valueFrom: "arn:y" }],
		};
		expect(redact({ containerDefinitions: [container] })).toEqual({ containerDefinitions: [container] });
		expect(holdsSecrets({ containerDefinitions: [container] })).toBe(false);
		expect(holdsSecrets({ volumes: [{ dockerVolumeConfiguration: { driverOpts: { o: "x" } } }] })).toBe(true);
	});
});

it("where AWS's own log driver sends logs is no secret, and whatever else stands beside it is", () => {
	const options = { "awslogs-group": "/ecs/api", "awslogs-region": "eu-west-1", "splunk-token": "canary" };
	expect(redact({ logConfiguration: { logDriver: "awslogs", options } })).toEqual({
		logConfiguration: { logDriver: "awslogs", options: { ...options, "splunk-token": "***" } },
	});
});

describe("a sentence of AWS", () => {
	const input = {
		family: "api",
		containerDefinitions: [
			{
				name: "web",
				environment: [
					{ name: "TOKEN", value: "canary" },
					{ name: "name", value: "canary-long" },
					{ name: "LEVEL", value: "1" },
				],
				logConfiguration: { logDriver: "splunk", options: { name: "canary.$&" } },
			},
		],
	};

	it("loses the values that it echoes, the longest first, and nothing else", () => {
		const sentence = "TOKEN of web: 1 value canary is bad, canary-long too, canary.$& as well.";
		expect(withoutSecrets(sentence, input)).toBe("TOKEN of web: 1 value *** is bad, *** too, *** as well.");
		expect(withoutSecrets("api", undefined)).toBe("api");
	});
});
