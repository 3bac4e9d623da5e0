/** What one look at a registry says: each row changes one thing of a picture in which everything agrees. */
import type { Task } from "@aws-sdk/client-ecs";
import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import { describe, expect, it } from "vitest";
import { compare } from "../../src/discovery/compare.ts";
import type { RegistrySnapshot } from "../../src/discovery/inspect.ts";
import type { RegistryService, RegistryTarget } from "../../src/discovery/registry-target.ts";

const nowMs = Date.UTC(2026, 0, 1, 12);
const id = "0123456789abcdef0123456789abcdef";
const other = "fedcba9876543210fedcba9876543210";
const name = "api.internal";

const service: RegistryService = {
	identity: "Service/shop/api",
	cluster: "shop",
	serviceName: "api",
	primaryDeployment: "ecs-svc/2",
};
const target: RegistryTarget = {
	registry: "Registry/internal/api",
	registryId: "srv-1",
	recordTypes: ["A"],
	zone: { id: "Z1", recordName: name },
	keepsHealth: true,
	services: [service],
};
const ecs = { ECS_CLUSTER_NAME: "shop", ECS_SERVICE_NAME: "api" };

function task(overrides: Partial<Task> = {}): Task {
	return {
		taskArn: `arn:aws:ecs:eu-west-1:123456789012:task/shop/${id}`,
		lastStatus: "RUNNING",
		desiredStatus: "RUNNING",
		startedBy: "ecs-svc/2",
		startedAt: new Date(nowMs - 3_600_000),
		healthStatus: "UNKNOWN",
		attachments: [{ details: [{ name: "privateIPv4Address", value: "10.0.0.1" }] }],
		...overrides,
	};
}

function record(overrides: Partial<ResourceRecordSet> = {}, value = "10.0.0.1"): ResourceRecordSet {
	return { Name: `${name}.`, Type: "A", SetIdentifier: id, TTL: 10, ResourceRecords: [{ Value: value }], ...overrides };
}

const well: RegistrySnapshot = {
	target,
	tasks: [{ task: task(), service }],
	instances: [{ id, attributes: { ...ecs, AWS_INSTANCE_IPV4: "10.0.0.1" } }],
	health: new Map([[id, "HEALTHY"]]),
	ended: new Set(),
	recordSets: [record()],
};
const withTask = (overrides: Partial<Task>): RegistrySnapshot => ({
	...well,
	tasks: [{ task: task(overrides), service }],
});
const empty = { instances: [], recordSets: [] };

const host = `${id}.${name}`;
const srvService: RegistryService = { ...service, containerName: "web", containerPort: 80 };
const bridge: RegistrySnapshot = {
	...well,
	target: { ...target, recordTypes: ["SRV"] },
	tasks: [
		{
			service: srvService,
			task: task({
				attachments: [],
				containers: [{ name: "web", networkBindings: [{ containerPort: 80, hostPort: 32768 }] }],
			}),
		},
	],
	instances: [{ id, attributes: { ...ecs, AWS_INSTANCE_IPV4: "10.0.0.1", AWS_INSTANCE_PORT: "32768" } }],
	recordSets: [
		record({ Type: "SRV" }, `1 1 32768 ${host}.`),
		{ Name: `${host}.`, Type: "A", ResourceRecords: [{ Value: "10.0.0.1" }] },
	],
};
const bridgeOn = (port: string): RegistrySnapshot => ({
	...bridge,
	instances: [{ id, attributes: { ...ecs, AWS_INSTANCE_IPV4: "10.0.0.1", AWS_INSTANCE_PORT: port } }],
});

const kinds = (snapshot: RegistrySnapshot) => compare(snapshot, nowMs).map(({ kind }) => kind);

describe("no mismatch", () => {
	it.each<[string, RegistrySnapshot]>([
		["where all agree", well],
		["in an HTTP namespace, which has no records", withoutRecords(well)],
		["where the records may not be read", withoutRecords(well)],
		["with SRV records of a bridge task", bridge],
		["of a task that has only just started", { ...withTask({ startedAt: new Date(nowMs - 59_000) }), ...empty }],
		["of a task that is still starting", { ...withTask({ lastStatus: "PENDING" }), ...empty }],
		["of a task that is to stop", { ...withTask({ desiredStatus: "STOPPED" }), ...empty }],
		["of an older deployment, which may have had no registry", { ...withTask({ startedBy: "ecs-svc/1" }), ...empty }],
		["of a task that is about to be replaced", { ...withTask({ healthStatus: "UNHEALTHY" }), ...empty }],
		["of an instance whose task is still stopping", { ...well, tasks: [] }],
		[
			"of an instance that somebody else has registered",
			{ ...well, tasks: [], recordSets: [], instances: [{ id, attributes: {} }] },
		],
		["of an unhealthy instance without records", { ...well, health: new Map([[id, "UNHEALTHY"]]), recordSets: [] }],
		[
			"of a registry of another name below this one",
			{ ...well, recordSets: [record(), record({ Name: "v2.api.internal." })] },
		],
		["of the zone's own records", { ...well, recordSets: [record(), record({ Type: "TXT", SetIdentifier: other })] }],
	])("%s", (_, snapshot) => {
		expect(compare(snapshot, nowMs)).toEqual([]);
	});
});

describe("a mismatch", () => {
	it.each<[string, RegistrySnapshot, readonly string[]]>([
		["a task without instance", { ...well, ...empty }, ["missing_instance"]],
		[
			"a healthy task whose instance is hidden",
			{ ...withTask({ healthStatus: "HEALTHY" }), health: new Map([[id, "UNHEALTHY"]]) },
			["missing_instance"],
		],
		["an instance whose task has ended", { ...well, tasks: [], ended: new Set([id]) }, ["orphan_instance"]],
		["an instance without record", { ...well, recordSets: [] }, ["missing_record"]],
		[
			"a record without instance",
			{ ...well, recordSets: [record(), record({ SetIdentifier: other })] },
			["orphan_record"],
		],
		["a record of another address", { ...well, recordSets: [record({}, "10.0.0.2")] }, ["wrong_address"]],
		[
			"an instance of another address than its task",
			withTask({ attachments: [{ details: [{ name: "privateIPv4Address", value: "10.0.0.7" }] }] }),
			["wrong_address"],
		],
		["an instance of another port than its task", bridgeOn("32769"), ["wrong_address", "wrong_address"]],
		[
			"an SRV record whose host has no address",
			{ ...bridge, recordSets: bridge.recordSets?.slice(0, 1) ?? [] },
			["missing_record"],
		],
		[
			"an address record without instance, below the name",
			{ ...bridge, recordSets: [...(bridge.recordSets ?? []), record({ Name: `${other}.${name}.` })] },
			["orphan_record"],
		],
		[
			"an IPv6 address without record",
			{
				...well,
				target: { ...target, recordTypes: ["A", "AAAA"] },
				instances: [{ id, attributes: { ...ecs, AWS_INSTANCE_IPV4: "10.0.0.1", AWS_INSTANCE_IPV6: "fd00::1" } }],
			},
			["missing_record"],
		],
	])("is %s", (_, snapshot, expected) => {
		expect(kinds(snapshot)).toEqual(expected);
	});

	it("names the instance and its service", () => {
		expect(compare({ ...well, ...empty }, nowMs)).toEqual([
			{
				registry: "Registry/internal/api",
				service: "Service/shop/api",
				instanceId: id,
				kind: "missing_instance",
				reason: {
					code: "TaskNotRegistered",
					params: { task: id, service: "Service/shop/api", registry: "Registry/internal/api" },
				},
			},
		]);
	});
});

function withoutRecords({ recordSets: _, ...rest }: RegistrySnapshot): RegistrySnapshot {
	return rest;
}
