/**
 * Every operation that evenkeel can send, derived from the services. Operations have full names, such as `ecs:UpdateService`: the
 * service's IAM prefix and AWS's own name.
 */

import { optionalServices, services } from "./services/list.ts";
import type {
	AwsService,
	DependentGroup,
	Feature,
	OptionalAwsService,
	OptionalReadsOf,
	OptionalWritesOf,
	PagedReadsOf,
	Rate,
	ReadSpec,
	ReadsOf,
	WriteSpec,
	WritesOf,
} from "./services/service.ts";

type Service = (typeof services)[number];
type OptionalService = (typeof optionalServices)[number];
/** `A | B` as `A & B`. */
type Together<Union> = (Union extends unknown ? (_: Union) => void : never) extends (_: infer All) => void
	? All
	: never;

/** The optional services that kinds of resources read and write. */
type WrittenService = OptionalService extends infer One
	? One extends OptionalService
		? keyof One["writes"] extends never
			? never
			: One
		: never
	: never;

/** What each read takes and gives: `Reads["ecs:ListTasks"]` is `[input, output]`. */
export type Reads = Together<ReadsOf<Service> | OptionalReadsOf<WrittenService>>;

/** What each write takes. */
export type Writes = Together<WritesOf<Service> | OptionalWritesOf<WrittenService>>;

/** The full name of an operation that reads. */
export type ReadOperation = keyof Reads;
/** The full name of an operation that reads a list whose pages are read to the end. */
export type PagedOperation = PagedReadsOf<Service | WrittenService>;
/** The full name of an operation that writes. */
export type WriteOperation = keyof Writes;

/** One operation, as generic code sees it. */
export interface OperationInfo {
	readonly service: Pick<AwsService, "name" | "errors" | "asyncOperations">;
	/** The name of its bucket among all, and its rate. */
	readonly bucket: string;
	readonly rate: Rate;
	readonly why: string;
	/** Of reads. */
	readonly read?: Pick<ReadSpec<unknown, string>, "answer" | "pageToken" | "hasSecrets">;
	/** Of writes: what AWS can judge them by, and what they make. */
	readonly write?: Pick<WriteSpec<unknown, string>, "tags" | "awsTag" | "made">;
	/** Of optional services: what uses them. */
	readonly usedBy?: Feature;
	/** The optional service that it belongs to, where kinds of resources write to it. */
	readonly optionalService?: string;
}

const all: ReadonlyMap<string, OperationInfo> = new Map([
	...services.flatMap(infosOf),
	...optionalServices.flatMap(optionalInfosOf),
]);

function infosOf(service: AwsService): readonly (readonly [string, OperationInfo])[] {
	const reads = Object.entries(service.reads).map(([name, spec]) => infoOf(service, name, spec, { read: spec }));
	const writes = Object.entries(service.writes).map(([name, spec]) => infoOf(service, name, spec, { write: spec }));
	return [...reads, ...writes];
}

function optionalInfosOf(service: OptionalAwsService): readonly (readonly [string, OperationInfo])[] {
	const { name, usedBy, reads, writes } = service;
	const ofKinds = Object.keys(writes).length > 0 ? { optionalService: name } : {};
	return [
		...Object.entries(reads).map(([operation, spec]) =>
			infoOf(service, operation, spec, { ...ofKinds, read: spec, usedBy: spec.usedBy ?? usedBy }),
		),
		...Object.entries(writes).map(([operation, spec]) =>
			infoOf(service, operation, spec, { ...ofKinds, write: spec, usedBy: "kinds" }),
		),
	];
}

function infoOf(
	service: Pick<AwsService, "name" | "errors" | "rates">,
	name: string,
	{ rate, why }: { readonly rate: string; readonly why: string },
	more: Partial<OperationInfo>,
): readonly [string, OperationInfo] {
	// A group that the service does not have does not compile.
	const bucket = service.rates[rate] as Rate;
	return [`${service.name}:${name}`, { service, bucket: `${service.name} ${rate}`, rate: bucket, why, ...more }];
}

/** An operation by its full name. Throws for one that no service has: nothing is sent without a rate and a permission. */
export function operationOf(name: string): OperationInfo {
	const info = all.get(name);
	if (!info) throw new Error(`no service in src/aws/services has the operation ${name}`);
	return info;
}

/** All full names of operations, or those that `isMeant`. */
export function operationNames(isMeant: (info: OperationInfo) => boolean = () => true): readonly string[] {
	return [...all].flatMap(([name, info]) => (isMeant(info) ? [name] : []));
}

/** The IAM prefixes of all services. */
export const serviceNames: readonly string[] = [...services, ...optionalServices].map(({ name }) => name);

/** Actions that AWS takes in the caller's name, and why, by what they are for. */
export function dependentActions(group: DependentGroup): Readonly<Record<string, string>> {
	const groups = services.map((service) => ("dependentActions" in service ? service.dependentActions : {}));
	return Object.assign({}, ...groups.map((actions) => (actions as Record<string, object>)[group]));
}
