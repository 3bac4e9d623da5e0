/**
 * Stores the hosted zones of the account, their VPC associations and their record sets. A zone of a Cloud Map namespace
 * is marked, and only Cloud Map changes it.
 */

import type { AccountContext } from "../../../account-context.ts";
import { AwsError } from "../../../aws-error.ts";
import { canonicalName } from "../../../dns/domain-names.ts";
import type { RecordSet } from "../../../dns/record-set.ts";
import { newId } from "../identifiers.ts";
import { compareRecordSets } from "../record-sets/record-set.ts";
import { drawNameServers, privateNameServers } from "./name-servers.ts";

/** A VPC; Route 53 knows only its ID and Region. */
export interface Vpc {
	readonly id: string;
	readonly region: string;
}

/** A hosted zone with its record sets. */
export interface Zone {
	/** `Z` and 20 letters or digits, without the prefix `/hostedzone/`. */
	readonly id: string;
	/** Fully qualified, in lower case. */
	readonly name: string;
	readonly callerReference: string;
	comment: string | undefined;
	/** The VPCs that see a private zone; undefined for a public zone. */
	vpcs: readonly Vpc[] | undefined;
	/** VPCs of other accounts that can be associated. */
	authorizedVpcs: readonly Vpc[];
	/** The Cloud Map namespace of this zone. */
	readonly namespaceArn: string | undefined;
	/** The reusable delegation set with its name servers. */
	readonly delegationSetId: string | undefined;
	readonly nameServers: readonly string[];
	/** By canonical name; changed by `setRecords` only. */
	readonly records: ReadonlyMap<string, readonly RecordSet[]>;
	/** Whether accelerated recovery is enabled; the value has no effect here. */
	acceleratedRecovery: boolean;
	readonly tags: Map<string, string>;
}

/** All hosted zones. */
export interface ZoneTable {
	readonly all: () => readonly Zone[];
	/** The zone with this ID, with or without its prefix; undefined if there is none. */
	readonly find: (id: string) => Zone | undefined;
	/** Like `find`, but rejects with NoSuchHostedZone. */
	readonly get: (id: string) => Zone;
	readonly create: (zone: NewZone) => Zone;
	readonly delete: (id: string) => void;
	/** The zone of this name that the VPC already sees, if there is one. */
	readonly conflicting: (name: string, vpcId: string) => Zone | undefined;
}

/** The inputs of a new hosted zone. */
export interface NewZone {
	readonly name: string;
	readonly callerReference: string;
	readonly comment: string | undefined;
	readonly vpcs: readonly Vpc[] | undefined;
	readonly namespaceArn?: string;
	readonly delegationSet?: { readonly id: string; readonly nameServers: readonly string[] } | undefined;
	readonly soaTtlSeconds: number;
}

const nameServerTtlSeconds = 172_800;

/** Creates an account without zones. */
export function createZoneTable({ random }: AccountContext): ZoneTable {
	const zones = new Map<string, Zone>();
	const find = (id: string) => zones.get(bareZoneId(id));
	return {
		all: () => [...zones.values()],
		find,
		get: (id) => {
			const zone = find(id);
			if (zone) return zone;
			throw new AwsError("NoSuchHostedZone", `No hosted zone found with ID: ${bareZoneId(id)}`);
		},
		create: ({ name, callerReference, comment, vpcs, namespaceArn, delegationSet, soaTtlSeconds }) => {
			const apex = canonicalName(name);
			const nameServers = vpcs ? privateNameServers : (delegationSet?.nameServers ?? drawNameServers(random));
			const zone: Zone = {
				id: newId(random, "Z", 20),
				name: apex,
				callerReference,
				comment,
				vpcs,
				authorizedVpcs: [],
				namespaceArn,
				delegationSetId: delegationSet?.id,
				nameServers,
				records: new Map([[apex, apexRecords(apex, nameServers, soaTtlSeconds)]]),
				acceleratedRecovery: false,
				tags: new Map(),
			};
			zones.set(zone.id, zone);
			return zone;
		},
		delete: (id) => void zones.delete(id),
		conflicting: (name, vpcId) => {
			const apex = canonicalName(name);
			return [...zones.values()].find((zone) => zone.name === apex && zone.vpcs?.some((vpc) => vpc.id === vpcId));
		},
	};
}

/** The ID without its prefix `/hostedzone/`. */
export function bareZoneId(id: string): string {
	return id.replace(/^\/?hostedzone\//, "");
}

/** The record sets at a canonical name. */
export function recordsAt(zone: Pick<Zone, "records">, name: string): readonly RecordSet[] {
	return zone.records.get(name) ?? [];
}

/** Replaces the record sets of a canonical name; an empty list removes the name. */
export function setRecords(zone: Zone, name: string, records: readonly RecordSet[]): void {
	sortedRecords.delete(zone);
	const names = zone.records as Map<string, readonly RecordSet[]>;
	if (records.length === 0) names.delete(name);
	else names.set(name, records);
}

/** Large zones are read page by page, so the sorted order is cached until the next change. */
const sortedRecords = new WeakMap<Zone, readonly RecordSet[]>();

/** All record sets in Route 53's order. */
export function recordsInOrder(zone: Zone): readonly RecordSet[] {
	const known = sortedRecords.get(zone);
	if (known) return known;
	const sorted = [...zone.records.values()].flat().sort(compareRecordSets);
	sortedRecords.set(zone, sorted);
	return sorted;
}

/** The number of record sets, including SOA and NS. */
export function countRecords(zone: Zone): number {
	let count = 0;
	for (const records of zone.records.values()) count += records.length;
	return count;
}

function apexRecords(name: string, nameServers: readonly string[], soaTtlSeconds: number): readonly RecordSet[] {
	const soa = `${nameServers[0]} awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
	return [
		{ name, type: "NS", ttlSeconds: nameServerTtlSeconds, values: nameServers, healthy: true },
		{ name, type: "SOA", ttlSeconds: soaTtlSeconds, values: [soa], healthy: true },
	];
}
