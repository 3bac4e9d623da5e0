/**
 * Every operation that evenkeel can send, derived from the services. Full names such as `ecs:UpdateService` consist of
 * the service's IAM prefix and AWS's operation name.
 */

import { optionalServices, services } from "./services/list.ts";
import type { OptionalReadsOf, OptionalWritesOf, PagedReadsOf, ReadsOf, WritesOf } from "./services/operation-types.ts";
import type {
	AwsService,
	DependentGroup,
	Feature,
	OptionalAwsService,
	Rate,
	ReadSpec,
	WriteSpec,
} from "./services/service.ts";

type Service = (typeof services)[number];
type OptionalService = (typeof optionalServices)[number];
/**
 * Converts the union `A
 * B` to the intersection `A & B`.
 */
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

/** The types of each read: `Reads["ecs:ListTasks"]` is `[input, output]`. */
export type Reads = Together<ReadsOf<Service> | OptionalReadsOf<WrittenService>>;

/** The input type of each write. */
export type Writes = Together<WritesOf<Service> | OptionalWritesOf<WrittenService>>;

/** The full name of a read operation. */
export type ReadOperation = keyof Reads;
/** The full name of a list operation whose pages are all read. */
export type PagedOperation = PagedReadsOf<Service | WrittenService>;
/** The full name of a write operation. */
export type WriteOperation = keyof Writes;

/** One operation, for generic code. */
export interface OperationInfo {
	readonly service: Pick<AwsService, "name" | "errors" | "asyncOperations">;
	/** The name of its rate bucket, unique across services, and the rate. */
	readonly bucket: string;
	readonly rate: Rate;
	readonly why: string;
	/** Set for reads. */
	readonly read?: Pick<ReadSpec<unknown, string>, "answer" | "pageToken" | "hasSecrets">;
	/** Set for writes: the tags that AWS can authorize them by, and what they create. */
	readonly write?: Pick<WriteSpec<unknown, string>, "tags" | "awsTag" | "createdRef">;
	/** Set for optional services: what uses them. */
	readonly usedBy?: Feature;
	/** The optional service it belongs to, if kinds of resources write to that. */
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
	// The cast is safe: a rate group that the service does not define fails to compile.
	const bucket = service.rates[rate] as Rate;
	return [`${service.name}:${name}`, { service, bucket: `${service.name} ${rate}`, rate: bucket, why, ...more }];
}

/** The operation with this full name. Throws for an unknown one: nothing is sent without a rate and a permission. */
export function operationOf(name: string): OperationInfo {
	const info = all.get(name);
	if (!info) throw new Error(`no service in src/aws/services has the operation ${name}`);
	return info;
}

/** The full names of all operations, or of those that `isMeant` selects. */
export function operationNames(isMeant: (info: OperationInfo) => boolean = () => true): readonly string[] {
	return [...all].flatMap(([name, info]) => (isMeant(info) ? [name] : []));
}

/** The IAM prefixes of all services. */
export const serviceNames: readonly string[] = [...services, ...optionalServices].map(({ name }) => name);

/** Actions that AWS performs with the caller's permissions, with the reason, by group. */
export function dependentActions(group: DependentGroup): Readonly<Record<string, string>> {
	const groups = services.map((service) => ("dependentActions" in service ? service.dependentActions : {}));
	return Object.assign({}, ...groups.map((actions) => (actions as Record<string, object>)[group]));
}
