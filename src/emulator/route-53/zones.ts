/**
 * The hosted zones of the account: which there are, which VPCs see them, and the record sets in each. A zone that Cloud
 * Map made is marked with its namespace, and only Cloud Map changes it.
 */
import { randomText } from "../../lib/random.ts";
import { AwsError } from "../failure.ts";
import type { Surroundings, ZonesForCloudMap } from "../surroundings.ts";
import { canonicalName, type RecordSet, samePosition } from "./record-set.ts";

export interface Vpc {
	readonly id: string;
	readonly region: string;
}

export interface Zone {
	/** `Z` and 20 letters or digits, without the prefix `/hostedzone/`. */
	readonly id: string;
	/** Fully qualified, in lower case. */
	readonly name: string;
	readonly callerReference: string;
	readonly comment: string | undefined;
	/** The VPCs that see a private zone; undefined for a public zone. */
	vpcs: readonly Vpc[] | undefined;
	/** The namespace that Cloud Map made this zone for. */
	readonly namespaceArn: string | undefined;
	/** By canonical name. */
	readonly records: Map<string, readonly RecordSet[]>;
	readonly tags: Map<string, string>;
}

export interface ZoneTable {
	readonly all: () => readonly Zone[];
	/** The zone of this id, with or without its prefix; refuses with NoSuchHostedZone. */
	readonly get: (id: string) => Zone;
	readonly create: (zone: NewZone) => Zone;
	readonly delete: (id: string) => void;
	/** The zone of this name that the VPC already sees, if there is one. */
	readonly conflicting: (name: string, vpcId: string) => Zone | undefined;
	readonly forCloudMap: ZonesForCloudMap;
}

export interface NewZone {
	readonly name: string;
	readonly callerReference: string;
	readonly comment: string | undefined;
	readonly vpcs: readonly Vpc[] | undefined;
	readonly namespaceArn?: string;
	readonly soaTtlSeconds: number;
}

/** The name servers that private zones name; nobody asks them, since the embedded AWS answers itself. */
export const nameServers = [
	"ns-1536.awsdns-00.co.uk.",
	"ns-0.awsdns-00.com.",
	"ns-1024.awsdns-00.org.",
	"ns-512.awsdns-00.net.",
];

const SOA = "ns-1536.awsdns-00.co.uk. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400";
const NAME_SERVER_TTL_SECONDS = 172_800;

export function createZoneTable({ random, region }: Surroundings): ZoneTable {
	const zones = new Map<string, Zone>();
	const table: Omit<ZoneTable, "forCloudMap"> = {
		all: () => [...zones.values()],
		get: (id) => {
			const bare = id.replace(/^\/?hostedzone\//, "");
			const zone = zones.get(bare);
			if (!zone) throw new AwsError("NoSuchHostedZone", `No hosted zone found with ID: ${bare}`);
			return zone;
		},
		create: ({ name, callerReference, comment, vpcs, namespaceArn, soaTtlSeconds }) => {
			const id = `Z${randomText(random, 20, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}`;
			const apex = canonicalName(name);
			const records = new Map([[apex, apexRecords(apex, soaTtlSeconds)]]);
			const zone = { id, name: apex, callerReference, comment, vpcs, namespaceArn, records, tags: new Map() };
			zones.set(id, zone);
			return zone;
		},
		delete: (id) => void zones.delete(id),
		conflicting: (name, vpcId) => {
			const apex = canonicalName(name);
			return [...zones.values()].find((zone) => zone.name === apex && zone.vpcs?.some((vpc) => vpc.id === vpcId));
		},
	};
	return { ...table, forCloudMap: zonesForCloudMap(table, region) };
}

function zonesForCloudMap(table: Omit<ZoneTable, "forCloudMap">, region: string): ZonesForCloudMap {
	const find = (id: string) => table.all().find((zone) => zone.id === id);
	return {
		createZone: ({ name, vpc, soaTtlSeconds, description, namespaceArn }) => {
			if (vpc && table.conflicting(name, vpc)) return undefined;
			return table.create({
				name,
				callerReference: namespaceArn.slice(namespaceArn.lastIndexOf("/") + 1),
				comment: description,
				vpcs: vpc ? [{ id: vpc, region }] : undefined,
				namespaceArn,
				soaTtlSeconds,
			});
		},
		setSoaTtl: (zoneId, seconds) => {
			const zone = find(zoneId);
			if (!zone) return;
			const apex = recordsAt(zone, zone.name);
			zone.records.set(
				zone.name,
				apex.map((record) => (record.type === "SOA" ? { ...record, ttlSeconds: seconds } : record)),
			);
		},
		deleteZone: (zoneId) => table.delete(zoneId),
		putRecord: (zoneId, record) => {
			const zone = find(zoneId);
			if (zone) putRecord(zone, { ...record, name: canonicalName(record.name) });
		},
		deleteRecord: (zoneId, name, type, setIdentifier) => {
			const zone = find(zoneId);
			if (zone) removeRecord(zone, { name: canonicalName(name), type, setIdentifier });
		},
	};
}

/** The record sets at a canonical name. */
export function recordsAt(zone: Pick<Zone, "records">, name: string): readonly RecordSet[] {
	return zone.records.get(name) ?? [];
}

export function countRecords(zone: Zone): number {
	return [...zone.records.values()].reduce((count, records) => count + records.length, 0);
}

function putRecord(zone: Zone, record: RecordSet): void {
	const others = recordsAt(zone, record.name).filter((other) => !samePosition(other, record));
	zone.records.set(record.name, [...others, record]);
}

function removeRecord(
	zone: Zone,
	position: Pick<RecordSet, "name" | "type"> & { setIdentifier: string | undefined },
): void {
	const rest = recordsAt(zone, position.name).filter(
		({ type, setIdentifier }) => type !== position.type || setIdentifier !== position.setIdentifier,
	);
	if (rest.length === 0) zone.records.delete(position.name);
	else zone.records.set(position.name, rest);
}

function apexRecords(name: string, soaTtlSeconds: number): readonly RecordSet[] {
	return [
		{ name, type: "NS", ttlSeconds: NAME_SERVER_TTL_SECONDS, values: nameServers, healthy: true },
		{ name, type: "SOA", ttlSeconds: soaTtlSeconds, values: [SOA], healthy: true },
	];
}
