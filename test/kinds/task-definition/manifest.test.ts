import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { taskDefinitionManifest } from "../../../src/kinds/task-definition/manifest.ts";
import type { TaskDefinitionSpec } from "../../../src/kinds/task-definition/spec.ts";

const { normalise } = taskDefinitionManifest;

describe("the normal form of a task definition", () => {
	it("is the same for what was sent and what AWS shows of it", () => {
		const sent: TaskDefinitionSpec = {
			family: "api",
			networkMode: "awsvpc",
			requiresCompatibilities: ["FARGATE"],
			cpu: ".25 vCPU",
			memory: "0.5 GB",
			containerDefinitions: [
				{
					name: "web",
					image: "web:1",
					portMappings: [{ containerPort: 443 }, { containerPort: 80 }],
					environment: [
						{ name: "B", value: "" },
						{ name: "A", value: "1" },
					],
					healthCheck: { command: ["CMD", "true"] },
				},
				{ name: "log", image: "log:1", essential: false },
			],
			volumes: [{ name: "scratch" }],
		};
		const shown = {
			taskDefinitionArn: "arn:aws:ecs:eu-west-1:111122223333:task-definition/api:1",
			revision: 1,
			status: "ACTIVE",
			family: "api",
			networkMode: "awsvpc",
			requiresCompatibilities: ["FARGATE"],
			compatibilities: ["EC2", "FARGATE"],
			requiresAttributes: [{ name: "com.amazonaws.ecs.capability.task-eni" }],
			registeredAt: new Date(0),
			registeredBy: "arn:aws:iam::111122223333:root",
			cpu: "256",
			memory: "512",
			placementConstraints: [],
			volumes: [{ name: "scratch", host: {} }],
			containerDefinitions: [
				{
					name: "log",
					image: "log:1",
					cpu: 0,
					essential: false,
					portMappings: [],
					environment: [],
					mountPoints: [],
					volumesFrom: [],
					systemControls: [],
				},
				{
					name: "web",
					image: "web:1",
					cpu: 0,
					essential: true,
					portMappings: [
						{ containerPort: 80, hostPort: 80, protocol: "tcp" },
						{ containerPort: 443, hostPort: 443, protocol: "tcp" },
					],
					environment: [
						{ name: "A", value: "1" },
						{ name: "B", value: "" },
					],
					healthCheck: { command: ["CMD", "true"], interval: 30, timeout: 5, retries: 3 },
					mountPoints: [],
					volumesFrom: [],
				},
			],
		} as TaskDefinitionSpec;
		expect(normalise(shown)).toEqual(normalise(sent));
	});

	it.each([
		["bridge", undefined, 0],
		["bridge", 0, 0],
		["bridge", 8080, 8080],
		["awsvpc", undefined, 80],
		["awsvpc", 0, 80],
		["host", undefined, 80],
	] as const)("in %s mode makes host port %s %i", (networkMode, hostPort, expected) => {
		const { containerDefinitions } = normalise({
			family: "api",
			networkMode,
			containerDefinitions: [{ name: "web", portMappings: [{ containerPort: 80, hostPort }] }],
		});
		expect(containerDefinitions?.[0]?.portMappings).toEqual([
			{ containerPort: 80, hostPort: expected, protocol: "tcp" },
		]);
	});

	it.each([
		["1 vCPU", "1024"],
		["1vcpu", "1024"],
		[".5 vCPU", "512"],
		["256", "256"],
	])("writes cpu %s as %s", (cpu, expected) => {
		expect(normalise({ family: "api", cpu, containerDefinitions: [] }).cpu).toBe(expected);
	});

	it("keeps a difference that makes one", () => {
		const one = { family: "api", containerDefinitions: [{ name: "web", command: ["a", "b"] }] };
		const other = { family: "api", containerDefinitions: [{ name: "web", command: ["b", "a"] }] };
		expect(normalise(one)).not.toEqual(normalise(other));
	});

	it("is the same when made twice, and total", () => {
		const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
		const container: fc.Arbitrary<ContainerDefinition> = fc.record(
			{
				name: fc.string(),
				image: fc.string(),
				cpu: fc.nat(3),
				memory: fc.nat(3),
				essential: optional(fc.boolean()),
				portMappings: fc.array(
					fc.record({
						containerPort: optional(fc.nat()),
						hostPort: optional(fc.nat()),
						protocol: fc.constantFrom("tcp" as const, "udp" as const, undefined),
					}),
				),
				environment: fc.array(fc.record({ name: fc.string(), value: fc.string() })),
				mountPoints: fc.array(fc.record({ containerPath: fc.string(), readOnly: fc.boolean() })),
				healthCheck: fc.record({ command: fc.array(fc.string()), interval: optional(fc.nat()) }),
				linuxParameters: fc.constantFrom(
					{},
					{ initProcessEnabled: false },
					{ capabilities: { add: [], drop: ["ALL"] } },
				),
				logConfiguration: fc.constantFrom({ logDriver: "awslogs" as const, options: {}, secretOptions: [] }),
				restartPolicy: fc.record({ enabled: fc.boolean(), ignoredExitCodes: fc.array(fc.nat(255)) }),
				command: fc.array(fc.string()),
			},
			{ requiredKeys: [] },
		);
		const spec: fc.Arbitrary<TaskDefinitionSpec> = fc.record(
			{
				family: fc.string(),
				networkMode: fc.constantFrom("awsvpc", "bridge", "host", "none", undefined),
				cpu: fc.constantFrom("1 vCPU", "256", "x", ""),
				memory: fc.constantFrom("1 GB", "512"),
				containerDefinitions: fc.array(container),
				volumes: fc.array(fc.record({ name: fc.string(), host: fc.constantFrom({}, { sourcePath: "/a" }) })),
				runtimePlatform: fc.constantFrom({}, { cpuArchitecture: "ARM64" as const }),
			},
			{ requiredKeys: ["family", "containerDefinitions"] },
		);
		fc.assert(fc.property(spec, (value) => void expect(normalise(normalise(value))).toEqual(normalise(value))));
	});
});
