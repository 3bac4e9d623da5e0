/** Tests the limits of sizes, numbers and names in task definitions. */
import type { RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { createAccount, refusalOf } from "../account.ts";

const here = "arn:aws:ecs:ap-northeast-1:111122223333";
const many = (count: number) => Array.from({ length: count }, (_, index) => `x${index}`);

describe("the limits of a task definition", () => {
	const container = { name: "web", image: "nginx" };
	const inContainer = (extra: object): Partial<RegisterTaskDefinitionCommandInput> => ({
		containerDefinitions: [{ ...container, ...extra }],
	});
	const check = (extra: object) => inContainer({ healthCheck: { command: ["CMD", "true"], ...extra } });
	const file = { type: "s3" as const, value: "arn:aws:s3:::b/k" };

	it.each<[string, Partial<RegisterTaskDefinitionCommandInput>]>([
		["a health check interval of 5 s to 300 s", check({ interval: 4 })],
		["a health check timeout of 2 s to 60 s", check({ timeout: 61 })],
		["1 to 10 retries of a health check", check({ retries: 0 })],
		["a start period of 0 s to 300 s", check({ startPeriod: 301 })],
		["a health check with a command", inContainer({ healthCheck: { command: [] } })],
		["a stop timeout of at most 120 s on Fargate", inContainer({ stopTimeout: 121 })],
		["at most 10 environment files", inContainer({ environmentFiles: many(11).map(() => file) })],
		["a restart period of 60 s to 1800 s", inContainer({ restartPolicy: { enabled: true, restartAttemptPeriod: 59 } })],
		["an ephemeral storage of 21 to 200 GiB", { ephemeralStorage: { sizeInGiB: 20 } }],
		["at most 10 containers", { containerDefinitions: many(11).map((name) => ({ ...container, name })) }],
		["containers with different names", { containerDefinitions: [container, container] }],
		["names of at most 255 characters", inContainer({ name: "x".repeat(256) })],
		[
			"names of ports of at most 64 characters",
			inContainer({ portMappings: [{ containerPort: 80, name: "x".repeat(65) }] }),
		],
		["port names without a leading hyphen", inContainer({ portMappings: [{ containerPort: 80, name: "-x" }] })],
		["volume names like other names", { volumes: [{ name: "a b" }] }],
		["mounts of its own volumes", inContainer({ mountPoints: [{ sourceVolume: "x", containerPath: "/x" }] })],
		["at most 64 KiB", inContainer({ environment: [{ name: "A", value: "x".repeat(65_536) }] })],
		["an essential container", inContainer({ essential: false })],
		["constraints of the type memberOf", { placementConstraints: [{ type: "distinctInstance" as "memberOf" }] }],
		[
			"at most 10 placement constraints",
			{ placementConstraints: many(11).map(() => ({ type: "memberOf", expression: "attribute:a exists" })) },
		],
	])("require %s", async (_what, input) => {
		const { taskDefinition } = createAccount();
		expect(await refusalOf(taskDefinition(input))).toMatch(/^ClientException: /);
	});

	it("accept the boundary values", async () => {
		const { taskDefinition } = createAccount();
		const healthCheck = { command: ["CMD", "true"], interval: 300, timeout: 2, retries: 10, startPeriod: 0 };
		const mountPoints = [{ sourceVolume: "data", containerPath: "/data" }];
		const ephemeralStorage = { sizeInGiB: 21 };
		const arn = await taskDefinition({
			...inContainer({ healthCheck, mountPoints, stopTimeout: 120 }),
			volumes: [{ name: "data" }],
			ephemeralStorage,
		});
		expect(arn).toBe(`${here}:task-definition/web:1`);
	});
});

describe("the task sizes of Fargate", () => {
	const gigabytes = (first: number, last: number, step = 1) =>
		Array.from({ length: (last - first) / step + 1 }, (_, index) => (first + index * step) * 1024);
	// ECS API reference, TaskDefinition, memory.
	const sizes: [number, number[]][] = [
		[256, [512, 1024, 2048]],
		[512, gigabytes(1, 4)],
		[1024, gigabytes(2, 8)],
		[2048, gigabytes(4, 16)],
		[4096, gigabytes(8, 30)],
		[8192, gigabytes(16, 60, 4)],
		[16_384, gigabytes(32, 120, 8)],
	];

	it.each(sizes)("of %i CPU units are exactly these", async (cpu, possible) => {
		const { taskDefinition } = createAccount();
		const [smallest = 0, second = 0] = possible;
		const largest = possible.at(-1) ?? 0;
		const register = (memory: number) => taskDefinition({ cpu: String(cpu), memory: String(memory) });
		for (const memory of possible) expect(await register(memory)).toMatch(/^arn:/);
		for (const memory of [smallest - 1, smallest + 1, smallest - 512, (smallest + second) / 2, largest + 1024]) {
			expect(await refusalOf(register(memory))).toBe(
				"ClientException: No Fargate configuration exists for given values.",
			);
		}
	});
});
