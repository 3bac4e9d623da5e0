/**
 * Compares instances with record sets. An instance has one record set of each type at the registry's name,
 * distinguished by the instance's id; SRV records point to a host name of the instance below it (Cloud Map developer
 * guide, DNS records).
 */
import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import { because, type ReasonParams } from "../model/reason.ts";
import type { Finding } from "./inspect.ts";
import { type InstanceView, type RegistrySnapshot, recordNameOf } from "./inspect.ts";

type RecordFinding = Omit<Finding, "registry">;

/** ECS task ids. Below a registry's name there may also be names of other registries. */
const taskIdPattern = /^[0-9a-f]{32}$/;

interface Expected {
	readonly name: string;
	readonly type: string;
	readonly value: string;
}

/** Mismatches between instances that ECS registered and the record sets; empty if the record sets could not be read. */
export function compareRecords(snapshot: RegistrySnapshot): readonly RecordFinding[] {
	const { target, instances, recordSets, health, ended } = snapshot;
	if (!recordSets || !target.zone) return [];
	const findings: RecordFinding[] = [];
	for (const instance of instances) {
		// Unhealthy instances may have no records. For a stopped task, the instance itself is the mismatch.
		if (!instance.attributes.ECS_SERVICE_NAME || health.get(instance.id) === "UNHEALTHY" || ended.has(instance.id)) {
			continue;
		}
		findings.push(
			...ofInstance(instance, expectedOf(instance, target.zone.recordName, target.recordTypes), recordSets),
		);
	}
	const known = new Set(instances.map(({ id }) => id));
	for (const instanceId of new Set(recordSets.map((set) => instanceOf(set, target.zone?.recordName ?? "")))) {
		if (!instanceId || known.has(instanceId)) continue;
		const reason = because("RecordWithoutInstance", { instance: instanceId });
		findings.push({ instanceId, kind: "orphan_record", reason });
	}
	return findings;
}

function ofInstance(
	{ id: instanceId }: InstanceView,
	expected: readonly Expected[],
	sets: readonly ResourceRecordSet[],
): readonly RecordFinding[] {
	const missing: string[] = [];
	const wrong: ReasonParams["RecordsDiffer"]["records"][number][] = [];
	for (const { name, type, value } of expected) {
		const set = sets.find((set) => isSetOf(set, { name, type, instanceId }));
		const values = (set?.ResourceRecords ?? []).map(({ Value = "" }) => Value.toLowerCase().replace(/\.$/, ""));
		if (!set) missing.push(`${type} ${name}`);
		else if (!values.includes(value)) wrong.push({ record: `${type} ${name}`, values, expected: value });
	}
	return [
		...(missing.length > 0
			? [
					{
						instanceId,
						kind: "missing_record",
						reason: because("RecordsMissing", { instance: instanceId, records: missing }),
					} as const,
				]
			: []),
		...(wrong.length > 0
			? [
					{
						instanceId,
						kind: "wrong_address",
						reason: because("RecordsDiffer", { instance: instanceId, records: wrong }),
					} as const,
				]
			: []),
	];
}

function expectedOf({ id, attributes }: InstanceView, name: string, types: readonly string[]): readonly Expected[] {
	const { AWS_INSTANCE_IPV4: ipv4, AWS_INSTANCE_IPV6: ipv6, AWS_INSTANCE_PORT: port } = attributes;
	const host = `${id.toLowerCase()}.${name}`;
	const addresses = (at: string, wanted: readonly string[]): Expected[] => [
		...(ipv4 && wanted.includes("A") ? [{ name: at, type: "A", value: ipv4 }] : []),
		...(ipv6 && wanted.includes("AAAA") ? [{ name: at, type: "AAAA", value: ipv6.toLowerCase() }] : []),
	];
	if (!types.includes("SRV") || !port) return addresses(name, types);
	return [
		...addresses(name, types),
		{ name, type: "SRV", value: `1 1 ${port} ${host}` },
		...addresses(host, ["A", "AAAA"]),
	];
}

function isSetOf(
	{ Name, Type, SetIdentifier }: ResourceRecordSet,
	{ name, type, instanceId }: { readonly name: string; readonly type: string; readonly instanceId: string },
): boolean {
	// A record set at an instance's own host name needs no set identifier.
	const isOwn = SetIdentifier === undefined || SetIdentifier === instanceId;
	return Type === type && recordNameOf(Name) === name && isOwn;
}

/** The instance of a record set; undefined if it cannot be determined, or if ECS did not register it. */
function instanceOf({ Name, Type, SetIdentifier }: ResourceRecordSet, recordName: string): string | undefined {
	if (!["A", "AAAA", "SRV"].includes(Type ?? "")) return undefined;
	const name = recordNameOf(Name);
	const id = name === recordName ? SetIdentifier : name.slice(0, -recordName.length - 1);
	return id && taskIdPattern.test(id) ? id : undefined;
}
