/**
 * Traffic policy instances: record sets whose answers are selected by a traffic policy. Only the instance changes its
 * record set.
 */
import type {
	CreateTrafficPolicyInstanceRequest,
	CreateTrafficPolicyInstanceResponse,
	DeleteTrafficPolicyInstanceRequest,
	GetTrafficPolicyInstanceCountResponse,
	GetTrafficPolicyInstanceRequest,
	GetTrafficPolicyInstanceResponse,
	ListTrafficPolicyInstancesByHostedZoneRequest,
	ListTrafficPolicyInstancesByPolicyRequest,
	ListTrafficPolicyInstancesRequest,
	ListTrafficPolicyInstancesResponse,
	TrafficPolicyInstance,
	UpdateTrafficPolicyInstanceRequest,
	UpdateTrafficPolicyInstanceResponse,
} from "@aws-sdk/client-route-53";
import type { AccountContext } from "../../../account-context.ts";
import { AwsError, type Handlers } from "../../../aws-error.ts";
import { canonicalName, isWithin } from "../../../dns/domain-names.ts";
import { compareText, reversedLabels } from "../domain-names.ts";
import { newUuid } from "../identifiers.ts";
import { page } from "../pages.ts";
import { samePosition } from "../record-sets/record-set.ts";
import { refuseManaged } from "../zones/operations.ts";
import { bareZoneId, recordsAt, setRecords, type ZoneTable } from "../zones/zones.ts";
import { createTrafficPolicies, type PolicyVersion, type TrafficPolicies } from "./traffic-policies.ts";

/** Traffic policies and their instances. */
export interface TrafficFlow {
	readonly handlers: Handlers;
	readonly policyCount: () => number;
	readonly instanceCount: () => number;
}

interface Instance {
	readonly id: string;
	readonly zoneId: string;
	readonly name: string;
	readonly policy: PolicyVersion;
	readonly ttlSeconds: number;
}

/** The quota, which AWS raises on request. */
export const maximumInstances = 5;
/** A page of instances continues at a zone, name and type. */
type Markers = Omit<ListTrafficPolicyInstancesRequest, "MaxItems">;

/** Creates an account without traffic policies and instances. */
export function createTrafficFlow(context: AccountContext, zones: ZoneTable): TrafficFlow {
	const instances = new Map<string, Instance>();
	/** An instance is deleted with its zone. */
	const present = () => [...instances.values()].filter(({ zoneId }) => zones.find(zoneId) !== undefined);
	const policies = createTrafficPolicies(context, (id, version) =>
		present().some(({ policy }) => policy.id === id && policy.version === version),
	);
	const get = (id: string | undefined): Instance => {
		const instance = present().find((candidate) => candidate.id === id);
		if (instance) return instance;
		throw new AwsError("NoSuchTrafficPolicyInstance", "No traffic policy instance exists with the specified ID.");
	};
	const create = (input: CreateTrafficPolicyInstanceRequest): CreateTrafficPolicyInstanceResponse => {
		const zone = zones.get(input.HostedZoneId ?? "");
		refuseManaged(zone);
		const policy = policies.get(input.TrafficPolicyId, input.TrafficPolicyVersion);
		const name = canonicalName(input.Name ?? "");
		if (!isWithin(name, zone.name))
			throw new AwsError("InvalidInput", `The name ${name} is not in the zone ${zone.name}`);
		const type = policy.document.recordType;
		if (recordsAt(zone, name).some((record) => record.type === type || record.type === "CNAME" || type === "CNAME")) {
			const message = `A record set of the name ${name} and the type ${type} already exists in the zone ${zone.name}`;
			throw new AwsError("TrafficPolicyInstanceAlreadyExists", message);
		}
		if (present().length >= maximumInstances) {
			throw new AwsError(
				"TooManyTrafficPolicyInstances",
				`The limit of ${maximumInstances} traffic policy instances is reached.`,
			);
		}
		const instance = { id: newUuid(context.random), zoneId: zone.id, name, policy, ttlSeconds: input.TTL ?? 0 };
		instances.set(instance.id, instance);
		publish(zones, instance);
		const Location = `https://route53.amazonaws.com/2013-04-01/trafficpolicyinstance/${instance.id}`;
		return { TrafficPolicyInstance: describe(instance), Location };
	};
	const update = (input: UpdateTrafficPolicyInstanceRequest): UpdateTrafficPolicyInstanceResponse => {
		const before = get(input.Id);
		const policy = policies.get(input.TrafficPolicyId, input.TrafficPolicyVersion);
		if (policy.document.recordType !== before.policy.document.recordType) {
			throw new AwsError("ConflictingTypes", "The traffic policy has another record type than the instance.");
		}
		const after = { ...before, policy, ttlSeconds: input.TTL ?? before.ttlSeconds };
		withdraw(zones, before);
		instances.set(after.id, after);
		publish(zones, after);
		return { TrafficPolicyInstance: describe(after) };
	};
	const remove = ({ Id }: DeleteTrafficPolicyInstanceRequest) => {
		const instance = get(Id);
		withdraw(zones, instance);
		instances.delete(instance.id);
		return {};
	};
	return {
		handlers: {
			...policies.handlers,
			CreateTrafficPolicyInstance: create,
			GetTrafficPolicyInstance: ({ Id }: GetTrafficPolicyInstanceRequest): GetTrafficPolicyInstanceResponse => ({
				TrafficPolicyInstance: describe(get(Id)),
			}),
			UpdateTrafficPolicyInstance: update,
			DeleteTrafficPolicyInstance: remove,
			GetTrafficPolicyInstanceCount: (): GetTrafficPolicyInstanceCountResponse => ({
				TrafficPolicyInstanceCount: present().length,
			}),
			...listOperations(present, policies, zones),
		},
		policyCount: policies.count,
		instanceCount: () => present().length,
	};
}

function listOperations(present: () => readonly Instance[], policies: TrafficPolicies, zones: ZoneTable): Handlers {
	const key = ({ zoneId, name, type }: { zoneId: string; name: string; type: string }) =>
		`${zoneId} ${reversedLabels(name)} ${type}`;
	const keyOf = (instance: Instance) => key({ ...instance, type: instance.policy.document.recordType });
	const list = (
		found: readonly Instance[],
		markers: Markers,
		size: number | undefined,
	): ListTrafficPolicyInstancesResponse => {
		const {
			HostedZoneIdMarker: zoneId,
			TrafficPolicyInstanceNameMarker: name,
			TrafficPolicyInstanceTypeMarker: type,
		} = markers;
		const sorted = [...found].sort((a, b) => compareText(keyOf(a), keyOf(b)));
		const from = zoneId && key({ zoneId: bareZoneId(zoneId), name: canonicalName(name ?? "."), type: type ?? "" });
		const start = from ? sorted.findIndex((instance) => keyOf(instance) >= from) : 0;
		const { items, next, size: MaxItems } = page(sorted, start, size);
		return {
			TrafficPolicyInstances: items.map(describe),
			HostedZoneIdMarker: next?.zoneId,
			TrafficPolicyInstanceNameMarker: next?.name,
			TrafficPolicyInstanceTypeMarker: next && describe(next).TrafficPolicyType,
			IsTruncated: next !== undefined,
			MaxItems,
		};
	};
	return {
		ListTrafficPolicyInstances: ({ MaxItems, ...markers }: ListTrafficPolicyInstancesRequest) =>
			list(present(), markers, MaxItems),
		ListTrafficPolicyInstancesByHostedZone: (input: ListTrafficPolicyInstancesByHostedZoneRequest) => {
			const { id } = zones.get(input.HostedZoneId ?? "");
			const hasMarker = input.TrafficPolicyInstanceNameMarker !== undefined;
			const markers = hasMarker ? { ...input, HostedZoneIdMarker: id } : {};
			return list(
				present().filter(({ zoneId }) => zoneId === id),
				markers,
				input.MaxItems,
			);
		},
		ListTrafficPolicyInstancesByPolicy: (input: ListTrafficPolicyInstancesByPolicyRequest) => {
			const { id, version } = policies.get(input.TrafficPolicyId, input.TrafficPolicyVersion);
			const found = present().filter(({ policy }) => policy.id === id && policy.version === version);
			return list(found, input, input.MaxItems);
		},
	};
}

function publish(zones: ZoneTable, { id, zoneId, name, policy, ttlSeconds }: Instance): void {
	const { recordType: type, branches } = policy.document;
	const record = { name, type, ttlSeconds, values: [], branches, trafficPolicyInstanceId: id, healthy: true };
	const zone = zones.get(zoneId);
	setRecords(zone, name, [...recordsAt(zone, name), record]);
}

function withdraw(zones: ZoneTable, { zoneId, name, policy }: Instance): void {
	const zone = zones.get(zoneId);
	const position = { name, type: policy.document.recordType, setIdentifier: undefined };
	setRecords(
		zone,
		name,
		recordsAt(zone, name).filter((record) => !samePosition(record, position)),
	);
}

function describe({ id, zoneId, name, policy, ttlSeconds }: Instance): TrafficPolicyInstance {
	return {
		Id: id,
		HostedZoneId: zoneId,
		Name: name,
		TTL: ttlSeconds,
		State: "Applied",
		Message: "",
		TrafficPolicyId: policy.id,
		TrafficPolicyVersion: policy.version,
		TrafficPolicyType: policy.document.recordType as TrafficPolicyInstance["TrafficPolicyType"],
	};
}
