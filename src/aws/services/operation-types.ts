/** The input and output types of operations, inferred from the SDK's command classes of the services. */
import type { AwsService, OptionalAwsService } from "./service.ts";

/** The input of a command. */
export type InputOf<Command> = Command extends new (
	...parameters: infer Parameters
) => unknown
	? Only<Parameters>
	: never;

/** The single parameter; the SDK also allows none if all members are optional. */
type Only<Parameters> = Parameters extends readonly [infer Input] ? Input : never;

/** The output of a command. */
export type OutputOf<Command> = Command extends new (
	input: never,
) => { resolveMiddleware: (...parameters: never[]) => (parameters: never) => Promise<{ output: infer Output }> }
	? Output
	: never;

/** The full names of a service's operations, such as `ecs:DescribeServices`. */
type FullName<Service extends { readonly name: string }, Operation> = `${Service["name"]}:${Operation & string}`;

/** Input and output of each read of one or several services, by full name. */
export type ReadsOf<Service extends Pick<AwsService, "name" | "reads">> = Service extends unknown
	? {
			readonly [O in keyof Service["reads"] as FullName<Service, O>]: readonly [
				input: InputOf<Service["reads"][O]["command"]>,
				output: OutputOf<Service["reads"][O]["command"]>,
			];
		}
	: never;

/** The full names of the paged reads of one or several services. */
export type PagedReadsOf<Service extends { readonly name: string; readonly reads: object }> = Service extends unknown
	? keyof {
			[O in keyof Service["reads"] as Service["reads"][O] extends { readonly pageToken: string }
				? FullName<Service, O>
				: never]: unknown;
		}
	: never;

/** The input of each write of one or several services, by full name. */
export type WritesOf<Service extends Pick<AwsService, "name" | "writes">> = Service extends unknown
	? { readonly [O in keyof Service["writes"] as FullName<Service, O>]: InputOf<Service["writes"][O]["command"]> }
	: never;

/** Input and output of each read of one or several optional services, by full name. */
export type OptionalReadsOf<Service extends Pick<OptionalAwsService, "name" | "reads">> = Service extends unknown
	? {
			readonly [O in keyof Service["reads"] as FullName<Service, O>]: readonly [
				input: InputOf<ReturnType<Service["reads"][O]["command"]>> & object,
				output: OutputOf<ReturnType<Service["reads"][O]["command"]>> & object,
			];
		}
	: never;

/** The input of each write of one or several optional services, by full name. */
export type OptionalWritesOf<Service extends Pick<OptionalAwsService, "name" | "writes">> = Service extends unknown
	? {
			readonly [O in keyof Service["writes"] as FullName<Service, O>]: InputOf<
				ReturnType<Service["writes"][O]["command"]>
			>;
		}
	: never;
