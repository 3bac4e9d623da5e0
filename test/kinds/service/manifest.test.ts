import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { serviceManifest } from "../../../src/kinds/service/manifest.ts";
import type { ServiceSpec } from "../../../src/kinds/service/spec.ts";

const { desugar, identity, normalise } = serviceManifest;
const least = { serviceName: "api", cluster: "Cluster/shop" };

describe("the normal form of a service", () => {
	it("leaves undeclared fields alone", () => {
		expect(normalise(least)).toEqual(least);
	});

	it("is the same for what was sent and what AWS shows of it", () => {
		const sent: Partial<ServiceSpec> = {
			taskDefinition: "api:7",
			deploymentConfiguration: { deploymentCircuitBreaker: {} as never },
			networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-b", "subnet-a"] } },
			serviceRegistries: [{ registryArn: "arn:r" }],
			placementStrategy: [{ type: "binpack", field: "memory" }],
			serviceConnectConfiguration: { enabled: true, services: [{ portName: "web", clientAliases: [{ port: 80 }] }] },
		};
		const shown: Partial<ServiceSpec> = {
			taskDefinition: "arn:aws:ecs:eu-west-1:111122223333:task-definition/api:7",
			deploymentConfiguration: {
				deploymentCircuitBreaker: { enable: false, rollback: false, resetOnHealthyTask: true },
				maximumPercent: 200,
				minimumHealthyPercent: 100,
				strategy: "ROLLING",
				bakeTimeInMinutes: 0,
				alarms: { alarmNames: [], enable: false, rollback: false },
			},
			networkConfiguration: {
				awsvpcConfiguration: { subnets: ["subnet-a", "subnet-b"], securityGroups: [], assignPublicIp: "DISABLED" },
			},
			serviceRegistries: [{ registryArn: "arn:r", containerPort: 0 }],
			placementStrategy: [{ type: "binpack", field: "MEMORY" }],
			serviceConnectConfiguration: {
				enabled: true,
				services: [{ portName: "web", discoveryName: "web", clientAliases: [{ port: 80 }] }],
			},
		};
		expect(normalise({ ...least, ...shown })).toEqual(normalise({ ...least, ...sent }));
	});

	it("has a daemon's own percentages", () => {
		const spec = normalise({ ...least, schedulingStrategy: "DAEMON", deploymentConfiguration: {} });
		expect(spec.deploymentConfiguration).toMatchObject({ maximumPercent: 100, minimumHealthyPercent: 0 });
	});

	it("forgets everything about a Service Connect that is off, and keeps empty lists, which remove", () => {
		expect(
			normalise({ ...least, serviceConnectConfiguration: { enabled: false, services: [] }, serviceRegistries: [] }),
		).toEqual({ ...least, serviceConnectConfiguration: { enabled: false }, serviceRegistries: [] });
	});

	it("takes a registry by name", () => {
		expect(desugar?.({ serviceRegistries: [{ registry: "internal/api", containerPort: 80 }] })).toEqual({
			serviceRegistries: [{ registryArn: "internal/api", containerPort: 80 }],
		});
	});

	it.each([
		["Cluster/shop", "Service/shop/api"],
		["arn:aws:ecs:eu-west-1:111122223333:cluster/other", "Service/other/api"],
	])("is identified by its cluster %s", (cluster, expected) => {
		expect(identity({ serviceName: "api", cluster })).toBe(expected);
	});

	it("is the same when made twice", () => {
		const spec: fc.Arbitrary<ServiceSpec> = fc.record(
			{
				serviceName: fc.constant("api"),
				cluster: fc.constant("Cluster/shop"),
				taskDefinition: fc.constantFrom("TaskDefinition/api", "api:7", "arn:x:task-definition/api:7"),
				schedulingStrategy: fc.constantFrom("DAEMON", "REPLICA"),
				deploymentConfiguration: fc.record(
					{
						maximumPercent: fc.nat(200),
						strategy: fc.constantFrom("ROLLING", "LINEAR", "CANARY", "BLUE_GREEN"),
						deploymentCircuitBreaker: fc.record({ enable: fc.boolean(), rollback: fc.boolean() }),
					},
					{ requiredKeys: [] },
				),
				networkConfiguration: fc.record({
					awsvpcConfiguration: fc.record({ subnets: fc.array(fc.string()), securityGroups: fc.array(fc.string()) }),
				}),
				serviceConnectConfiguration: fc.record({
					enabled: fc.boolean(),
					services: fc.array(
						fc.record({ portName: fc.string(), clientAliases: fc.array(fc.record({ port: fc.nat() })) }),
					),
				}),
				capacityProviderStrategy: fc.array(fc.record({ capacityProvider: fc.string() })),
				placementConstraints: fc.array(fc.record({ type: fc.constant("memberOf" as const), expression: fc.string() })),
			},
			{ requiredKeys: ["serviceName", "cluster"] },
		);
		fc.assert(fc.property(spec, (value) => void expect(normalise(normalise(value))).toEqual(normalise(value))));
	});
});
